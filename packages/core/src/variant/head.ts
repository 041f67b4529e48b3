// Head dropout (DropHead): whole attention heads.
// Zhou et al., "Scheduled DropHead: a regularization method for transformer models" (EMNLP Findings 2020). SPEC section 7.
import { linear } from '../scaling/linear.js';
import { bernoulli } from './bernoulli.js';
import { requireShape, sharedAlong } from './mask-shapes.js';
import { type ConfigOf, variantSchema } from './schema.js';

const schema = variantSchema('head', ['p'], ['scaling']);

/** One decision per sample and head: [B, H, Q, K] -> [B, H, 1, 1]. */
export type HeadConfig = ConfigOf<typeof schema>;

export const head = bernoulli<HeadConfig>({
  schema,
  maskShape: (_, shape) => {
    requireShape('head', shape, shape.length === 4, '[B, H, Q, K]');
    return sharedAlong(shape, (axis) => axis > 1);
  },
  policy: linear,
});
