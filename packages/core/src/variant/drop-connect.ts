// DropConnect: one decision per weight; per example when the tensor is [N, ...weight shape].
// Wan et al., "Regularization of neural networks using DropConnect" (ICML 2013). SPEC section 7.
import { linear } from '../scaling/linear.js';
import { bernoulli } from './bernoulli.js';
import { type ConfigOf, variantSchema } from './schema.js';

const schema = variantSchema('dropConnect', ['p'], ['scaling']);

/** One decision per weight: the mask has the shape of the weight that it is applied to. */
export type DropConnectConfig = ConfigOf<typeof schema>;

export const dropConnect = bernoulli<DropConnectConfig>({
  schema,
  maskShape: (_, shape) => shape,
  policy: linear,
});
