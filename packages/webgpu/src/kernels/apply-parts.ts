// Select and scale by bits, with a scale for each part of the tensor: see apply.wgsl and part-scales.wgsl.
import type { Bits } from '../bits.js';
import type { Binding, Dispatch, Kernel, Span } from '../dispatch.js';
import type { Tensors } from '../tensors.js';
import partScales from '../wgsl/part-scales.wgsl';
import { APPLY_SOURCES, apply } from './apply.js';

export const APPLY_PARTS: Kernel = { name: 'apply_parts', sources: [...APPLY_SOURCES, partScales] };

const SELECT = { scale: 1, shift: 0, dropped: 0 };

/** y = kept ? scales[n / part] * x : +0 for a span of elements n; scales are float32. */
export function applyParts(tensors: Tensors, span: Span, bits: Bits, part: number, scales: Binding): Dispatch {
  const dispatch = apply(tensors, span, bits, SELECT, part);
  return { ...dispatch, kernel: APPLY_PARTS, bindings: { ...dispatch.bindings, 5: scales } };
}
