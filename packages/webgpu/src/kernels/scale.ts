// One factor for all elements, or zeros: see scale.wgsl.
import type { Dispatch, Kernel, Span } from '../dispatch.js';
import { f32, uniform } from '../params.js';
import { onTensors, type Tensors } from '../tensors.js';
import grid from '../wgsl/grid.wgsl';
import quads from '../wgsl/quads.wgsl';
import text from './scale.wgsl';

export const SCALE: Kernel = { name: 'scale', sources: [grid, quads, text] };

/** y = factor * x for a span of elements; `undefined` means zeros, whatever x is. */
export function scale(tensors: Tensors, span: Span, factor: number | undefined): Dispatch {
  const on = onTensors(tensors, span);
  return {
    ...on,
    kernel: SCALE,
    constants: factor === undefined ? [...on.constants, 'ZERO'] : on.constants,
    params: uniform([span.count, f32(factor ?? 0)]),
  };
}
