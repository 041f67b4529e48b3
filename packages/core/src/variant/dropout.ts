// Dropout: one decision per element, or shared along chosen axes.
// Srivastava et al., "Dropout" (JMLR 2014); noise shape as in Keras, broadcast axes as in Flax. SPEC section 7.
import { rangeError, show } from '../errors.js';
import { linear } from '../scaling/linear.js';
import { bernoulli } from './bernoulli.js';
import { sharedAlong } from './mask-shapes.js';
import { type ConfigOf, variantSchema } from './schema.js';

const schema = variantSchema('dropout', ['p'], ['scaling', 'noiseShape', 'broadcastAxes']);

/** Element dropout, with an optional noise shape or broadcast axes. */
export type DropoutVariantConfig = ConfigOf<typeof schema>;

export const dropout = bernoulli<DropoutVariantConfig>({
  schema,
  maskShape: ({ noiseShape, broadcastAxes }, shape) => {
    if (noiseShape && broadcastAxes) {
      throw rangeError('core', 'lower (dropout)', 'broadcastAxes', 'no noiseShape beside it', 'both', 'Give one of the two.');
    }
    if (noiseShape) return fromNoiseShape(noiseShape, shape);
    const axes = (broadcastAxes ?? []).map((axis) => absoluteAxis(axis, shape.length));
    return sharedAlong(shape, (axis) => axes.includes(axis));
  },
  policy: linear,
});

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
