// Philox4x32-10, the counter-based generator of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC'11).
// SPEC section 2. Readable, loops over rounds; backends have their own fast forms and are compared with this one.
import type { AddressWords } from '../address.js';
import { rangeError, typeError } from '../errors.js';
import { isUint32Array } from '../typed-arrays.js';

// Multipliers and Weyl increments of Random123's philox.h
const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;
const ROUNDS = 10;

/** What a block of four words is for; the top byte of the second counter word, so that uses never collide. */
export const DOMAIN = { planar: 0, linear: 1 } as const;

const TWO_32 = 2 ** 32;

/**
 * Ten rounds of Philox4x32: four words of counter and two of key to four random words.
 *
 * @param counter four u32 words, least significant first
 * @param key two u32 words
 * @returns four new u32 words
 * @throws TypeError when one is not a Uint32Array, RangeError when its length is wrong
 * @example philox4x32(new Uint32Array(4), new Uint32Array(2)); // 6627e8d5 e169c58d bc57ac4c 9b00dbd8
 * @see SPEC section 2; Salmon et al., SC'11
 */
export function philox4x32(counter: Uint32Array, key: Uint32Array): Uint32Array {
  checkWords('counter', counter, 4);
  checkWords('key', key, 2);
  return tenRounds(counter[0], counter[1], counter[2], counter[3], key[0], key[1]);
}

/** The four words of one block of an address. `block` is an exact integer below 2^53 (the spec allows 2^56). */
export function philoxBlock(words: AddressWords, domain: number, block: number): Uint32Array {
  const high = Math.floor(block / TWO_32) + domain * 2 ** 24;
  return tenRounds(block % TWO_32, high, words.step, words.stream, words.keyLow, words.keyHigh);
}

function tenRounds(c0: number, c1: number, c2: number, c3: number, k0: number, k1: number): Uint32Array {
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = mulHigh(M0, c0);
    const low0 = Math.imul(M0, c0);
    const high1 = mulHigh(M1, c2);
    const low1 = Math.imul(M1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + W0) >>> 0;
    k1 = (k1 + W1) >>> 0;
  }
  return Uint32Array.of(c0, c1, c2, c3);
}

/** High 32 bits of the 64-bit product; each partial product stays below 2^32, so nothing is rounded. */
function mulHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return aHigh * bHigh + (middle >>> 16) + (carry >>> 16);
}

function checkWords(field: string, words: unknown, length: number): void {
  const expected = `a Uint32Array of ${length} words`;
  if (!isUint32Array(words)) throw typeError('core', 'philox4x32', field, expected, words);
  if (words.length !== length) throw rangeError('core', 'philox4x32', field, expected, `${words.length} words`);
}
