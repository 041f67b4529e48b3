// DropPath (stochastic depth): whole residual branches, per sample or for the batch.
// Huang et al., "Deep networks with stochastic depth" (ECCV 2016); modes as torchvision's stochastic_depth. SPEC section 7.
import { linear } from '../scaling/linear.js';
import { bernoulli } from './bernoulli.js';
import { requireShape, sharedAlong } from './mask-shapes.js';
import { type ConfigOf, variantSchema } from './schema.js';

const schema = variantSchema('dropPath', ['p'], ['mode', 'scaling']);

/** One decision per sample, [N, *] -> [N, 1..], or per batch, [N, *] -> [1, ..]. */
export type DropPathConfig = ConfigOf<typeof schema>;

export const dropPath = bernoulli<DropPathConfig>({
  schema,
  maskShape: ({ mode }, shape) => {
    requireShape('dropPath', shape, shape.length > 0, '[N, ...] of rank 1 or more');
    return sharedAlong(shape, (axis) => axis > 0 || mode === 'batch');
  },
  policy: linear,
});
