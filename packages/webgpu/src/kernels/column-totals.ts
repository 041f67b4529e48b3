// Sums of columns from those of blocks: see column-totals.wgsl.
import type { Dispatch, Kernel, Range, Span } from '../dispatch.js';
import { uniform } from '../params.js';
import { onTensors, type Tensors } from '../tensors.js';
import grid from '../wgsl/grid.wgsl';
import quads from '../wgsl/quads.wgsl';
import text from './column-totals.wgsl';

export const COLUMN_TOTALS: Kernel = { name: 'column_totals', sources: [grid, quads, text] };

/** Adds up the sums of `blocks` for a span of the columns, which are all of `tensors`. */
export function columnTotals(tensors: Tensors, span: Span, blocks: number, sums: Range): Dispatch {
  const { 1: y } = onTensors(tensors, span).bindings;
  return {
    ...onTensors(tensors, span),
    kernel: COLUMN_TOTALS,
    params: uniform([span.count, span.first / 4, Math.ceil(tensors.count / 4), blocks]),
    bindings: { 1: y, 4: sums },
  };
}
