// What adds to dropout in the same pass, and the sums over rows that are its gradient. SPEC section 8.
import { type ColumnSumsPlan, columnCount, DROP_ALL, elementCount, type FusedPlan, ROW_BLOCK } from '@dropkit/core';
import { type Bits, sameBits } from '../bits.js';
import type { Dispatch, Span } from '../dispatch.js';
import { columnSums } from '../kernels/column-sums.js';
import { columnTotals } from '../kernels/column-totals.js';
import { fused } from '../kernels/fused.js';
import { decided, spansOf } from './decided.js';
import type { Job } from './job.js';

export function fusedInOne(job: Job<FusedPlan>): Dispatch[] {
  return decidedOrAll(job, (span, bits) => fused(job.tensors, span, job.plan, bits));
}

export function summedColumns(job: Job<ColumnSumsPlan>): Dispatch[] {
  const { plan, tensors, memory, limits } = job;
  const columns = columnCount(plan);
  const rows = elementCount(plan) / columns;
  if (columns === 0) return [];
  const sums = memory.scratch('sums', columnsSize(plan));
  const totals = { ...job, tensors: { type: tensors.type, count: columns, x: tensors.y, y: tensors.y } };
  return [
    ...decidedOrAll(job, (span, bits) => columnSums(limits, tensors, span, plan, bits, sums)),
    ...spansOf(totals).map((span) => columnTotals(totals.tensors, span, Math.ceil(rows / ROW_BLOCK), sums)),
  ];
}

/** Bytes of what a plan needs for its columns: the bias, or the sums of all blocks. */
export function columnsSize(plan: FusedPlan | ColumnSumsPlan): number {
  const columns = columnCount(plan);
  if (plan.kind === 'fused' && !plan.bias) return 0;
  const blocks = plan.kind === 'fused' ? 1 : Math.ceil(elementCount(plan) / (columns || 1) / ROW_BLOCK);
  return Math.max(blocks, 1) * Math.ceil(columns / 4) * 16;
}

/** `decided`, with one bit for all elements where nothing is drawn and no mask is kept. */
function decidedOrAll(job: Job<FusedPlan | ColumnSumsPlan>, apply: (span: Span, bits: Bits) => Dispatch): Dispatch[] {
  const { threshold } = job.plan;
  if (job.tensors.count === 0) return [];
  if ('size' in job.source || (threshold > 0 && threshold < DROP_ALL)) return decided(job, apply);
  return spansOf(job).map((span) => apply(span, sameBits(threshold === 0)));
}
