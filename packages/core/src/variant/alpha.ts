// Alpha dropout for SELU networks: dropped elements take the saturation value, mean and variance stay.
// Klambauer et al., "Self-normalizing neural networks" (2017). SPEC sections 6 and 7.
import * as v from 'valibot';
import { alpha as alphaPolicy } from '../scaling/alpha.js';
import { probability } from './fields.js';
import type { Variant } from './variant.js';

export const alphaSchema = v.strictObject({ variant: v.literal('alpha'), p: probability });

/** Element dropout with the alpha policy; input of mean 0 and variance 1 keeps both. */
export type AlphaConfig = v.InferOutput<typeof alphaSchema>;

export const alpha: Variant<AlphaConfig> = {
  maskShape: (_, shape) => shape,
  policy: () => alphaPolicy,
};
