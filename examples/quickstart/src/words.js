// Numbers as text, and what may be said about them: a difference of less than two standard errors is called no difference.
import { SURE_SHARE } from './experiment.js';

/** @import { Results } from './experiment.js' */
/** @import { Estimate } from './statistics.js' */

/** Differences below this many standard errors could well be luck. */
const CLEAR = 2;

/** What goes with the numbers of a quick run. */
export const QUICK = 'A quick run: it shows that everything works, but is too short for its numbers to mean much.';

/** @param {Estimate} estimate */
export function percent({ value, standardError }) {
  return `${(100 * value).toFixed(2)} % ± ${(100 * standardError).toFixed(2)}`;
}

/** @param {Estimate} estimate */
export function points({ value, standardError }) {
  return `${signed(100 * value)} ± ${(100 * standardError).toFixed(2)} points`;
}

/** @param {Estimate} estimate */
export function decimal({ value, standardError }) {
  return `${value.toFixed(3)} ± ${standardError.toFixed(3)}`;
}

/** A count with thousands set apart. @param {number} value */
export function whole(value) {
  return value.toLocaleString('en-US');
}

/** @param {number} value */
function signed(value) {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

/** The first words of a packed mask. @param {Uint32Array} words @param {number} count */
export function hex(words, count) {
  return [...words.subarray(0, count)].map((word) => word.toString(16).padStart(8, '0')).join(' ');
}

/**
 * The main result in one line, whichever way it came out.
 *
 * @param {Results} results
 */
export function headline({ methods: { plain, dropout } }) {
  const [before, after] = [plain, dropout].map(({ error }) => `${(100 * error.value).toFixed(1)} %`);
  const change = { lower: 'Fewer', higher: 'More', unclear: 'About as many' }[direction(dropout.difference)];
  return `${change} test errors with dropout: ${after} against ${before}`;
}

/**
 * What the numbers show, in sentences, whichever way they came out.
 *
 * @param {Results} results
 * @returns {string[]}
 */
export function findings({ methods: { plain, dropout, mean }, meanAgainstScaling, certainties }) {
  const [softmax, scaling, monteCarlo] = certainties;
  const rest = Math.round(100 * (1 - SURE_SHARE));
  return [
    `Dropout ${effect(dropout.difference)} against no dropout.`,
    `The mean of Monte Carlo samples ${effect(mean.difference)} against no dropout, and ${effect(meanAgainstScaling)} against the same network with dropout off (weight scaling).`,
    `Negative log likelihood, lower is better: ${plain.loss.value.toFixed(3)} without dropout, ${dropout.loss.value.toFixed(3)} with it, ${mean.loss.value.toFixed(3)} for the mean of samples.`,
    `When Monte Carlo dropout was sure it was right ${rate(monteCarlo.sure)} of the time, otherwise ${rate(monteCarlo.unsure)}; the plain network's softmax ${rate(softmax.sure)} and ${rate(softmax.unsure)}.`,
    `Hand the least sure ${rest} % to a human, and ${wrongLeft(monteCarlo)} of the others are wrong with Monte Carlo dropout, ${wrongLeft(scaling)} with weight scaling, ${wrongLeft(softmax)} with the plain network.`,
  ];
}

/** @param {Estimate} difference of error rates @returns {'lower' | 'higher' | 'unclear'} */
function direction({ value, standardError }) {
  if (value === 0 || Math.abs(value) < CLEAR * standardError) return 'unclear';
  return value < 0 ? 'lower' : 'higher';
}

/** @param {Estimate} difference of error rates */
function effect(difference) {
  const { value, standardError } = difference;
  const change = direction(difference);
  if (change === 'unclear') return `made no clear difference (${points(difference)})`;
  const size = `${(100 * Math.abs(value)).toFixed(2)} ± ${(100 * standardError).toFixed(2)} points`;
  return change === 'lower' ? `lowered the test error by ${size}` : `raised the test error by ${size}`;
}

/** @param {Estimate} estimate */
function rate({ value }) {
  return `${(100 * value).toFixed(1)} %`;
}

/** @param {{ sure: Estimate }} certainty */
function wrongLeft({ sure }) {
  return `${(100 * (1 - sure.value)).toFixed(2)} %`;
}
