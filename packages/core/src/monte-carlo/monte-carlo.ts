// The Monte Carlo loop: sample t at step base + t, moments on the way, progress and cancellation. SPEC section 10.
// Gal and Ghahramani, "Dropout as a Bayesian approximation" (ICML 2016). Works on numbers from any framework.
import { rangeError, show, typeError } from '../errors.js';
import { createMoments, type Moments } from './moments.js';

/** How to sample. */
export interface MonteCarloOptions<Sample extends ArrayLike<number> = ArrayLike<number>> {
  /** Number of samples T, at least 1. */
  readonly samples: number;
  /** Step of the first sample; sample t is drawn at base + t. Default 0. */
  readonly base?: number;
  /** Called after each sample. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Aborts between samples: the returned promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Receives every sample, for statistics beyond the first two moments. */
  readonly onSample?: (values: Sample, step: number) => void;
}

const STEP_LIMIT = 2 ** 32;
/** Longest time in milliseconds that a synchronous `run` keeps the event loop, so that an abort can be heard. */
const YIELD_AFTER = 20;

/**
 * Runs a stochastic model T times and accumulates mean and variance of its output.
 *
 * @param run one stochastic pass at the given step; a fixed seed and this step address its masks
 * @returns the moments of all samples
 * @throws (rejects) RangeError for bad options or samples of different lengths, the signal's reason when aborted, and
 * whatever `run` throws
 * @example
 * const { mean } = await monteCarlo((step) => predict(x, { seed: 42, step }), { samples: 50 });
 * @see SPEC section 10
 */
export async function monteCarlo<Sample extends ArrayLike<number>>(
  run: (step: number) => Sample | Promise<Sample>,
  options: MonteCarloOptions<Sample>,
): Promise<Moments> {
  const { samples, base = 0, onProgress, signal, onSample, ...others } = options ?? {};
  if (typeof run !== 'function') throw typeError('core', 'monteCarlo', 'run', 'a function of the step', run);
  for (const name in others) throw typeError('core', 'monteCarlo', name, 'no option of this name', others[name as never]);
  checkFunction('onProgress', onProgress);
  checkFunction('onSample', onSample);
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw typeError('core', 'monteCarlo', 'signal', 'an AbortSignal', signal);
  }
  checkRange(samples, base);
  const moments = createMoments();
  let yielded = performance.now();
  for (let t = 0; t < samples; t++) {
    signal?.throwIfAborted();
    const values = await run(base + t);
    moments.add(values);
    onSample?.(values, base + t);
    onProgress?.(t + 1, samples);
    if (performance.now() - yielded > YIELD_AFTER) {
      await nextTask();
      yielded = performance.now();
    }
  }
  signal?.throwIfAborted();
  return moments;
}

function checkFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') throw typeError('core', 'monteCarlo', name, 'a function', value);
}

function checkRange(samples: unknown, base: unknown): void {
  if (!Number.isInteger(samples) || (samples as number) < 1 || (samples as number) > STEP_LIMIT) {
    throw rangeError('core', 'monteCarlo', 'samples', 'an integer from 1 to 2^32', show(samples));
  }
  const fits = Number.isInteger(base) && (base as number) >= 0 && (base as number) + (samples as number) <= STEP_LIMIT;
  if (!fits) throw rangeError('core', 'monteCarlo', 'base', 'an integer with base + samples at most 2^32', show(base));
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
