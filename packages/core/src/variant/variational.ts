// Variational (locked) dropout: the same draw at every time step of a sequence.
// Gal and Ghahramani, "A theoretically grounded application of dropout in recurrent neural networks" (2016). SPEC section 7.
import { linear } from '../scaling/linear.js';
import { bernoulli } from './bernoulli.js';
import { requireShape, sharedAlong } from './mask-shapes.js';
import { type ConfigOf, variantSchema } from './schema.js';

const schema = variantSchema('variational', ['p'], ['scaling']);

/** One decision per sample and feature, shared over time: [N, T, ...] -> [N, 1, ...]. */
export type VariationalConfig = ConfigOf<typeof schema>;

export const variational = bernoulli<VariationalConfig>({
  schema,
  maskShape: (_, shape) => {
    requireShape('variational', shape, shape.length > 2, '[N, T, ...] of rank 3 or more');
    return sharedAlong(shape, (axis) => axis === 1);
  },
  policy: linear,
});
