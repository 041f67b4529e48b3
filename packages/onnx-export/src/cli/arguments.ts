// What options of the command mean: JSON, patterns, streams, shapes. Wrong ones are errors of usage.
import { readFileSync } from 'node:fs';
import { type DropoutConfig, parseConfig } from '@dropkit/core';
import { InvalidArgumentError } from 'commander';
import type { Inspection } from '../inspect/inspect.js';
import type { Dimension } from '../model/value-info.js';
import type { SiteChoice } from '../surgery/site-choice.js';
import type { Streams } from '../surgery/streams.js';

/** A config from JSON, or from a file whose name ends with .json. */
export function configArgument(text: string): DropoutConfig {
  let json: unknown;
  try {
    json = JSON.parse(text.endsWith('.json') ? readFileSync(text, 'utf8') : text);
  } catch (error) {
    throw new InvalidArgumentError(`Expected JSON such as '{"variant":"dropout","p":0.1}', or a .json file: ${messageOf(error)}`);
  }
  return checkedConfig(json);
}

function checkedConfig(config: unknown): DropoutConfig {
  try {
    return parseConfig(config);
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}

/** Element dropout of a probability. */
export function probabilityArgument(text: string): DropoutConfig {
  return checkedConfig({ variant: 'dropout', p: text.trim() === '' ? Number.NaN : Number(text) });
}

/** A regular expression, as `/.../flags` or without slashes. */
export function patternArgument(text: string): RegExp {
  const [, source = text, flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? [];
  try {
    return new RegExp(source, flags);
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}

/** The largest number of 32 bits: streams, and counts of samples and classes. */
export const MOST_32 = 2 ** 32 - 1;

/** `value=stream`, where digits are a number. */
export function streamArgument(text: string, before: Streams = {}): Streams {
  const at = text.lastIndexOf('=');
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError('Expected value=stream.');
  const stream = text.slice(at + 1);
  return { ...before, [text.slice(0, at)]: /^\d+$/.test(stream) ? streamNumber(stream) : stream };
}

/** `N,128`: numbers, and names of sizes that are known only at run time. */
export function shapeArgument(text: string): Dimension[] {
  if (text.trim() === '') return [];
  return text.split(',').map((size) => {
    const name = size.trim();
    if (name === '') throw new InvalidArgumentError('Expected sizes such as N,128.');
    if (Number.isNaN(Number(name))) return name;
    if (/^\d+$/.test(name) && Number.isSafeInteger(Number(name))) return Number(name);
    throw new InvalidArgumentError(`Expected sizes such as N,128: ${name} is no size.`);
  });
}

/** Reads integers of a range. */
export function integerArgument(least: number, most: number): (text: string) => number {
  return (text) => {
    if (/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
    throw new InvalidArgumentError(`Expected an integer from ${least} to ${most === MOST_32 ? '2^32 - 1' : most}.`);
  };
}

const streamNumber = integerArgument(0, MOST_32);

/** The places that the options of `insert` name. */
export interface PlaceOptions {
  readonly after?: readonly string[];
  readonly op?: readonly string[];
  readonly pattern?: readonly RegExp[];
  readonly candidates?: true | string;
}

/** Places as the library takes them. */
export function placesOf(
  { after = [], op = [], pattern = [], candidates }: PlaceOptions,
  sites: () => Inspection['sites'],
): SiteChoice[] {
  const isMeant = (kinds: readonly string[]) => candidates === true || candidates === 'all' || kinds.includes(candidates!);
  const proposed = candidates === undefined ? [] : sites().filter(({ kinds }) => isMeant(kinds));
  return [...after, ...op.map((name) => ({ op: name })), ...pattern, ...proposed];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
