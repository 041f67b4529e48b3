// Planar uniforms: one random bit per element and binary digit. SPEC section 3.
// 128 elements form a group; digit k of all of them is the four words of block 32 g + k, so a comparison
// can be decided digit by digit on 128 elements at once.
import { type Address, type AddressWords, addressWords } from '../address.js';
import { checkIndex } from './check-index.js';
import { DOMAIN, philoxBlock } from './philox4x32.js';

/** Elements that share their Philox blocks. */
export const GROUP_SIZE = 128;
/** Binary digits of a planar uniform, and so blocks per group. */
export const DIGITS = 32;

/**
 * The 32-bit uniform integer that decides the fate of one mask element.
 *
 * @param index mask index, an integer in [0, 2^53)
 * @returns u_i, an unsigned 32-bit integer
 * @throws TypeError or RangeError for an index or address outside its range
 * @example planarUniform(0, { seed: 42 }) >= threshold(0.5); // true: kept
 * @see SPEC section 3
 */
export function planarUniform(index: number, address: Address): number {
  checkIndex('planarUniform', index);
  const words = addressWords(address);
  let uniform = 0;
  for (let k = 0; k < DIGITS; k++) uniform = (uniform << 1) | planarDigit(index, k, words);
  return uniform >>> 0;
}

/** Binary digit k of u_i, 0 the most significant. */
export function planarDigit(index: number, k: number, words: AddressWords): number {
  const group = Math.floor(index / GROUP_SIZE);
  const position = index % GROUP_SIZE;
  const block = philoxBlock(words, DOMAIN.planar, group * DIGITS + k);
  return (block[position >>> 5] >>> (position & 31)) & 1;
}
