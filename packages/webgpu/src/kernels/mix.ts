// A weighted sum of two inputs: see mix.wgsl.
import type { Dispatch, Kernel, Span } from '../dispatch.js';
import { f32, uniform } from '../params.js';
import { onTensors, type Tensors } from '../tensors.js';
import grid from '../wgsl/grid.wgsl';
import quads from '../wgsl/quads.wgsl';
import text from './mix.wgsl';
import { OTHER } from './other.js';

export const MIX: Kernel = { name: 'mix_inputs', sources: [OTHER, grid, quads, text] };

/** y = factor * x + otherFactor * other for a span of elements. */
export function mix(tensors: Tensors, span: Span, factor: number, otherFactor: number): Dispatch {
  return {
    ...onTensors(tensors, span),
    kernel: MIX,
    params: uniform([span.count, f32(factor), f32(otherFactor)]),
  };
}
