// Lowering: config + shape + phase (+ slice) -> plan. The only place where a variant's name turns into numbers.
import { parseConfig } from './config.js';
import { checkValue, rangeError, show, typeError } from './errors.js';
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
  if (phase !== 'train' && phase !== 'eval') throw rangeError('core', 'lower', 'phase', '"train" or "eval"', show(phase));
  if (slice === undefined) return lowerWhole(parsed, shape, phase);
  checkShape('shape', shape);
  checkSlice(slice, shape);
  return variantOf(parsed).lower(parsed, { shape: slice.shape, start: slice.start, local: shape }, phase);
}

/** `lower` for a config that is checked and a tensor that is no part of another. */
export function lowerWhole(config: DropoutConfig, shape: readonly number[], phase: Phase): Plan {
  checkShape('shape', shape);
  return variantOf(config).lower(config, { shape, start: shape.map(() => 0), local: shape }, phase);
}

function checkShape(field: string, shape: readonly number[]): void {
  const expected = 'an array of integers from 0 with a product of at most 2^53';
  const isShape = Array.isArray(shape);
  checkValue(
    isShape,
    isShape && Array.from(shape).every(isDimension) && fitsIndices(shape),
    'core',
    'lower',
    field,
    expected,
    shape,
  );
}

function isDimension(dim: number): boolean {
  return Number.isInteger(dim) && dim >= 0 && dim <= MAX_COUNT;
}

/** Whether all indices are below 2^53. A float64 product may round down to the limit. */
function fitsIndices(shape: readonly number[]): boolean {
  return shape.reduce((count, dim) => count * BigInt(dim), 1n) <= BigInt(MAX_COUNT);
}

function checkSlice(slice: Slice, shape: readonly number[]): void {
  checkShape('slice.shape', slice?.shape);
  const { shape: whole, start } = slice;
  if (!Array.isArray(start)) throw typeError('core', 'lower', 'slice.start', 'an array of coordinates', start);
  const inside = Array.from(start).every((at, d) => Number.isSafeInteger(at) && at >= 0 && at + shape[d] <= whole[d]);
  if (whole.length === shape.length && start.length === shape.length && inside) return;
  const expected = `a box of shape ${show(shape)} inside slice.shape ${show(whole)}`;
  throw rangeError('core', 'lower', 'slice.start', expected, show(start));
}
