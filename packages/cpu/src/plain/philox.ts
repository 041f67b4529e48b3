// Philox4x32-10 (Salmon et al., SC'11; SPEC section 2) in plain JavaScript, one block after another. All blocks of a draw share
// block high, step, stream and key, so round 0 leaves two words constant and round 1 needs one product instead of two.
import type { AddressWords } from '@dropkit/core';

const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;

/** Writes the four words of a block to `words`. */
export type Blocks = (blockLow: number, words: Int32Array) => void;

/** Prepares what the blocks of one draw share. */
export function philoxBlocks({ keyLow, keyHigh, step, stream }: AddressWords, blockHigh: number): Blocks {
  const u = highWord(step, M1) ^ blockHigh ^ keyLow;
  const v = Math.imul(step, M1) ^ (keyLow + W0);
  const last = Math.imul(u, M0);
  const mixed = highWord(u, M0) ^ (keyHigh + W1);
  return (blockLow, words) => {
    const x = highWord(blockLow, M0) ^ stream ^ keyHigh;
    let c0 = highWord(x, M1) ^ v;
    let c1 = Math.imul(x, M1);
    let c2 = Math.imul(blockLow, M0) ^ mixed;
    let c3 = last;
    let k0 = keyLow | 0;
    let k1 = keyHigh | 0;
    k0 = (k0 + 2 * W0) | 0;
    k1 = (k1 + 2 * W1) | 0;
    for (let round = 2; round < 10; round++) {
      const high = highWord(c2, M1) ^ c1 ^ k0;
      c1 = Math.imul(c2, M1);
      c2 = highWord(c0, M0) ^ c3 ^ k1;
      c3 = Math.imul(c0, M0);
      c0 = high;
      k0 = (k0 + W0) | 0;
      k1 = (k1 + W1) | 0;
    }
    words[0] = c0;
    words[1] = c1;
    words[2] = c2;
    words[3] = c3;
  };
}

/**
 * High word of the product of two words, both taken as unsigned. The float64 product is off by at most 2^10; without the exact low
 * word what is left is the high word times 2^32 with that error, so that rounding to the nearest integer is exact.
 */
function highWord(a: number, b: number): number {
  return ((a >>> 0) * b - (Math.imul(a, b) >>> 0)) * 2 ** -32 + 0.5;
}
