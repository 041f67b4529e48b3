// Bins of a histogram: equal parts of what the values span, so that no bar reaches to where there are none.

/** One bar. */
export interface Bin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** Bins of a histogram. */
const BINS = 16;

/**
 * Bins from the least value to the largest, which is in the last one; none where all values are the same.
 *
 * @param values those that are not finite are left out
 */
export function binsOf(values: readonly number[]): Bin[] {
  const finite = values.filter(Number.isFinite);
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  if (!(high > low)) return [];
  const counts = new Array<number>(BINS).fill(0);
  for (const value of finite) counts[Math.min(Math.floor(((value - low) / (high - low)) * BINS), BINS - 1)]++;
  const edge = (i: number) => (i === BINS ? high : low + ((high - low) * i) / BINS);
  return counts.map((count, i) => ({ low: edge(i), high: edge(i + 1), count }));
}
