// The options of a session's `run`, checked before the first pass; names are those of mcPredict in @dropkit/tfjs-adapter.
import { addressWords, checkObject, type StoppingRule, show } from '@dropkit/core';
import { rangeError, typeError } from '../errors.js';

/** A number of classes for a model with one output; for several an array with one for each (or null), or an object by their names. */
export type ClassesOption = number | readonly (number | null)[] | Readonly<Record<string, number>>;

/** How to sample. */
export interface McRunOptions {
  /** Number of samples, at least 1. */
  readonly samples: number;
  /** Seed of all masks of this call. Default: that of the session, or else a fresh random one; the result says which. */
  readonly seed?: bigint | number;
  /** Step of the first sample; sample t is drawn at base + t. Default 0. */
  readonly base?: number;
  /**
   * Number of classes, at least 2: the output is taken as rows of that many probabilities, and their uncertainty is returned. Of a
   * single sigmoid output p, pass the rows [1 - p, p] from `onSample` to core's `createClassUncertainty(2)`.
   */
  readonly classes?: ClassesOption;
  /** Stops before `samples` once the means of all outputs are known well enough. */
  readonly until?: StoppingRule;
  /** Called after each sample. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Receives every sample, each in arrays of its own: `values` of the first output, `outputs` of all of them. */
  readonly onSample?: (values: Float64Array, step: number, outputs: readonly Float64Array[]) => void;
  /** Aborts between passes: the returned promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The address of one pass. */
export interface SampleAddress {
  readonly seed: bigint | number;
  /** 0 to 2^32 - 1. Default 0. */
  readonly step?: number;
}

const OPERATION = 'McSession.run';
const NAMES = ['samples', 'seed', 'base', 'classes', 'until', 'onProgress', 'onSample', 'signal'];
const STEP_LIMIT = 2 ** 32;

/** The same options once they are known to be right, but for `until`, which core checks. */
export function checkRunOptions(options: McRunOptions): McRunOptions & { readonly base: number } {
  checkObject('onnx-export', OPERATION, 'options', 'an object { samples, ... }', options);
  const unknown = Object.keys(options).find((key) => !NAMES.includes(key));
  if (unknown) throw rangeError(OPERATION, `options.${unknown}`, `an option among ${NAMES.join(', ')}`, unknown);
  const { samples, base = 0, seed, classes, onProgress, onSample, signal } = options;
  checkCount('samples', samples, 1);
  if (!Number.isInteger(base) || base < 0 || base + samples > STEP_LIMIT)
    throw rangeError(OPERATION, 'base', 'an integer from 0 with base + samples at most 2^32', show(base));
  if (seed !== undefined) addressWords({ seed });
  for (const count of countsOf(classes)) checkCount('classes', count, 2);
  for (const [name, value] of Object.entries({ onProgress, onSample }))
    if (value !== undefined && typeof value !== 'function') throw typeError(OPERATION, name, 'a function', value);
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function')
    throw typeError(OPERATION, 'signal', 'an AbortSignal', signal);
  return { ...options, base };
}

/** The address of one pass with its step. */
export function checkSampleAddress(address: SampleAddress): Required<SampleAddress> {
  addressWords(address);
  const { seed, step = 0, ...others } = address;
  const [unknown] = Object.keys(others);
  if (unknown) throw rangeError('McSession.sample', unknown, 'a seed and a step', unknown);
  return { seed, step };
}

/** The number of classes of each output, if it has any. */
export function classesOf(names: readonly string[], classes: ClassesOption | undefined): readonly (number | undefined)[] {
  const shown = names.map((name) => JSON.stringify(name)).join(' and ');
  if (classes === undefined) return names.map(() => undefined);
  if (typeof classes === 'number') {
    if (names.length === 1) return [classes];
    throw rangeError(OPERATION, 'classes', `a number for each of ${names.length} outputs`, `${classes}`, `Outputs are ${shown}.`);
  }
  if (Array.isArray(classes)) {
    if (classes.length === names.length) return classes.map((count) => count ?? undefined);
    throw rangeError(OPERATION, 'classes', `${names.length} entries, one for each output`, `${classes.length}`);
  }
  const named = classes as Readonly<Record<string, number>>;
  const unknown = Object.keys(named).find((name) => !names.includes(name));
  if (unknown !== undefined) throw rangeError(OPERATION, 'classes', `names among ${shown}`, show(unknown));
  return names.map((name) => named[name]);
}

/** Throws unless the rows of an output are as long as there are classes. */
export function checkClassRows(shape: readonly number[], classes: number): void {
  if (shape.at(-1) === classes) return;
  throw rangeError(OPERATION, 'classes', `the last dimension of the output, [${shape.join(', ')}]`, `${classes}`);
}

function countsOf(classes: unknown): unknown[] {
  if (classes === undefined) return [];
  if (classes === null || typeof classes !== 'object') return [classes];
  return Object.values(classes).filter((count) => count != null);
}

function checkCount(field: string, value: unknown, least: number): void {
  if (typeof value !== 'number') throw typeError(OPERATION, field, `an integer from ${least}`, value);
  if (!Number.isInteger(value) || value < least || value > STEP_LIMIT)
    throw rangeError(OPERATION, field, `an integer from ${least} to 2^32`, show(value));
}
