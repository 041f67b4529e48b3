// Uniform numbers of tests, from core's generator.
import { linearUniform } from '@dropkit/core';

/** The i-th number in [0, 1), the same each time. */
export function uniformAt(i: number): number {
  return linearUniform(i, { seed: 7 });
}
