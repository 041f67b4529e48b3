// Several samples in one pass: rows that are few are repeated once per sample, and each site draws for every sample what it would have
// drawn in a pass of its own. Masks are the same bits; float sums may add in another order where a matrix product is larger.
import { concat, type Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ActivationDropout } from '../layers/activation-dropout.js';
import { NotFoldableError } from '../layers/folded.js';
import { layersWithin, type Pass } from '../layers/sampling.js';
import type { SiteLayer } from '../model/dropout-sites.js';

/**
 * Elements of the largest tensor in a folded pass. Folding spares what calls cost besides their arithmetic, and adds a slice per sample and
 * site: with larger tensors, passes of their own were faster. The figures are in docs/decisions.
 */
const FOLDED_ELEMENTS = 2 ** 18;

/** How many samples go into a pass. Wrappers and recurrent cells may keep what they drew between calls, so they are not folded. */
export function samplesPerPass(model: LayersModel, sites: readonly SiteLayer[], rows: number, batchSize: number): number {
  const rowsPerPass = Math.min(batchSize, FOLDED_ELEMENTS / largestRow(model));
  return areFoldable(sites) ? Math.max(1, Math.floor(rowsPerPass / rows)) : 1;
}

/** Layers of others that bring a `call` of their own do not look for parts. */
function areFoldable(sites: readonly SiteLayer[]): sites is readonly (SiteLayer & ActivationDropout)[] {
  return sites.every((site) => site instanceof ActivationDropout && site.call === ActivationDropout.prototype.call);
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
  if (!areFoldable(sites)) throw new NotFoldableError('sites that keep what they draw between calls');
  for (const site of sites) site.folded = passes.map((pass) => ({ ...pass, applications: 0 }));
  try {
    return run();
  } finally {
    for (const site of sites) site.folded = undefined;
  }
}
