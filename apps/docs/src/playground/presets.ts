// Where the playground starts with each variant: a config and a shape that show what the variant shares.
import type { DropoutConfig, VariantName } from '@dropkit/core';

/** A config with a shape that suits it, and what its axes mean. */
export interface Preset {
  readonly config: DropoutConfig;
  readonly shape: readonly number[];
  readonly axes: string;
}

/** One for each variant. */
export const PRESETS: Readonly<Record<VariantName, Preset>> = {
  dropout: { config: { variant: 'dropout', p: 0.3 }, shape: [32, 64], axes: 'samples, features' },
  spatial: {
    config: { variant: 'spatial', p: 0.3, layout: 'channelsFirst' },
    shape: [4, 8, 12, 12],
    axes: 'samples, channels, height, width',
  },
  variational: { config: { variant: 'variational', p: 0.3 }, shape: [4, 24, 32], axes: 'samples, time, features' },
  token: { config: { variant: 'token', p: 0.2 }, shape: [4, 24, 32], axes: 'samples, tokens, features' },
  embedding: { config: { variant: 'embedding', p: 0.2 }, shape: [48, 32], axes: 'vocabulary, features' },
  head: { config: { variant: 'head', p: 0.3 }, shape: [4, 8, 10, 10], axes: 'samples, heads, queries, keys' },
  dropPath: { config: { variant: 'dropPath', p: 0.3 }, shape: [32, 8, 8], axes: 'samples, ...' },
  layerDrop: { config: { variant: 'layerDrop', p: 0.5 }, shape: [16, 32], axes: 'any' },
  dropConnect: { config: { variant: 'dropConnect', p: 0.3 }, shape: [48, 64], axes: 'the weight, or samples and the weight' },
  alpha: { config: { variant: 'alpha', p: 0.2 }, shape: [32, 64], axes: 'samples, features' },
  featureAlpha: {
    config: { variant: 'featureAlpha', p: 0.3, layout: 'channelsFirst' },
    shape: [4, 8, 12, 12],
    axes: 'samples, channels, height, width',
  },
  attention: { config: { variant: 'attention', p: 0.2 }, shape: [2, 4, 24, 24], axes: 'samples, heads, queries, keys' },
  dropKey: { config: { variant: 'dropKey', p: 0.2 }, shape: [2, 4, 24, 24], axes: 'samples, heads, queries, keys' },
  recurrent: { config: { variant: 'recurrent', p: 0.3, target: 'state' }, shape: [4, 24, 32], axes: 'samples, time, units' },
  weightDrop: { config: { variant: 'weightDrop', p: 0.5 }, shape: [32, 128], axes: 'the recurrent weight' },
  zoneout: { config: { variant: 'zoneout', p: 0.15 }, shape: [32, 64], axes: 'samples, units; the second input is -x' },
  perSample: {
    config: { variant: 'perSample', probabilities: [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 1] },
    shape: [8, 96],
    axes: 'samples, each with its own p, features',
  },
  dropBlock: {
    config: { variant: 'dropBlock', p: 0.2, blockSize: 5 },
    shape: [3, 6, 24, 24],
    axes: 'samples, channels, height, width',
  },
  cutout: { config: { variant: 'cutout', size: 10, holes: 1 }, shape: [6, 3, 24, 24], axes: 'samples, channels, height, width' },
  gaussian: { config: { variant: 'gaussian', p: 0.3 }, shape: [32, 64], axes: 'samples, features' },
  uniform: { config: { variant: 'uniform', beta: 0.5 }, shape: [32, 64], axes: 'samples, features' },
  variationalGaussian: { config: { variant: 'variationalGaussian', alpha: 0.25 }, shape: [32, 64], axes: 'samples, features' },
  concrete: { config: { variant: 'concrete', p: 0.3 }, shape: [32, 64], axes: 'samples, features' },
  shakeDrop: { config: { variant: 'shakeDrop', p: 0.5 }, shape: [32, 8, 8], axes: 'samples, ...' },
};
