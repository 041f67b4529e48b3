// Boxes of a global tensor: drawn one by one they make the whole (SPEC section 7).
import type { FloatArray } from '@dropkit/core';
import { floatArray, floatTypeOf } from '../array.js';
import { comparatorOf, type Piece } from '../case.js';
import { callOf } from '../driver/driver.js';
import { mapOperands, requireConfig } from '../subject.js';
import { expectedOutput } from './apply.js';
import { compareOutputs, type RunCheck } from './check.js';

/** Runs each piece by itself and compares the joined outputs with the reference's whole. */
export const runJoin: RunCheck<'join'> = async (bench, subject, { pieces }) => {
  const whole = requireConfig(subject);
  const call = callOf(whole);
  const { x, operands } = call;
  const joined = floatArray(whole.dtype, x.length, () => Number.NaN);
  for (const piece of pieces) {
    const part = { ...whole, shape: piece.shape, slice: { shape: whole.shape, start: piece.start } };
    const indices = boxIndices(piece, whole.shape);
    const columns = whole.shape.at(-1) ?? 1;
    // a bias goes with the indices of the last axis, which are those of the piece's first row
    const ofPiece = mapOperands(operands, (operand, name) =>
      gather(operand, name === 'bias' ? indices.slice(0, piece.shape.at(-1)).map((index) => index % columns) : indices),
    );
    const own = { subject: part, x: gather(x, indices), operands: ofPiece };
    const { y } = await bench.driver.apply({ ...own, direction: 'forward', source: 'address', destination: 'new' });
    indices.forEach((index, n) => {
      joined[index] = y[n];
    });
  }
  const expected = expectedOutput(bench, call);
  const comparator = comparatorOf(whole.config, 'forward');
  return compareOutputs(bench, { call, comparator, expected }, joined, `${pieces.length} joined pieces`);
};

/** Linear indices, in the whole, of a box's elements, row-major. */
function boxIndices({ shape, start }: Piece, whole: readonly number[]): number[] {
  let indices = [0];
  for (let d = 0; d < shape.length; d++) {
    const along = Array.from({ length: shape[d] }, (_, i) => start[d] + i);
    indices = indices.flatMap((index) => along.map((at) => index * whole[d] + at));
  }
  return indices;
}

function gather(x: FloatArray, indices: readonly number[]): FloatArray {
  return floatArray(floatTypeOf(x), indices.length, (n) => x[indices[n]]);
}
