// Granularities: the shapes that masks are drawn in. SPEC section 7.
import { rangeError, show } from '../errors.js';

/** Shares the mask along the axes for which `shared` holds. */
export function sharedAlong(shape: readonly number[], shared: (axis: number) => boolean): number[] {
  return shape.map((dim, axis) => (shared(axis) ? 1 : dim));
}

/** One decision per sample and channel: [N, C, *] -> [N, C, 1..] or [N, *, C] -> [N, 1.., C], rank 3 to 5. */
export function perChannel({ variant, layout }: ChannelConfig, shape: readonly number[]): number[] {
  const first = layout === 'channelsFirst';
  requireShape(variant, shape, shape.length > 2 && shape.length < 6, `[N, ${first ? 'C, ...' : '..., C'}] of rank 3 to 5`);
  return sharedAlong(shape, (axis) => axis !== 0 && axis !== (first ? 1 : shape.length - 1));
}

interface ChannelConfig {
  readonly variant: string;
  readonly layout: 'channelsFirst' | 'channelsLast';
}

/** Throws unless the shape fits; `form` shows the reader the shape that is meant. */
export function requireShape(variant: string, shape: readonly number[], fits: boolean, form: string): void {
  if (!fits) throw rangeError('core', `lower (${variant})`, 'shape', form, show(shape));
}
