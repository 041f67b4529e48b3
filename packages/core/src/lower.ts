// Lowering: config + shape + phase (+ slice) -> plan. The only place where a variant's name turns into numbers.
import { parseConfig } from './config.js';
import { rangeError, show, typeError } from './errors.js';
import type { Slice } from './mask-index-map.js';
import type { Plan } from './plan.js';
import { type DropoutConfig, variantOf } from './variant/table.js';

/** Training drops; evaluation applies what the scaling policy says. */
export type Phase = 'train' | 'eval';

const MAX_COUNT = 2 ** 53;

/**
 * Turns a config into the plan that a backend runs.
 *
 * @param shape the tensor's shape; with a `slice`, the shape of the local box
 * @param slice where the box lies in the global tensor, so that shards draw their part of one mask
 * @throws what `parseConfig` throws; RangeError when the shape, slice or phase does not fit
 * @example
 * lower({ variant: 'dropout', p: 0.5 }, [32, 128], 'train');
 * lower({ variant: 'dropout', p: 0.5 }, [16, 128], 'train', { shape: [32, 128], start: [16, 0] }); // second half
 * @see SPEC sections 4, 6 and 7
 */
export function lower(config: DropoutConfig, shape: readonly number[], phase: Phase, slice?: Slice): Plan {
  const parsed = parseConfig(config);
  checkShape('shape', shape);
  if (phase !== 'train' && phase !== 'eval') throw rangeError('core', 'lower', 'phase', '"train" or "eval"', show(phase));
  const { start, shape: whole } = slice === undefined ? { shape, start: shape.map(() => 0) } : checkedSlice(slice, shape);
  return variantOf(parsed).lower(parsed, { local: shape, shape: whole, start }, phase);
}

function checkShape(field: string, shape: unknown): void {
  const expected = 'an array of dimensions, integers from 0 with a product of at most 2^53';
  if (!Array.isArray(shape)) throw typeError('core', 'lower', field, expected, shape);
  if (!Array.from(shape).every(isDimension) || !fitsIndices(shape))
    throw rangeError('core', 'lower', field, expected, show(shape));
}

function isDimension(dim: unknown): boolean {
  return Number.isInteger(dim) && (dim as number) >= 0 && (dim as number) <= MAX_COUNT;
}

/** Whether all indices are below 2^53; exact also where the float64 product would round down to the limit. */
function fitsIndices(shape: readonly number[]): boolean {
  const product = shape.reduce((a, b) => a * b, 1);
  return product < MAX_COUNT || shape.reduce((a, b) => a * BigInt(b), 1n) <= BigInt(MAX_COUNT);
}

function checkedSlice(slice: Slice, shape: readonly number[]): Slice {
  checkShape('slice.shape', slice?.shape);
  const { shape: whole, start } = slice;
  if (!Array.isArray(start)) throw typeError('core', 'lower', 'slice.start', 'an array of coordinates', start);
  const inside = Array.from(start).every((at, d) => Number.isSafeInteger(at) && at >= 0 && at + shape[d] <= whole[d]);
  if (whole.length === shape.length && start.length === shape.length && inside) return slice;
  const expected = `a box of shape ${show(shape)} inside slice.shape ${show(whole)}`;
  throw rangeError('core', 'lower', 'slice.start', expected, show(start));
}
