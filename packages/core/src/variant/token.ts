// Token (word) dropout: whole embedding vectors of a sequence.
// Iyyer et al., "Deep unordered composition rivals syntactic methods" (ACL 2015). SPEC section 7.
import { linear } from '../scaling/linear.js';
import { bernoulli } from './bernoulli.js';
import { requireShape, sharedAlong } from './mask-shapes.js';
import { type ConfigOf, variantSchema } from './schema.js';

const schema = variantSchema('token', ['p'], ['scaling']);

/** One decision per token: [N, T, E] -> [N, T, 1]. */
export type TokenConfig = ConfigOf<typeof schema>;

export const token = bernoulli<TokenConfig>({
  schema,
  maskShape: (_, shape) => {
    requireShape('token', shape, shape.length === 3, '[N, T, E]');
    return sharedAlong(shape, (axis) => axis === 2);
  },
  policy: linear,
});
