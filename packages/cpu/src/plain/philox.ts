// Philox4x32-10 (Salmon et al., SC'11; SPEC section 2) in plain JavaScript, one block after another. All blocks of a draw share
// block high, step, stream and key, so round 0 leaves two words constant and round 1 needs one product instead of two.
import type { AddressWords } from '@dropkit/core';

const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;

/** What the blocks of one draw share: the words that are constant after rounds 0 and 1, and the key of round 2. */
export interface Shared {
  /** Mixed into c2 by round 0. */
  readonly first: number;
  /** Mixed into c0 and c2 by round 1. */
  readonly second: number;
  readonly third: number;
  /** c3 after round 1. */
  readonly last: number;
  readonly key0: number;
  readonly key1: number;
}

/** Prepares a draw of blocks that differ in their low word only. */
export function share({ keyLow, keyHigh, step, stream }: AddressWords, blockHigh: number): Shared {
  const constant = highWord(step, M1) ^ blockHigh ^ keyLow;
  return {
    first: stream ^ keyHigh,
    second: Math.imul(step, M1) ^ (keyLow + W0),
    third: highWord(constant, M0) ^ (keyHigh + W1),
    last: Math.imul(constant, M0),
    key0: (keyLow + 2 * W0) | 0,
    key1: (keyHigh + 2 * W1) | 0,
  };
}

/** Writes the four words of a block to `words`. */
export function block(low: number, shared: Shared, words: Int32Array): void {
  const x = highWord(low, M0) ^ shared.first;
  let c0 = highWord(x, M1) ^ shared.second;
  let c1 = Math.imul(x, M1);
  let c2 = Math.imul(low, M0) ^ shared.third;
  let c3 = shared.last;
  let k0 = shared.key0;
  let k1 = shared.key1;
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
}

/** High word of the product of two words, both taken as unsigned, from four products of halves. No sum on the way passes 2^32. */
function highWord(a: number, b: number): number {
  const low = a & 0xffff;
  const high = a >>> 16;
  const middle = (Math.imul(high, b & 0xffff) + (Math.imul(low, b & 0xffff) >>> 16)) | 0;
  return Math.imul(high, b >>> 16) + (middle >>> 16) + ((Math.imul(low, b >>> 16) + (middle & 0xffff)) >>> 16);
}
