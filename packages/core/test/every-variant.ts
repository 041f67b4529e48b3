// A few configs of every variant with a shape that fits each: for tests of what holds for all. A variant without a line does not compile.
import type { DropoutConfig, FloatArray, Operands, Plan, VariantName } from '../src/index.js';
import { operandsOf } from '../src/index.js';

type Example = readonly [config: DropoutConfig, shape: readonly number[]];

const p = 0.4;

const BY_NAME: { readonly [Name in VariantName]: readonly Example[] } = {
  dropout: [
    [{ variant: 'dropout', p }, [4, 9]],
    [{ variant: 'dropout', p, noiseShape: [null, 1, 4], scaling: 'standard' }, [2, 3, 4]],
    [{ variant: 'dropout', p, broadcastAxes: [0], scaling: 'none' }, [3, 5]],
  ],
  spatial: [[{ variant: 'spatial', p, layout: 'channelsLast' }, [2, 3, 2, 4]]],
  variational: [[{ variant: 'variational', p }, [2, 3, 5]]],
  token: [[{ variant: 'token', p }, [2, 5, 3]]],
  embedding: [[{ variant: 'embedding', p }, [9, 3]]],
  head: [[{ variant: 'head', p }, [2, 4, 2, 3]]],
  dropPath: [
    [{ variant: 'dropPath', p }, [6, 2, 2]],
    [{ variant: 'dropPath', p, mode: 'batch' }, [6, 2, 2]],
  ],
  layerDrop: [[{ variant: 'layerDrop', p }, [3, 4]]],
  dropConnect: [[{ variant: 'dropConnect', p }, [5, 6]]],
  alpha: [[{ variant: 'alpha', p }, [4, 6]]],
  featureAlpha: [[{ variant: 'featureAlpha', p, layout: 'channelsFirst' }, [2, 4, 3]]],
  attention: [
    [{ variant: 'attention', p }, [2, 2, 3, 4]],
    [{ variant: 'attention', p, broadcastAxes: [0, 1] }, [2, 2, 3, 4]],
  ],
  concrete: [
    [{ variant: 'concrete', p }, [4, 6]],
    [{ variant: 'concrete', p, temperature: 0.5, broadcastAxes: [-1] }, [4, 3, 2]],
  ],
  cutout: [
    [{ variant: 'cutout', size: 2, holes: 2 }, [3, 2, 4, 5]],
    [{ variant: 'cutout', size: [3, 2], layout: 'channelsLast' }, [3, 4, 5, 2]],
  ],
  dropBlock: [
    [{ variant: 'dropBlock', p, blockSize: 2 }, [2, 2, 4, 5]],
    [{ variant: 'dropBlock', p, blockSize: [2, 3], layout: 'channelsLast', normalization: 'sample' }, [3, 4, 5, 2]],
  ],
  dropKey: [[{ variant: 'dropKey', p }, [2, 3, 4]]],
  gaussian: [
    [{ variant: 'gaussian', p }, [5, 5]],
    [{ variant: 'gaussian', p, noiseShape: [null, 1] }, [5, 5]],
  ],
  perSample: [
    [{ variant: 'perSample', probabilities: [0, 0.3, 0.8, 1] }, [4, 6]],
    [{ variant: 'perSample', probabilities: [0.5, 0.3, 0.8], scaling: 'standard', broadcastAxes: [2] }, [3, 4, 3]],
  ],
  recurrent: [
    [{ variant: 'recurrent', p, target: 'state' }, [2, 4, 5]],
    [{ variant: 'recurrent', p, target: 'candidate' }, [2, 4, 5]],
  ],
  shakeDrop: [
    [{ variant: 'shakeDrop', p: 0.6 }, [6, 4]],
    [{ variant: 'shakeDrop', p: 0.9, mode: 'batch' }, [6, 4]],
  ],
  uniform: [[{ variant: 'uniform', beta: 0.3 }, [5, 5]]],
  variationalGaussian: [[{ variant: 'variationalGaussian', alpha: 0.7 }, [5, 5]]],
  weightDrop: [[{ variant: 'weightDrop', p }, [4, 8]]],
  zoneout: [[{ variant: 'zoneout', p }, [5, 6]]],
};

/** One row an example: its variant's name, for the title, its config and its shape. */
export const EXAMPLES = Object.entries(BY_NAME).flatMap(([name, list]) =>
  list.map(([config, shape], n) => ({ name: list.length > 1 ? `${name} (${n + 1})` : name, config, shape })),
);

/** The operands that a plan asks for, as many elements of an array as each has. */
export function operandsFor<B extends FloatArray>(plan: Plan, from: B): Operands<B> {
  return Object.fromEntries(Object.entries(operandsOf(plan)).map(([name, length]) => [name, from.slice(0, length)]));
}
