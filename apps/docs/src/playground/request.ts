// From what was typed to what is computed. What is wrong with it is core's to say, in its own words; the page limits only the size.
import {
  type Address,
  type DropoutConfig,
  lower,
  type Plan,
  parseConfig,
  parseSchedule,
  scheduledP,
  streamId,
} from '@dropkit/core';
import type { State } from './state.js';

/** One mask, ready to be drawn. */
export interface Request {
  /** With the p that the schedule gave it. */
  readonly config: DropoutConfig;
  readonly shape: readonly number[];
  readonly address: Required<Address>;
  readonly plan: Plan;
}

/** Keeps a slip of the keyboard from stopping the page: the reference backend takes its time. */
const MOST_ELEMENTS = 2 ** 18;

/**
 * @throws TypeError or RangeError that names what is wrong
 */
export function toRequest(state: State): Request {
  const address = { seed: parseSeed(state.seed), stream: parseStream(state.stream), step: parseInteger('step', state.step) };
  const config = withSchedule(parseConfig(state.config), state, address.step);
  const shape = parseShape(state.shape);
  return { config, shape, address, plan: lower(config, shape, 'train') };
}

function withSchedule(config: DropoutConfig, { schedule }: State, step: number): DropoutConfig {
  if (!schedule) return config;
  if (!('p' in config)) throw new TypeError(`A schedule moves p, and ${config.variant} has none.`);
  return { ...config, p: scheduledP(parseSchedule(schedule), step) };
}

function parseShape(text: string): number[] {
  const parts = text.split(/[\s,x×[\]]+/).filter(Boolean);
  const shape = parts.map((part) => parseInteger('shape', part));
  const count = shape.reduce((a, b) => a * b, 1);
  if (parts.length > 0 && count >= 1 && count <= MOST_ELEMENTS) return shape;
  throw new RangeError(`shape: expected numbers from 1 with a product of at most ${MOST_ELEMENTS}, got "${text}".`);
}

function parseSeed(text: string): bigint {
  if (/^\d+$/.test(text.trim())) return BigInt(text.trim());
  throw new RangeError(`seed: expected an integer from 0 to 2^64 - 1, got "${text}".`);
}

/** A name is hashed, as `createDropout` does. */
function parseStream(text: string): number {
  return /^\d+$/.test(text.trim()) ? Number(text) : streamId(text.trim());
}

function parseInteger(field: string, text: string): number {
  if (/^\d+$/.test(text.trim())) return Number(text);
  throw new RangeError(`${field}: expected an integer from 0, got "${text}".`);
}
