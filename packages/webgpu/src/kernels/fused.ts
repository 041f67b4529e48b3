// Bias, dropout and residual in one pass: see fused.wgsl.
import { columnCount, type FusedPlan } from '@dropkit/core';
import type { Bits } from '../bits.js';
import type { Dispatch, Kernel, Span } from '../dispatch.js';
import { f32, uniform } from '../params.js';
import { NOTHING, onTensors, type Tensors, type Type, tensorSize } from '../tensors.js';
import readBits from '../wgsl/bits.wgsl';
import elements16 from '../wgsl/elements-float16.wgsl';
import elements32 from '../wgsl/elements-float32.wgsl';
import grid from '../wgsl/grid.wgsl';
import keptOrZero from '../wgsl/kept-or-zero.wgsl';
import quads from '../wgsl/quads.wgsl';
import text from './fused.wgsl';

const kernel = (elements: string): Kernel => ({
  name: 'fused',
  sources: [grid, quads, readBits, keptOrZero, elements, text],
});

export const FUSED: Readonly<Record<Type, Kernel>> = { float32: kernel(elements32), float16: kernel(elements16) };

/** y = residual + (kept ? scale * (x + bias) : +0) for a span of elements; the residual is `tensors.other`. */
export function fused(tensors: Tensors, span: Span, plan: FusedPlan, bits: Bits): Dispatch {
  const on = onTensors(tensors, span);
  const { type, bias, other } = tensors;
  const columns = columnCount(plan);
  return {
    ...on,
    kernel: FUSED[type],
    constants: [
      ...on.constants,
      ...(bits.inOrder ? ['IN_ORDER'] : []),
      ...(bias ? ['BIAS'] : []),
      ...(other ? ['RESIDUAL'] : []),
      ...(columns % 4 === 0 ? [] : ['WRAPPED']),
    ],
    params: uniform([span.count, span.first, bits.axes.length, columns, f32(plan.scale)], bits.axes),
    bindings: {
      3: NOTHING,
      ...on.bindings,
      4: bits.binding,
      5: bias ? { buffer: bias, offset: 0, size: tensorSize(type, columns) } : NOTHING,
    },
  };
}
