// What Monte Carlo samples of class probabilities say about each row: how much uncertainty, and of which kind.
// Gal, "Uncertainty in deep learning" (2016), section 3.3; Houlsby et al., "Bayesian active learning" (2011). SPEC section 10.
import { rangeError, show } from '../errors.js';
import { checkNumbers } from './check-numbers.js';

/** A float32 softmax may round a little above 1. */
const ROUNDING = 1e-5;

/** Per-row uncertainty of a classifier, in nats. One entry per row. A NaN among a row's probabilities makes all of them NaN. */
export interface ClassUncertainty {
  /** Mean probabilities [rows, classes], row-major. */
  readonly mean: Float64Array;
  /** argmax of the mean; the smallest class wins ties. */
  readonly prediction: Uint32Array;
  /** H[mean]: total uncertainty. */
  readonly predictiveEntropy: Float64Array;
  /** mean H: aleatoric uncertainty, what more weights samples cannot remove. */
  readonly expectedEntropy: Float64Array;
  /** Their difference (BALD): epistemic uncertainty, how much the samples disagree. Never below 0. */
  readonly mutualInformation: Float64Array;
  /** Share of samples whose argmax is not the most frequent one; NaN where a probability was NaN. */
  readonly variationRatio: Float64Array;
}

/** Takes in samples of probabilities [rows, classes] one at a time and keeps only sums. */
export interface ClassUncertaintyAccumulator {
  readonly count: number;
  add(probabilities: ArrayLike<number>): void;
  result(): ClassUncertainty;
}

/**
 * Accumulates samples P[t, row, class] of a classifier.
 *
 * @param classes number of classes; every sample's length must be a multiple of it
 * @throws RangeError for a bad number of classes, a length that does not fit, or a result of no samples
 * @example
 * const uncertainty = createClassUncertainty(10);
 * for (const probabilities of samples) uncertainty.add(probabilities);
 * uncertainty.result().mutualInformation;
 * @see SPEC section 10
 */
export function createClassUncertainty(classes: number): ClassUncertaintyAccumulator {
  const operation = 'createClassUncertainty';
  if (!Number.isInteger(classes) || classes < 1)
    throw rangeError('core', operation, 'classes', 'an integer from 1', show(classes));
  let count = 0;
  let sum = new Float64Array(0);
  let votes = new Uint32Array(0);
  let entropies = new Float64Array(0);
  return {
    get count() {
      return count;
    },
    add(probabilities) {
      checkNumbers('classUncertainty.add', 'probabilities', probabilities);
      const { length } = probabilities;
      if (count > 0 ? length !== sum.length : length % classes !== 0) {
        const expected = count > 0 ? `${sum.length} probabilities` : `rows of ${classes} probabilities`;
        throw rangeError('core', 'classUncertainty.add', 'probabilities', expected, `${length}`);
      }
      for (let i = 0; i < length; i++) requireProbability(probabilities[i]);
      if (count === 0) {
        sum = new Float64Array(length);
        votes = new Uint32Array(length);
        entropies = new Float64Array(length / classes);
      }
      count++;
      for (let i = 0; i < length; i++) sum[i] += probabilities[i];
      for (let row = 0; row < entropies.length; row++) {
        entropies[row] += entropy(probabilities, row * classes, classes);
        votes[row * classes + argmax(probabilities, row * classes, classes)]++;
      }
    },
    result() {
      if (count === 0) throw rangeError('core', 'classUncertainty.result', 'count', 'at least one sample', '0');
      return summarise(sum, votes, entropies, count, classes);
    },
  };
}

function summarise(
  sum: Float64Array,
  votes: Uint32Array,
  entropies: Float64Array,
  count: number,
  classes: number,
): ClassUncertainty {
  const mean = sum.map((value) => value / count);
  const predictiveEntropy = entropies.map((_, row) => entropy(mean, row * classes, classes));
  const expectedEntropy = entropies.map((value) => value / count);
  const mostVotes = (row: number) => votes[row * classes + argmax(votes, row * classes, classes)];
  return {
    mean,
    prediction: Uint32Array.from(entropies, (_, row) => argmax(mean, row * classes, classes)),
    predictiveEntropy,
    expectedEntropy,
    // Jensen: never negative but for rounding
    mutualInformation: predictiveEntropy.map((total, row) => Math.max(0, total - expectedEntropy[row])), // NaN stays NaN
    variationRatio: entropies.map((total, row) => (Number.isNaN(total) ? total : 1 - mostVotes(row) / count)),
  };
}

/** NaN passes: it is what a broken model gives, and it stays visible in the result. */
function requireProbability(value: number): void {
  if (!(value < 0 || value > 1 + ROUNDING)) return;
  throw rangeError(
    'core',
    'classUncertainty.add',
    'probabilities',
    'probabilities in [0, 1]',
    show(value),
    'Apply a softmax first.',
  );
}

function entropy(values: ArrayLike<number>, start: number, length: number): number {
  let total = 0;
  // 0 log 0 = 0; NaN goes through, so that a broken model never looks certain
  for (let i = start; i < start + length; i++) if (values[i] !== 0) total -= values[i] * Math.log(values[i]);
  return total;
}

function argmax(values: ArrayLike<number>, start: number, length: number): number {
  let best = 0;
  for (let i = 1; i < length; i++) if (values[start + i] > values[start + best]) best = i;
  return best;
}
