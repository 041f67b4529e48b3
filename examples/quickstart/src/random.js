// Everything random in this example comes from dropkit's counter-based generator, so that one seed fixes the whole run:
// each use has a stream of its own, and what one use draws never depends on what another drew before.
import { linearUniform, linearWord, streamId } from '@dropkit/core';

/**
 * A seeded shuffle of 0 .. n - 1 (Fisher and Yates).
 *
 * @param {number} n
 * @param {{ seed: bigint, use: string, step?: number }} source `use` names the stream, `step` the draw, such as the epoch
 * @returns {Uint32Array}
 */
export function permutation(n, { seed, use, step = 0 }) {
  const address = { seed, stream: streamId(use), step };
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(linearUniform(i, address) * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/**
 * A 32-bit seed for libraries that have a generator of their own, such as tfjs' weight initialisers.
 *
 * @param {{ seed: bigint, use: string }} source
 * @returns {number}
 */
export function derivedSeed({ seed, use }) {
  return linearWord(0, { seed, stream: streamId(use) });
}
