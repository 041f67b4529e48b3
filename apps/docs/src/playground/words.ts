// Packed masks as text, and whether two are the same. Every bit counts.

/** The first differing word, or undefined when all are equal. */
export function firstDifference(a: Uint32Array, b: Uint32Array): number | undefined {
  const at = a.findIndex((word, i) => word !== b[i]);
  if (at >= 0) return at;
  return a.length === b.length ? undefined : Math.min(a.length, b.length);
}

/** Eight digits for each word, as in core's vectors. */
export function hexWords(words: Uint32Array): string {
  return Array.from(words, (word) => word.toString(16).padStart(8, '0')).join(' ');
}
