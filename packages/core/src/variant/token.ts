// Token (word) dropout: whole embedding vectors of a sequence.
// Iyyer et al., "Deep unordered composition rivals syntactic methods" (ACL 2015). SPEC section 7.
import * as v from 'valibot';
import { linearPolicies } from '../scaling/linear.js';
import { probability, scaling } from './fields.js';
import { requireRank, sharedAlong } from './mask-shapes.js';
import type { Variant } from './variant.js';

export const tokenSchema = v.strictObject({ variant: v.literal('token'), p: probability, scaling });

/** One decision per token: [N, T, E] -> [N, T, 1]. */
export type TokenConfig = v.InferOutput<typeof tokenSchema>;

export const token: Variant<TokenConfig> = {
  maskShape: (_, shape) => {
    requireRank('token', shape, 3, 3, '[N, T, E]');
    return sharedAlong(shape, (axis) => axis === 2);
  },
  policy: ({ scaling }) => linearPolicies[scaling ?? 'inverted'],
};
