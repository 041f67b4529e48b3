// Head dropout (DropHead): whole attention heads.
// Zhou et al., "Scheduled DropHead: a regularization method for transformer models" (EMNLP Findings 2020). SPEC section 7.
import * as v from 'valibot';
import { linearPolicies } from '../scaling/linear.js';
import { probability, scaling } from './fields.js';
import { requireRank, sharedAlong } from './mask-shapes.js';
import type { Variant } from './variant.js';

export const headSchema = v.strictObject({ variant: v.literal('head'), p: probability, scaling });

/** One decision per sample and head: [B, H, Q, K] -> [B, H, 1, 1]. */
export type HeadConfig = v.InferOutput<typeof headSchema>;

export const head: Variant<HeadConfig> = {
  maskShape: (_, shape) => {
    requireRank('head', shape, 4, 4, '[B, H, Q, K]');
    return sharedAlong(shape, (axis) => axis > 1);
  },
  policy: ({ scaling }) => linearPolicies[scaling ?? 'inverted'],
};
