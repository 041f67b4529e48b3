// Dropout: one decision per element, or shared along chosen axes.
// Srivastava et al., "Dropout" (JMLR 2014); noise shape as in Keras, broadcast axes as in Flax. SPEC section 7.
import { rangeError, show } from '../errors.js';
import { bernoulli } from './bernoulli.js';
import { type ConfigOf, variantFields } from './schema.js';

const fields = variantFields('dropout', ['p'], ['scaling', 'noiseShape', 'broadcastAxes']);

/** Element dropout, with an optional noise shape or broadcast axes. */
export type DropoutVariantConfig = ConfigOf<typeof fields>;

export const dropout = bernoulli<DropoutVariantConfig>({
  fields,
  shared: ({ noiseShape, broadcastAxes }, shape) => {
    if (!noiseShape) return alongAxes(broadcastAxes ?? [], shape.length);
    if (broadcastAxes) throw misfit('broadcastAxes', 'no noiseShape beside it', broadcastAxes);
    const fits = noiseShape.length === shape.length && noiseShape.every((n, d) => n === null || n === 1 || n === shape[d]);
    if (!fits) throw misfit('noiseShape', `one entry per dimension of ${show(shape)}, each null, 1 or the dimension`, noiseShape);
    return (axis) => noiseShape[axis] === 1;
  },
});

function alongAxes(axes: readonly number[], rank: number): (axis: number) => boolean {
  const outside = axes.find((axis) => axis < -rank || axis >= rank);
  if (outside !== undefined) throw misfit('broadcastAxes', `axes in [-${rank}, ${rank})`, outside);
  return (axis) => axes.includes(axis) || axes.includes(axis - rank);
}

function misfit(field: string, expected: string, actual: unknown): RangeError {
  return rangeError('core', 'lower (dropout)', field, expected, show(actual));
}
