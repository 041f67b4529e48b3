// Packed masks: 32 elements a word, least significant bit first, 1 = kept, unused bits 0. SPEC section 4.

/**
 * Packs a mask given element by element.
 *
 * @param count number of elements; 0 gives no words
 * @param kept whether element n is kept
 * @returns ceil(count / 32) words
 * @example packMask(3, (n) => n !== 1); // Uint32Array [ 0b101 ]
 * @see SPEC section 4
 */
export function packMask(count: number, kept: (n: number) => boolean): Uint32Array {
  const words = new Uint32Array(Math.ceil(count / 32));
  for (let n = 0; n < count; n++) if (kept(n)) words[Math.floor(n / 32)] |= 1 << (n % 32);
  return words;
}

/**
 * Reads one element of a packed mask.
 *
 * @example isKept(Uint32Array.of(0b101), 2); // true
 * @see SPEC section 4
 */
export function isKept(words: Uint32Array, n: number): boolean {
  return ((words[Math.floor(n / 32)] >>> (n % 32)) & 1) === 1;
}

/**
 * Number of kept elements of a packed mask (its unused bits are 0, so all words count).
 *
 * @example keptCount(Uint32Array.of(0b101)); // 2
 * @see SPEC section 4
 */
export function keptCount(words: Uint32Array): number {
  let count = 0;
  for (const word of words) for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}
