// Medians and quartiles: timings have one-sided outliers, so means and deviations would describe the outliers.
import { max, min, quantileSorted } from 'd3-array';

/** @typedef {import('./interleave.js').Samples} Samples */
/** @typedef {{ median: number, q1: number, q3: number, min: number, max: number, count: number }} Summary */

/**
 * Median, quartiles (linear interpolation, R-7) and range of the samples that were taken.
 *
 * @param {Samples} samples at least one that is not null
 * @returns {Summary}
 */
export function summarise(samples) {
  const taken = samples.filter((sample) => sample !== null).sort((a, b) => a - b);
  const at = (/** @type {number} */ p) => Number(quantileSorted(taken, p));
  return { median: at(0.5), q1: at(0.25), q3: at(0.75), min: Number(min(taken)), max: Number(max(taken)), count: taken.length };
}

/**
 * a / b round by round, null where either sat out. Summarise these, rather than dividing two medians: what slowed a whole round
 * down cancels out.
 *
 * @param {Samples} a
 * @param {Samples} b of the same length
 * @returns {Samples}
 */
export function ratios(a, b) {
  return a.map((sample, round) => {
    const other = b[round];
    return sample === null || other === null ? null : sample / other;
  });
}
