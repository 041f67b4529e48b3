// A residual connection in one pass, and sums over rows, in plain JavaScript: a tile at a time that stays in the cache, in the precision in
// which elements are computed, so that every store rounds. A tile is written out last: the result may lie where an input does.
import type { FloatArray } from '@dropkit/core';
import { type Accumulator, type Fusion, PIECE } from '../kernels.js';
import { applyBits } from './apply.js';

/** Elements of a tile of `fuseByBits`. */
const TILE = 2048;

/** out = residual + (kept ? scale * (x + bias) : +0), reading bits from number `bit` on. */
export function fuseByBits(
  bits: Int32Array,
  bit: number,
  x: FloatArray,
  { bias, at, residual, scale }: Fusion,
  out: FloatArray,
  start: number,
  count: number,
): void {
  const tile = accumulator(Math.min(TILE, count), x);
  for (let done = 0, n: number; done < count; done += n) {
    const first = start + done;
    n = Math.min(TILE, count - done);
    tile.set(x.subarray(first, first + n));
    if (bias) for (let i = 0, from = at + done; i < n; i++) tile[i] += bias[from + i];
    applyBits(bits, bit + done, tile as FloatArray, tile as FloatArray, 0, n, { scale, shift: 0, dropped: 0 });
    if (residual) for (let i = 0; i < n; i++) tile[i] += residual[first + i];
    out.set(tile.subarray(0, n), first);
  }
}

/** Adds kept ? scale * x : +0 to the sum of its column, for `rows` rows of `columns` elements from `start` on, the first column being `to`. */
export function addRows(
  bits: Int32Array,
  bit: number,
  x: FloatArray,
  start: number,
  rows: number,
  columns: number,
  sums: Accumulator,
  to: number,
  scale: number,
): void {
  const count = rows * columns;
  const tile = accumulator(Math.min(PIECE, count), x) as FloatArray;
  applyBits(bits, bit, x.subarray(start, start + count), tile, 0, count, { scale, shift: 0, dropped: 0 });
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) sums[to + column] += tile[i];
  }
}

/** Numbers in the precision in which an array's elements are computed. */
export function accumulator(length: number, { BYTES_PER_ELEMENT }: FloatArray): Accumulator {
  return BYTES_PER_ELEMENT === 8 ? new Float64Array(length) : new Float32Array(length);
}
