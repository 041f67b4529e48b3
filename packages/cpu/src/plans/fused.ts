// residual + dropout(x + bias), and the gradient of the bias: sums over rows in blocks, in the order that SPEC section 8 fixes.
import {
  type AddressWords,
  type ColumnSumsPlan,
  columnCount,
  DROP_ALL,
  type FloatArray,
  type FusedPlan,
  ROW_BLOCK,
} from '@dropkit/core';
import { type Accumulator, type FullKernels, type Kernels, PIECE } from '../kernels.js';
import { allBits } from '../mask/all.js';
import { drawMask } from '../mask/draw.js';
import { forEachChunk } from './chunks.js';
import type { Runner } from './runner.js';

type Plan = FusedPlan | ColumnSumsPlan;

export const fused: Runner<FusedPlan, FullKernels> = {
  run(kernels, plan, source, x, out, { bias, residual }) {
    if (x.length === 0) return;
    const row = bias && repeated(kernels, bias, x);
    eachChunk(kernels, plan, source, x, (start, count, bit) => {
      for (let done = 0, n: number; done < count; done += n) {
        const at = row ? (start + done) % row.length : 0;
        n = row ? Math.min(count - done, row.length - at) : count;
        kernels.fuse(x, { bias: row, at, residual, scale: plan.scale }, out, start + done, n, bit + done);
      }
    });
  },
  mask: drawn,
};

export const columnSums: Runner<ColumnSumsPlan, FullKernels> = {
  run(kernels, plan, source, x, out) {
    const columns = columnCount(plan);
    const sums = kernels.accumulator(columns, x);
    const total = x.BYTES_PER_ELEMENT === 8 ? new Float64Array(columns) : new Float32Array(columns);
    sums.fill(0);
    eachChunk(kernels, plan, source, x, (start, count, bit) => {
      for (let done = 0, n: number; done < count; done += n) {
        const [rows, width] = segment(start + done, count - done, columns);
        n = rows * width;
        kernels.addRows(x, start + done, rows, width, bit + done, sums, (start + done) % columns, plan.scale);
        const end = start + done + n;
        if (end % (ROW_BLOCK * columns) === 0 || end === x.length) addBlock(total, sums);
      }
    });
    out.set(total as FloatArray);
  },
  mask: drawn,
};

/** Rows that follow each other from an element on, at most to the end of their block, and how much of each: all of it, or a part of one. */
function segment(at: number, count: number, columns: number): [rows: number, width: number] {
  const column = at % columns;
  if (column > 0 || count < columns || columns > PIECE) return [1, Math.min(count, columns - column, PIECE)];
  const left = ROW_BLOCK - ((at / columns) % ROW_BLOCK);
  return [Math.min(left, Math.floor(Math.min(count, PIECE) / columns)), columns];
}

/** The store rounds. */
function addBlock(total: Accumulator, sums: Accumulator): void {
  for (let column = 0; column < total.length; column++) total[column] += sums[column];
  sums.fill(0);
}

/** Elements from which on a call for each turn costs little. */
const LEAST_TURN = 4096;

/** A short bias one after another, so that a kernel's turn is not a row; a long one as it is. */
function repeated(kernels: FullKernels, bias: FloatArray, x: FloatArray): FloatArray {
  const { length } = bias;
  if (length >= PIECE) return bias;
  const row = kernels.accumulator(length * Math.ceil(Math.min(LEAST_TURN, x.length) / length), x);
  row.set(bias);
  for (let done = length; done < row.length; done *= 2) row.copyWithin(done, 0, Math.min(done, row.length - done));
  return row as FloatArray;
}

/** A plan that decides without a draw has a mask of one element that all share. */
function eachChunk(
  kernels: FullKernels,
  plan: Plan,
  source: AddressWords | Uint32Array,
  x: FloatArray,
  use: Parameters<typeof forEachChunk>[4],
): void {
  if (isDrawn(plan) || ArrayBuffer.isView(source)) forEachChunk(kernels, plan, source, x.length, use);
  else {
    const map = { dims: [x.length], strides: [0], base: 0 };
    forEachChunk(kernels, { map, threshold: 0 }, Uint32Array.of(plan.threshold === 0 ? 1 : 0), x.length, use);
  }
}

function drawn(kernels: Kernels, plan: Plan, address: AddressWords): Uint32Array {
  return isDrawn(plan) ? drawMask(kernels, plan, address) : allBits(plan, plan.threshold === 0);
}

function isDrawn({ threshold }: Plan): boolean {
  return threshold > 0 && threshold < DROP_ALL;
}
