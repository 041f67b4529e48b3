// DropPath (stochastic depth): whole residual branches, per sample or for the batch.
// Huang et al., "Deep networks with stochastic depth" (ECCV 2016); modes as torchvision's stochastic_depth. SPEC section 7.
import * as v from 'valibot';
import { linearPolicies } from '../scaling/linear.js';
import { probability, scaling } from './fields.js';
import { requireRank, sharedAlong } from './mask-shapes.js';
import type { Variant } from './variant.js';

export const dropPathSchema = v.strictObject({
  variant: v.literal('dropPath'),
  p: probability,
  /** `row` (default): each sample by itself; `batch`: one decision for all. */
  mode: v.exactOptional(v.picklist(['row', 'batch'], '"row" or "batch"')),
  scaling,
});

/** One decision per sample, [N, *] -> [N, 1..], or per batch, [N, *] -> [1, ..]. */
export type DropPathConfig = v.InferOutput<typeof dropPathSchema>;

export const dropPath: Variant<DropPathConfig> = {
  maskShape: ({ mode }, shape) => {
    requireRank('dropPath', shape, 1, Infinity, '[N, ...]');
    return sharedAlong(shape, (axis) => axis > 0 || mode === 'batch');
  },
  policy: ({ scaling }) => linearPolicies[scaling ?? 'inverted'],
};
