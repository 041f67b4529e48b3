// Bias, dropout and residual in one pass: see fused.wgsl.
import { columnCount, type FusedPlan } from '@dropkit/core';
import type { Bits } from '../bits.js';
import type { Dispatch, Kernel, Span } from '../dispatch.js';
import { f32, uniform } from '../params.js';
import { NOTHING, onTensors, type Tensors, tensorSize } from '../tensors.js';
import readBits from '../wgsl/bits.wgsl';
import elements16 from '../wgsl/elements-float16.wgsl';
import elements32 from '../wgsl/elements-float32.wgsl';
import grid from '../wgsl/grid.wgsl';
import keptOrZero from '../wgsl/kept-or-zero.wgsl';
import quads from '../wgsl/quads.wgsl';
import text from './fused.wgsl';
import { OTHER } from './other.js';

const ELEMENTS = { float32: elements32, 'float32-ragged': elements32, float16: elements16, 'float16-ragged': elements16 };

export const FUSED: Kernel = { name: 'fused', sources: [OTHER, ELEMENTS, grid, quads, readBits, keptOrZero, text] };

/** y = residual + (kept ? scale * (x + bias) : +0) for a span of elements; the residual is `tensors.other`. */
export function fused(tensors: Tensors, span: Span, plan: FusedPlan, bits: Bits): Dispatch {
  const on = onTensors(tensors, span);
  const { type, bias, other } = tensors;
  const columns = columnCount(plan);
  return {
    ...on,
    kernel: FUSED,
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
