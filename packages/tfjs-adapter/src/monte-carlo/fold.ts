// Several samples in one pass: rows that are few are repeated once per sample, and each site draws for every sample what it would have
// drawn in a pass of its own. Masks are the same bits; float sums may add in another order where a matrix product is larger.
import { concat, reshape, slice, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel, layers as tf } from '@tensorflow/tfjs-layers';
import { ActivationDropout } from '../layers/activation-dropout.js';
import { layersWithin, type Pass } from '../layers/sampling.js';
import type { SiteLayer } from './dropout-sites.js';

type Call = tf.Layer['call'];

/** Something in the model does not keep rows apart: its samples need passes of their own. */
export class NotFoldableError extends Error {
  override readonly name = 'NotFoldableError';
}

/**
 * Elements of the largest tensor in a folded pass. Folding spares what calls cost besides their arithmetic, and adds a slice per sample and
 * site: with larger tensors, passes of their own were faster. The figures are in docs/decisions.
 */
const FOLDED_ELEMENTS = 2 ** 18;

/** How many samples go into a pass. Wrappers and recurrent cells may keep what they drew between calls, so they are not folded. */
export function samplesPerPass(model: LayersModel, sites: readonly SiteLayer[], rows: number, batchSize: number): number {
  const rowsPerPass = Math.min(batchSize, FOLDED_ELEMENTS / largestRow(model));
  return sites.every((site) => site instanceof ActivationDropout) ? Math.max(1, Math.floor(rowsPerPass / rows)) : 1;
}

/** Elements of the largest tensor that a layer makes of one row, where shapes are known. */
function largestRow(model: LayersModel): number {
  const nodes = [...layersWithin(model)].flatMap(({ inboundNodes }) => inboundNodes);
  const shapes = nodes.flatMap(({ outputTensors }) => outputTensors.map(({ shape }) => shape));
  return shapes.reduce(
    (largest, [, ...rest]) =>
      Math.max(
        largest,
        rest.reduce<number>((size, dim) => size * (dim ?? 1), 1),
      ),
    1,
  );
}

/** The rows of a tensor, all of them `times` times one after the other. tfjs' own `tile` takes 100 ns an element on wasm. */
export function repeatRows(x: Tensor, times: number): Tensor {
  return times === 1 ? x : concat(new Array<Tensor>(times).fill(x), 0);
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
