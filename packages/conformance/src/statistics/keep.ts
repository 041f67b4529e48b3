// Moments of decisions k_i, independent and 1 with probability q = 1 - p, each with the standard deviation of its estimate.
// Sources: binomial moments; the variance of a sample variance, (mu4 - (M - 3) / (M - 1) sigma^4) / M.
import type { Moment } from '../compare/moments.js';

/** Elements whose kept counts are compared by `varianceOfGroupCounts`. */
const GROUP = 64;

/** Mean of k: q, with variance p q / n. */
export function keptFraction(keep: Uint8Array, p: number): Moment {
  const n = keep.length;
  return { observed: sum(keep) / n, expected: 1 - p, sigma: Math.sqrt((p * (1 - p)) / n), n };
}

/**
 * Sample variance of the kept counts of groups of 64: 64 p q if decisions are independent, more if they come in clumps,
 * less if they are spread evenly. The mean alone shows neither.
 */
export function varianceOfGroupCounts(keep: Uint8Array, p: number): Moment {
  const groups = Math.floor(keep.length / GROUP);
  const counts = Array.from({ length: groups }, (_, g) => sum(keep.subarray(g * GROUP, (g + 1) * GROUP)));
  const mean = sum(counts) / groups;
  const observed = counts.reduce((total, count) => total + (count - mean) ** 2, 0) / (groups - 1);
  const pq = p * (1 - p);
  const variance = GROUP * pq;
  const fourth = variance * (1 + 3 * (GROUP - 2) * pq); // fourth central moment of a binomial
  const sigma = Math.sqrt((fourth - ((groups - 3) / (groups - 1)) * variance ** 2) / groups);
  return { observed, expected: variance, sigma, n: groups * GROUP };
}

/**
 * Mean of (a_i - q)(b_i - q) over the common length: 0 for independent decisions, with variance (p q)^2 / n,
 * also when b is a, shifted: products at different i are then uncorrelated.
 */
export function covariance(a: Uint8Array, b: Uint8Array, p: number): Moment {
  const n = Math.min(a.length, b.length);
  const q = 1 - p;
  let total = 0;
  for (let i = 0; i < n; i++) total += (a[i] - q) * (b[i] - q);
  return { observed: total / n, expected: 0, sigma: (p * q) / Math.sqrt(n), n };
}

/** The element whose kept fraction over many masks is farthest from q. */
export function worstElement(masks: readonly Uint8Array[], p: number): { readonly element: number; readonly moment: Moment } {
  const n = masks.length;
  const fractions = Array.from(masks[0], (_, i) => masks.reduce((total, mask) => total + mask[i], 0) / n);
  const distances = fractions.map((fraction) => Math.abs(fraction - (1 - p)));
  const element = distances.indexOf(Math.max(...distances));
  const sigma = Math.sqrt((p * (1 - p)) / n);
  return { element, moment: { observed: fractions[element], expected: 1 - p, sigma, n } };
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
