// Input values of tests: normal numbers of either sign, as float32.
import { normal } from '@dropkit/core';

/** Standard normal values for a tensor of the given shape, the same each time. */
export function opTestValues(shape: readonly number[]): Float32Array {
  const length = shape.reduce((a, b) => a * b, 1);
  return Float32Array.from({ length }, (_, i) => normal(i, { seed: 2024 }));
}
