// Where the sites of a model draw: what all of them have in common, and the stochastic passes of Monte Carlo prediction, which tell
// them where to draw for the synchronous part of one pass only, so that whatever else runs on the model between passes finds it as it was.
import { type Address, type Slice, streamId } from '@dropkit/core';
import { layers as tf } from '@tensorflow/tfjs-layers';
import { rangeError } from '../check.js';

/** One pass: which sample, and which rows of the whole input it holds. */
export interface Pass {
  readonly seed: bigint;
  readonly step: number;
  /** First row, number of rows, and rows in all. */
  readonly start: number;
  readonly rows: number;
  readonly total: number;
}

/** A pass as one layer sees it: it counts how often the layer was applied, since a layer may stand at several places. */
export interface Sampling extends Pass {
  applications: number;
}

/** What can be told to draw at inference: layers, wrappers and recurrent cells that drop. */
export interface DropoutSite {
  readonly name: string;
  /** What the site draws from. Two sites that draw must not share one. */
  readonly stream: number;
  /** Whether it draws anything: not at rate 0. */
  readonly draws: boolean;
  /** Set while a stochastic pass runs. */
  sampling: Sampling | undefined;
}

const SITE_FIELDS = ['stream', 'draws', 'sampling'];

/** Tells the sites of this package from other layers. */
export function isDropoutSite(layer: unknown): layer is tf.Layer & DropoutSite {
  return layer instanceof tf.Layer && SITE_FIELDS.every((field) => field in layer);
}

/** A layer and all that it holds: the layers of nested models, of wrappers, and recurrent cells. */
export function layersWithin(layer: tf.Layer, seen: Set<tf.Layer> = new Set()): Set<tf.Layer> {
  if (seen.has(layer)) return seen;
  seen.add(layer);
  for (const field of Object.values(layer).flat()) if (field instanceof tf.Layer) layersWithin(field, seen);
  return seen;
}

/** All sites within a layer or a model. */
export function sitesWithin(layer: tf.Layer): (tf.Layer & DropoutSite)[] {
  return [...layersWithin(layer)].filter(isDropoutSite);
}

/** Runs a synchronous pass with all sites drawing, and puts them back whatever happens. */
export function withSampling<T>(sites: readonly Pick<DropoutSite, 'sampling'>[], pass: Pass, run: () => T): T {
  const before = sites.map((site) => site.sampling);
  for (const site of sites) site.sampling = { ...pass, applications: 0 };
  try {
    return run();
  } finally {
    sites.forEach((site, i) => {
      site.sampling = before[i];
    });
  }
}

/** Where one application of a site draws. */
export interface Draw {
  readonly address: Address;
  /** Where an input of this shape lies among all rows, if it is not all of them. */
  slice(shape: readonly number[]): Slice | undefined;
}

/** The draw of the next application in a pass. The second and later ones of a shared layer get streams derived from its own. */
export function drawInPass(sampling: Sampling, stream: number, layer: string): Draw {
  const { seed, step } = sampling;
  const application = sampling.applications++;
  const address = { seed, step, stream: application === 0 ? stream : streamId(`${stream}/${application}`) };
  return { address, slice: (shape) => rowSlice(sampling, shape, layer) };
}

/** The draw of a training call, whose input is all there is. */
export function drawAt(address: Address): Draw {
  return { address, slice: () => undefined };
}

/** The draw of one part of a site that draws several masks at a time: a weight, a gate. Its stream is derived from the site's. */
export function partOf({ address, slice }: Draw, part: string): Draw {
  return { address: { ...address, stream: streamId(`${address.stream}/${part}`) }, slice };
}

/** Where a layer's input lies among all rows, so that the batch size does not change the masks. */
function rowSlice({ start, rows, total }: Pass, shape: readonly number[], layer: string): Slice | undefined {
  if (rows === total) return undefined;
  if (shape[0] === rows) return { shape: [total, ...shape.slice(1)], start: [start, ...shape.slice(1).map(() => 0)] };
  const expected = `${rows} rows on axis 0 of the input of layer "${layer}", as in the batch`;
  const advice = `The mask cannot be split into batches there. Use a batchSize of at least ${total}.`;
  throw rangeError('mcPredict', 'x', expected, `shape [${shape.join(', ')}]`, advice);
}
