// DropConnect: one decision per weight; per example when the tensor is [N, ...weight shape].
// Wan et al., "Regularization of neural networks using DropConnect" (ICML 2013). SPEC section 7.
import * as v from 'valibot';
import { linearPolicies } from '../scaling/linear.js';
import { probability, scaling } from './fields.js';
import type { Variant } from './variant.js';

export const dropConnectSchema = v.strictObject({ variant: v.literal('dropConnect'), p: probability, scaling });

/** One decision per weight: the mask has the shape of the weight that it is applied to. */
export type DropConnectConfig = v.InferOutput<typeof dropConnectSchema>;

export const dropConnect: Variant<DropConnectConfig> = {
  maskShape: (_, shape) => shape,
  policy: ({ scaling }) => linearPolicies[scaling ?? 'inverted'],
};
