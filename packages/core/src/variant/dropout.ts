// Dropout: one decision per element, or shared along chosen axes.
// Srivastava et al., "Dropout" (JMLR 2014); noise shape as in Keras, broadcast axes as in Flax. SPEC section 7.
import * as v from 'valibot';
import { rangeError, show } from '../errors.js';
import { linearPolicies } from '../scaling/linear.js';
import { integer, probability, scaling } from './fields.js';
import { sharedAlong } from './mask-shapes.js';
import type { Variant } from './variant.js';

const NOISE_SHAPE = 'an array of integers and nulls, one per dimension';
const AXES = 'an array of integers';

export const dropoutSchema = v.strictObject({
  variant: v.literal('dropout'),
  p: probability,
  scaling,
  /** Mask shape, one entry per dimension: the dimension itself (or null, meaning the same) or 1. */
  noiseShape: v.exactOptional(v.array(v.union([integer, v.null()], 'an integer or null'), NOISE_SHAPE)),
  /** Axes along which the mask is shared; negative axes count from the end. Not together with noiseShape. */
  broadcastAxes: v.exactOptional(v.array(integer, AXES)),
});

/** Element dropout, with an optional noise shape or broadcast axes. */
export type DropoutVariantConfig = v.InferOutput<typeof dropoutSchema>;

export const dropout: Variant<DropoutVariantConfig> = {
  maskShape: ({ noiseShape, broadcastAxes }, shape) => {
    if (noiseShape && broadcastAxes) {
      throw rangeError('core', 'lower (dropout)', 'broadcastAxes', 'no noiseShape beside it', 'both', 'Give one of the two.');
    }
    if (noiseShape) return fromNoiseShape(noiseShape, shape);
    const axes = (broadcastAxes ?? []).map((axis) => absoluteAxis(axis, shape.length));
    return sharedAlong(shape, (axis) => axes.includes(axis));
  },
  policy: ({ scaling }) => linearPolicies[scaling ?? 'inverted'],
};

function fromNoiseShape(noiseShape: readonly (number | null)[], shape: readonly number[]): number[] {
  const fits = noiseShape.length === shape.length && noiseShape.every((n, d) => n === null || n === 1 || n === shape[d]);
  if (!fits) {
    const expected = `one entry per dimension of [${shape.join(', ')}], each null, 1 or the dimension`;
    throw rangeError('core', 'lower (dropout)', 'noiseShape', expected, show(noiseShape));
  }
  return sharedAlong(shape, (axis) => noiseShape[axis] === 1);
}

function absoluteAxis(axis: number, rank: number): number {
  if (axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  throw rangeError('core', 'lower (dropout)', 'broadcastAxes', `axes in [-${rank}, ${rank})`, show(axis));
}
