// Embedding dropout: whole rows of an embedding matrix, so a dropped word is dropped wherever it occurs.
// Gal and Ghahramani (2016); Merity et al., "Regularizing and optimizing LSTM language models" (2018), 4.3. SPEC section 7.
import { linear } from '../scaling/linear.js';
import { bernoulli } from './bernoulli.js';
import { requireShape, sharedAlong } from './mask-shapes.js';
import { type ConfigOf, variantSchema } from './schema.js';

const schema = variantSchema('embedding', ['p'], ['scaling']);

/** One decision per row of the matrix: [V, E] -> [V, 1]. */
export type EmbeddingConfig = ConfigOf<typeof schema>;

export const embedding = bernoulli<EmbeddingConfig>({
  schema,
  maskShape: (_, shape) => {
    requireShape('embedding', shape, shape.length === 2, '[V, E]');
    return sharedAlong(shape, (axis) => axis === 1);
  },
  policy: linear,
});
