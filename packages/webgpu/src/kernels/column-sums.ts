// Sums of columns within blocks of rows: see column-sums.wgsl.
import { type ColumnSumsPlan, columnCount, ROW_BLOCK } from '@dropkit/core';
import type { Bits } from '../bits.js';
import type { Dispatch, Kernel, Range, Span } from '../dispatch.js';
import { type Limits, WORKGROUP } from '../limits.js';
import { f32, uniform } from '../params.js';
import { type Tensors, type Type, tensorSize } from '../tensors.js';
import readBits from '../wgsl/bits.wgsl';
import elements16 from '../wgsl/elements-float16.wgsl';
import elements32 from '../wgsl/elements-float32.wgsl';
import halves from '../wgsl/float16-parts.wgsl';
import grid from '../wgsl/grid.wgsl';
import keptOrZero from '../wgsl/kept-or-zero.wgsl';
import text from './column-sums.wgsl';

const kernel = (name: string, ...elements: readonly string[]): Kernel => ({
  name,
  sources: [grid, readBits, keptOrZero, ...elements, text],
});

export const COLUMN_SUMS: Readonly<Record<Type, Kernel>> = {
  float32: kernel('column_sums', elements32),
  float16: kernel('column_sums_float16', halves, elements16),
};

/** Adds a span of x to the sums of its blocks; spans are to follow each other in order. */
export function columnSums(
  limits: Limits,
  { type, x }: Tensors,
  span: Span,
  plan: ColumnSumsPlan,
  bits: Bits,
  sums: Range,
): Dispatch {
  const columns = columnCount(plan);
  const { first, count } = span;
  const blockOf = (element: number) => Math.floor(element / columns / ROW_BLOCK);
  const blocks = blockOf(first + count - 1) - blockOf(first) + 1;
  const work = blocks * Math.ceil(columns / 4);
  return {
    kernel: COLUMN_SUMS[type],
    constants: bits.inOrder ? ['IN_ORDER'] : [],
    params: uniform([count, first, bits.axes.length, columns, work, blockOf(first), f32(plan.scale)], bits.axes),
    bindings: {
      1: sums,
      4: bits.binding,
      5: { buffer: x, offset: tensorSize(type, first), size: tensorSize(type, count) },
    },
    threads: Math.min(work, WORKGROUP * limits.workgroups ** 2),
  };
}
