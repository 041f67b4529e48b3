// Comparing packed masks word by word, and reading single bits of them (SPEC section 4).
import { findDifference, renderDifference, renderWord } from './diff.js';

/** Hex words, as vectors write them, to numbers. */
export function parseWords(words: readonly string[]): Uint32Array {
  return Uint32Array.from(words, (word) => Number.parseInt(word, 16));
}

/**
 * Compares packed masks.
 *
 * @param padded whether the actual mask may have further words, all zero (a GPU buffer of whole groups)
 * @returns the text of the failure, or `undefined`
 */
export function compareMasks(
  actual: Uint32Array,
  expected: Uint32Array,
  padded: boolean,
  what = 'mask words',
): string | undefined {
  const lengthIsRight = padded ? actual.length >= expected.length : actual.length === expected.length;
  if (!lengthIsRight) return `${what}: expected ${padded ? 'at least ' : ''}${expected.length} words, got ${actual.length}`;
  const difference = findDifference(actual.length, (i) => actual[i] === (expected[i] ?? 0));
  return difference && renderDifference(what, difference, (i) => [renderWord(actual[i]), renderWord(expected[i] ?? 0)]);
}

/** Looks only at the bits that no element owns; they must be 0. Returns the text of the failure, or `undefined`. */
export function compareTail(actual: Uint32Array, count: number): string | undefined {
  const used = (word: number) => usedBits(count - 32 * word);
  const difference = findDifference(actual.length, (i) => (actual[i] & ~used(i)) === 0);
  return (
    difference &&
    renderDifference('unused mask bits', difference, (i) => [renderWord((actual[i] & ~used(i)) >>> 0), renderWord(0)])
  );
}

function usedBits(count: number): number {
  if (count <= 0) return 0;
  return count >= 32 ? 0xffffffff : 2 ** count - 1;
}
