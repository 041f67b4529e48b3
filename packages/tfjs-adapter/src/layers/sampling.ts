// Stochastic passes at inference: Monte Carlo prediction tells the dropout layers of a model where to draw, for the synchronous
// part of one pass only, so that whatever else runs on the model between passes finds it as it was.
import { type Address, type Slice, streamId } from '@dropkit/core';
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

/** What can be told to draw at inference. */
export interface Site {
  sampling: Sampling | undefined;
}

/** Runs a synchronous pass with all sites drawing, and puts them back whatever happens. */
export function withSampling<T>(sites: readonly Site[], pass: Pass, run: () => T): T {
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

/** The address of the next application in a pass. The second and later ones of a shared layer get streams derived from its own. */
export function nextAddress(sampling: Sampling, stream: number): Address {
  const { seed, step } = sampling;
  const application = sampling.applications++;
  return { seed, step, stream: application === 0 ? stream : streamId(`${stream}/${application}`) };
}

/** Where a layer's input lies among all rows, so that the batch size does not change the masks. */
export function rowSlice({ start, rows, total }: Pass, shape: readonly number[], layer: string): Slice | undefined {
  if (rows === total) return undefined;
  if (shape[0] === rows) return { shape: [total, ...shape.slice(1)], start: [start, ...shape.slice(1).map(() => 0)] };
  const expected = `${rows} rows on axis 0 of the input of layer "${layer}", as in the batch`;
  const advice = `The mask cannot be split into batches there. Use a batchSize of at least ${total}.`;
  throw rangeError('mcPredict', 'x', expected, `shape [${shape.join(', ')}]`, advice);
}
