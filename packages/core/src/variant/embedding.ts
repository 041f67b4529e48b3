// Embedding dropout: whole rows of an embedding matrix, so a dropped word is dropped wherever it occurs.
// Gal and Ghahramani (2016); Merity et al., "Regularizing and optimizing LSTM language models" (2018), 4.3. SPEC section 7.
import * as v from 'valibot';
import { linearPolicies } from '../scaling/linear.js';
import { probability, scaling } from './fields.js';
import { requireRank, sharedAlong } from './mask-shapes.js';
import type { Variant } from './variant.js';

export const embeddingSchema = v.strictObject({ variant: v.literal('embedding'), p: probability, scaling });

/** One decision per row of the matrix: [V, E] -> [V, 1]. */
export type EmbeddingConfig = v.InferOutput<typeof embeddingSchema>;

export const embedding: Variant<EmbeddingConfig> = {
  maskShape: (_, shape) => {
    requireRank('embedding', shape, 2, 2, '[V, E]');
    return sharedAlong(shape, (axis) => axis === 1);
  },
  policy: ({ scaling }) => linearPolicies[scaling ?? 'inverted'],
};
