// The options of mcPredict, checked before the first pass.
import type { StoppingRule } from '@dropkit/core';
import { checkOptions, rangeError, show, typeError } from '../check.js';
import { parseSeed, type Seed } from '../layers/seed.js';
import type { ClassesOption } from './mc-checks.js';

/** How to sample. */
export interface McPredictOptions {
  /** Number of samples, at least 1. */
  readonly samples: number;
  /** Seed of all masks of this call; the layers' own seeds stay out of it. Default: a fresh random one, see the result. */
  readonly seed?: Seed;
  /** Rows per pass, default 256. The masks do not depend on it. */
  readonly batchSize?: number;
  /**
   * Whether several samples may share a pass where rows are few and inputs small, which spares time; default true. Masks do not depend on
   * it. Say false for a model with a layer of your own that mixes rows at inference; no layer of tfjs does.
   */
  readonly fold?: boolean;
  /** Step of the first sample; sample t is drawn at base + t. Default 0. */
  readonly base?: number;
  /**
   * Number of classes, at least 2: the model's output is taken as rows of that many probabilities, and their uncertainty is returned.
   * For several outputs an array with a number or null for each, or an object with the numbers under the outputs' names.
   * A single sigmoid output p has two: leave `classes` out, and pass the rows [1 - p, p] of `onSample` to core's `createClassUncertainty(2)`.
   */
  readonly classes?: ClassesOption;
  /** Called after each sample. */
  readonly onProgress?: (done: number, total: number) => void;
  /**
   * Receives every sample, in row-major order of the result's `shape`, for statistics beyond the first two moments. Each is its own array.
   * `outputs` has the values of every output; `values` are those of the first.
   */
  readonly onSample?: (values: Float32Array, step: number, outputs: readonly Float32Array[]) => void;
  /**
   * Stops before `samples` when the means of all outputs are known well enough; `samples` of the result says how many ran. Samples that are all the
   * same are an error, since nothing says then that the model drops anything.
   */
  readonly until?: StoppingRule;
  /** Aborts between passes: the returned promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

const OPERATION = 'mcPredict';
const OPTION_NAMES = ['samples', 'seed', 'batchSize', 'fold', 'base', 'classes', 'onProgress', 'onSample', 'until', 'signal'];
const DEFAULT_BATCH_SIZE = 256;
const SIGMOID_ADVICE = 'Of a sigmoid output p, give [1 - p, p] from "onSample" to createClassUncertainty(2) of @dropkit/core.';
const STEP_LIMIT = 2 ** 32;

/** Options with defaults; `seed` stays out if it was not given. */
export function checkMcOptions(options: McPredictOptions) {
  checkOptions(OPERATION, options, OPTION_NAMES);
  const {
    samples,
    base = 0,
    batchSize = DEFAULT_BATCH_SIZE,
    fold = true,
    classes,
    seed,
    onProgress,
    onSample,
    until,
    signal,
  } = options;
  checkCount('samples', samples);
  checkCount('batchSize', batchSize);
  for (const count of classCounts(classes)) checkCount('classes', count, 2, SIGMOID_ADVICE);
  if (typeof fold !== 'boolean') throw typeError(OPERATION, 'fold', 'a boolean', show(fold));
  if (!Number.isInteger(base) || base < 0 || base + samples > STEP_LIMIT) {
    throw rangeError(OPERATION, 'base', 'an integer from 0 with base + samples at most 2^32', show(base));
  }
  checkFunction('onProgress', onProgress);
  checkFunction('onSample', onSample);
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw typeError(OPERATION, 'signal', 'an AbortSignal', show(signal));
  }
  return {
    samples,
    base,
    batchSize,
    fold,
    ...(seed !== undefined && { seed: parseSeed(OPERATION, seed) }),
    ...(classes !== undefined && { classes }),
    ...(onProgress && { onProgress }),
    ...(onSample && { onSample }),
    ...(until !== undefined && { until }), // core checks it, before the first sample
    ...(signal && { signal }),
  };
}

/** All numbers among them; whether they fit the model is checked with the model. */
function classCounts(classes: unknown): unknown[] {
  if (classes === undefined) return [];
  if (classes === null || typeof classes !== 'object') return [classes];
  return Object.values(classes).filter((count) => count != null);
}

function checkCount(field: string, value: unknown, least = 1, advice = ''): void {
  if (Number.isInteger(value) && (value as number) >= least) return;
  throw rangeError(OPERATION, field, `an integer from ${least}`, show(value), advice);
}

function checkFunction(field: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') throw typeError(OPERATION, field, 'a function', show(value));
}
