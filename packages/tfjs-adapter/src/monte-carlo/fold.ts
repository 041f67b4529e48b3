// Several samples in one pass: rows that are few are repeated once per sample, and each site draws for every sample what it would have
// drawn in a pass of its own. Masks are the same bits; float sums may add in another order where a matrix product is larger.
import { concat, reshape, slice, type Tensor, tidy, tile } from '@tensorflow/tfjs-core';
import type { layers as tf } from '@tensorflow/tfjs-layers';
import { ActivationDropout } from '../layers/activation-dropout.js';
import type { Pass } from '../layers/sampling.js';
import type { SiteLayer } from './dropout-sites.js';

type Call = tf.Layer['call'];

/** Something in the model does not keep rows apart: its samples need passes of their own. */
export class NotFoldableError extends Error {
  override readonly name = 'NotFoldableError';
}

/**
 * Largest input of a folded pass, in elements. Folding spares what a pass costs besides its arithmetic, which is nothing to speak of
 * for large tensors, and costs memory; the figures are in docs/decisions.
 */
const FOLDED_ELEMENTS = 2 ** 16;

/** How many samples go into a pass. Wrappers and recurrent cells draw at every call or keep masks between calls, so they are not folded. */
export function samplesPerPass(sites: readonly SiteLayer[], inputs: readonly Tensor[], batchSize: number): number {
  if (!sites.every((site) => site instanceof ActivationDropout)) return 1;
  const size = Math.max(...inputs.map((input) => input.size));
  return Math.max(1, Math.floor(Math.min(batchSize / inputs[0].shape[0], FOLDED_ELEMENTS / size)));
}

/** The rows of a tensor, all of them `times` times one after the other. */
export function repeatRows(x: Tensor, times: number): Tensor {
  if (times === 1) return x;
  const [rows, ...rest] = x.shape;
  return reshape(tile(reshape(x, [rows, x.size / rows]), [times, 1]), [rows * times, ...rest]);
}

/** Runs a synchronous pass with the rows of several passes one after the other, and puts the sites back whatever happens. */
export function withFoldedSampling<T>(sites: readonly SiteLayer[], passes: readonly Pass[], run: () => T): T {
  const restores = sites.map((site) => foldCalls(site, passes));
  try {
    return run();
  } finally {
    for (const restore of restores) restore();
  }
}

/** Gives a site a `call` of its own that splits its input, samples part by part, and joins what comes out. */
function foldCalls(site: SiteLayer, passes: readonly Pass[]): () => void {
  const { sampling, call } = site;
  const isOwn = Object.hasOwn(site, 'call');
  const samplings = passes.map((pass) => ({ ...pass, applications: 0 }));
  site.call = (inputs, kwargs) =>
    tidy(() => {
      const parts = samplings.map((part, n) => {
        site.sampling = part;
        const take = (x: Tensor) => partOf(x, n, passes);
        return (call as Call).call(site, Array.isArray(inputs) ? inputs.map(take) : take(inputs), kwargs) as Tensor;
      });
      return concat(parts, 0);
    });
  return () => {
    site.sampling = sampling;
    if (isOwn) site.call = call;
    else Reflect.deleteProperty(site, 'call');
  };
}

function partOf(x: Tensor, n: number, passes: readonly Pass[]): Tensor {
  const [all, ...rest] = x.shape;
  const { rows } = passes[n];
  if (all !== rows * passes.length) throw new NotFoldableError(`${all} rows for ${passes.length} samples of ${rows}`);
  const flat = reshape(x, [all, x.size / all]);
  return reshape(slice(flat, [n * rows, 0], [rows, -1]), [rows, ...rest]);
}
