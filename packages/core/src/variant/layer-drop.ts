// LayerDrop: one decision for a whole layer. Its mask has one element and needs no input, so the layer can be skipped.
// Fan et al., "Reducing transformer depth on demand with structured dropout" (ICLR 2020): no rescaling. SPEC section 7.
import * as v from 'valibot';
import { linearPolicies } from '../scaling/linear.js';
import { probability, scaling } from './fields.js';
import { sharedAlong } from './mask-shapes.js';
import type { Variant } from './variant.js';

export const layerDropSchema = v.strictObject({ variant: v.literal('layerDrop'), p: probability, scaling });

/** One decision for the tensor, any shape -> [1, ..]; `scaling` defaults to `none`, as published. */
export type LayerDropConfig = v.InferOutput<typeof layerDropSchema>;

export const layerDrop: Variant<LayerDropConfig> = {
  maskShape: (_, shape) => sharedAlong(shape, () => true),
  policy: ({ scaling }) => linearPolicies[scaling ?? 'none'],
};
