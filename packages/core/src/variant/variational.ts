// Variational (locked) dropout: the same draw at every time step of a sequence.
// Gal and Ghahramani, "A theoretically grounded application of dropout in recurrent neural networks" (2016). SPEC section 7.
import * as v from 'valibot';
import { linearPolicies } from '../scaling/linear.js';
import { probability, scaling } from './fields.js';
import { requireRank, sharedAlong } from './mask-shapes.js';
import type { Variant } from './variant.js';

export const variationalSchema = v.strictObject({ variant: v.literal('variational'), p: probability, scaling });

/** One decision per sample and feature, shared over time: [N, T, ...] -> [N, 1, ...]. */
export type VariationalConfig = v.InferOutput<typeof variationalSchema>;

export const variational: Variant<VariationalConfig> = {
  maskShape: (_, shape) => {
    requireRank('variational', shape, 3, Infinity, '[N, T, ...]');
    return sharedAlong(shape, (axis) => axis === 1);
  },
  policy: ({ scaling }) => linearPolicies[scaling ?? 'inverted'],
};
