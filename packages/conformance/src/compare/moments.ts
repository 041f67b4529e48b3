// The third comparator: a statistic against its closed form, in units of its own standard deviation.
// The bound follows from n through sigma; nothing is tuned and nothing is run twice.

/** A statistic as it came out, and what theory says about it. */
export interface Moment {
  readonly observed: number;
  readonly expected: number;
  /** Standard deviation of `observed` if the implementation is right. */
  readonly sigma: number;
  /** Number of draws behind it, for the message. */
  readonly n: number;
}

/**
 * Two-sided bound with a false-alarm rate of 1e-6: P(|Z| > 4.8916) for a standard normal Z.
 * All cases are seeded, so a right implementation gives the same figures for ever; the rate says how unlucky a seed can be.
 */
export const Z_BOUND = 4.8916;

/** Returns the text of the failure, or `undefined` when the statistic is within `z` standard deviations. */
export function compareMoment(what: string, { observed, expected, sigma, n }: Moment, z: number): string | undefined {
  const distance = observed === expected ? 0 : Math.abs(observed - expected) / sigma;
  if (distance <= z) return undefined;
  const text = [`observed ${observed}`, `expected ${expected}`, `standard deviation ${sigma}`, `n = ${n}`].join(', ');
  return `${what} (moments): ${distance.toFixed(1)} standard deviations away, allowed ${z}: ${text}`;
}
