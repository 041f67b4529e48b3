// Every variant of core's catalog, with a shape that it fits and the axes whose sizes a model may be left to find out.
import type { DropoutConfig } from '@dropkit/core';

export interface VariantCase {
  readonly config: DropoutConfig;
  readonly shape: readonly number[];
  /** Axes whose size need not be known. */
  readonly free: readonly number[];
}

/** At a drop probability between 0 and 1, or an amplitude above 0. */
export const VARIANT_CASES: readonly VariantCase[] = [
  { config: { variant: 'dropout', p: 0.1 }, shape: [3, 5, 97], free: [0, 1, 2] },
  { config: { variant: 'dropout', p: 0.5, scaling: 'standard' }, shape: [40, 67], free: [0] },
  { config: { variant: 'dropout', p: 1 / 3, noiseShape: [null, 1, null] }, shape: [3, 4, 50], free: [0, 1, 2] },
  { config: { variant: 'dropout', p: 0.7, scaling: 'none', broadcastAxes: [0, -1] }, shape: [3, 211, 4], free: [0, 1] },
  { config: { variant: 'spatial', p: 0.2, layout: 'channelsFirst' }, shape: [5, 30, 4, 3], free: [0, 2, 3] },
  { config: { variant: 'spatial', p: 0.2, layout: 'channelsLast' }, shape: [5, 4, 30], free: [0, 1] },
  { config: { variant: 'variational', p: 0.25 }, shape: [4, 9, 40], free: [0, 1] },
  { config: { variant: 'token', p: 0.3 }, shape: [7, 41, 3], free: [0, 1] },
  { config: { variant: 'embedding', p: 0.1 }, shape: [300, 4], free: [0] },
  { config: { variant: 'head', p: 0.4 }, shape: [6, 8, 3, 5], free: [0, 2, 3] },
  { config: { variant: 'dropPath', p: 0.5 }, shape: [37, 6], free: [0, 1] },
  { config: { variant: 'dropPath', p: 0.5, mode: 'batch' }, shape: [7, 6], free: [0] },
  { config: { variant: 'layerDrop', p: 0.5 }, shape: [4, 6], free: [0, 1] },
  { config: { variant: 'dropConnect', p: 0.5 }, shape: [64, 33], free: [] },
  { config: { variant: 'alpha', p: 0.2 }, shape: [20, 30], free: [0] },
  { config: { variant: 'featureAlpha', p: 0.2, layout: 'channelsFirst' }, shape: [4, 40, 5], free: [0, 2] },
  { config: { variant: 'attention', p: 0.1, broadcastAxes: [0, 1] }, shape: [2, 3, 20, 20], free: [0, 2, 3] },
  { config: { variant: 'dropKey', p: 0.1 }, shape: [2, 3, 15, 16], free: [0, 2, 3] },
  { config: { variant: 'recurrent', p: 0.3, target: 'state' }, shape: [4, 7, 30], free: [0, 1] },
  { config: { variant: 'recurrent', p: 0.3, target: 'candidate' }, shape: [4, 7, 30], free: [0, 1] },
  { config: { variant: 'weightDrop', p: 0.5 }, shape: [30, 120], free: [] },
  { config: { variant: 'gaussian', p: 0.5 }, shape: [11, 31], free: [0, 1] },
  { config: { variant: 'uniform', beta: 0.3 }, shape: [11, 31], free: [0, 1] },
  { config: { variant: 'variationalGaussian', alpha: 0.2, broadcastAxes: [1] }, shape: [11, 6, 7], free: [0, 1] },
  { config: { variant: 'concrete', p: 0.1 }, shape: [13, 29], free: [0] },
  { config: { variant: 'concrete', p: 0.3, temperature: 0.5, noiseShape: [null, 1] }, shape: [13, 29], free: [0, 1] },
  { config: { variant: 'cutout', size: 3, holes: 2 }, shape: [5, 3, 9, 8], free: [0, 1, 2, 3] },
  { config: { variant: 'cutout', size: [4], layout: 'channelsLast' }, shape: [5, 9, 3], free: [0, 2] },
  { config: { variant: 'cutout', size: 2 }, shape: [2, 3, 5, 6, 4], free: [0] },
  { config: { variant: 'dropBlock', p: 0.2, blockSize: 3 }, shape: [3, 4, 10, 9], free: [0, 1] },
  {
    config: { variant: 'dropBlock', p: 0.3, blockSize: [2], layout: 'channelsLast', normalization: 'sample' },
    shape: [3, 20, 5],
    free: [0, 2],
  },
  { config: { variant: 'dropBlock', p: 0.2, blockSize: [2, 3, 1] }, shape: [2, 3, 5, 6, 4], free: [0] },
  { config: { variant: 'perSample', probabilities: [0.1, 0, 0.5, 1, 0.9] }, shape: [5, 61], free: [0, 1] },
  {
    config: { variant: 'perSample', probabilities: [0.1, 0.2, 0.3], broadcastAxes: [1], scaling: 'none' },
    shape: [3, 4, 300],
    free: [1, 2],
  },
  { config: { variant: 'shakeDrop', p: 0.5 }, shape: [40, 3, 4], free: [0, 1] },
  { config: { variant: 'shakeDrop', p: 0.5, mode: 'batch' }, shape: [6, 3], free: [0] },
  { config: { variant: 'shakeDrop', p: 1, mode: 'batch' }, shape: [6, 3], free: [0] },
  { config: { variant: 'zoneout', p: 0.3 }, shape: [12, 25], free: [0, 1] },
];
