// Several samples in one pass: a layer takes the rows of each sample by themselves, and draws for them what it would have drawn in a pass of
// their own.
import { concat, reshape, slice, type Tensor } from '@tensorflow/tfjs-core';
import type { Sampling } from './sampling.js';

/** Something in the model does not keep rows apart: its samples need passes of their own. */
export class NotFoldableError extends Error {
  override readonly name = 'NotFoldableError';
}

/** Splits inputs into the parts of the samples, which lie one after the other along axis 0, and joins what comes of them. */
export function inParts(
  inputs: Tensor | Tensor[],
  samplings: readonly Sampling[],
  run: (part: Tensor | Tensor[], sampling: Sampling) => Tensor,
): Tensor {
  const parts = samplings.map((sampling, n) => {
    const take = (x: Tensor) => partOf(x, n, samplings);
    return run(Array.isArray(inputs) ? inputs.map(take) : take(inputs), sampling);
  });
  return concat(parts, 0);
}

function partOf(x: Tensor, n: number, samplings: readonly Sampling[]): Tensor {
  const [all, ...rest] = x.shape;
  const { rows } = samplings[n];
  if (all !== rows * samplings.length) throw new NotFoldableError(`${all} rows for ${samplings.length} samples of ${rows}`);
  const flat = reshape(x, [all, x.size / all]);
  return reshape(slice(flat, [n * rows, 0], [rows, -1]), [rows, ...rest]);
}
