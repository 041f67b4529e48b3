// Token (word) dropout: whole embedding vectors of a sequence.
// Iyyer et al., "Deep unordered composition rivals syntactic methods" (ACL 2015). SPEC section 7.
import { bernoulli } from './bernoulli.js';
import { type ConfigOf, variantFields } from './schema.js';

const fields = variantFields('token', ['p'], ['scaling']);

/** One decision per token: [N, T, E] -> [N, T, 1]. */
export type TokenConfig = ConfigOf<typeof fields>;

export const token = bernoulli<TokenConfig>({
  fields,
  fits: ['[N, T, E]', 3, 3],
  shared: () => (axis) => axis === 2,
});
