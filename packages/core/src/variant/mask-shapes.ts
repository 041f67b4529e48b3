// Granularities: the shapes that masks are drawn in. SPEC section 7.
import { rangeError } from '../errors.js';

/** Shares the mask along the axes for which `shared` holds. */
export function sharedAlong(shape: readonly number[], shared: (axis: number) => boolean): number[] {
  return shape.map((dim, axis) => (shared(axis) ? 1 : dim));
}

/** One decision per sample and channel: [N, C, *] -> [N, C, 1..] or [N, *, C] -> [N, 1.., C]. */
export function perChannel(shape: readonly number[], layout: 'channelsFirst' | 'channelsLast'): number[] {
  const channels = layout === 'channelsFirst' ? 1 : shape.length - 1;
  return sharedAlong(shape, (axis) => axis !== 0 && axis !== channels);
}

/** Throws unless the rank is in [min, max]; `form` shows the reader the shape that is meant. */
export function requireRank(variant: string, shape: readonly number[], min: number, max: number, form: string): void {
  if (shape.length >= min && shape.length <= max) return;
  const ranks = min === max ? `rank ${min}` : max === Infinity ? `rank ${min} or more` : `rank ${min} to ${max}`;
  throw rangeError('core', `lower (${variant})`, 'shape', `${form} of ${ranks}`, `[${shape.join(', ')}] of rank ${shape.length}`);
}
