// Promises as data, judged by the numbers of one run. A target that a run did not measure is neither met nor missed.
import { ratios, summarise } from './statistics.js';

/**
 * `atMost`: the time of `contender` over that of `against`. `timesFaster`: the time of `against` over that of `contender`.
 *
 * @typedef {object} Target
 * @property {string} contender id
 * @property {string} against id
 * @property {number} size elements
 * @property {number} [atMost]
 * @property {number} [timesFaster]
 */

/** @typedef {Target & { verdict: 'met' | 'missed' | 'not measured', measured: import('./statistics.js').Summary | null }} Judged */

/**
 * @param {Target} target
 * @param {(size: number, id: string) => import('./interleave.js').Samples | undefined} samplesOf
 * @returns {Judged}
 */
export function judge(target, samplesOf) {
  const ours = samplesOf(target.size, target.contender);
  const theirs = samplesOf(target.size, target.against);
  if (!ours || !theirs) return { ...target, verdict: 'not measured', measured: null };
  const measured = summarise(target.timesFaster === undefined ? ratios(ours, theirs) : ratios(theirs, ours));
  return { ...target, verdict: isMet(target, measured.median) ? 'met' : 'missed', measured };
}

/**
 * @param {Target} target
 * @param {number} value
 */
function isMet({ atMost = Number.POSITIVE_INFINITY, timesFaster = 0 }, value) {
  return value <= atMost && value >= timesFaster;
}
