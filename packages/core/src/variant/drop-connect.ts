// DropConnect: one decision per weight; per example when the tensor is [N, ...weight shape].
// Wan et al., "Regularization of neural networks using DropConnect" (ICML 2013). SPEC section 7.
import { bernoulli } from './bernoulli.js';
import { type ConfigOf, variantFields } from './schema.js';

const fields = variantFields('dropConnect', ['p'], ['scaling']);

/** One decision per weight: the mask has the shape of the weight that it is applied to. */
export type DropConnectConfig = ConfigOf<typeof fields>;

export const dropConnect = bernoulli<DropConnectConfig>({ fields });
