// How often two voters of an ensemble differ, and what that is worth: the ensemble identity of SPEC section 10.
//
// With v_t the one-hot vote of voter t for a row, y the one-hot label and m the mean vote, the ambiguity decomposition of Krogh
// and Vedelsby, "Neural network ensembles, cross validation, and active learning" (NIPS 1995) reads, for any y,
//   mean_t |v_t - y|^2 - |m - y|^2 = mean_t |v_t - m|^2 = 1 - sum_c m_c^2.
// T voters of whom k_c chose c make T (T - 1) ordered pairs, sum_c k_c (k_c - 1) of which agree, so that the share D of distinct
// pairs that differ gives 1 - sum_c m_c^2 = (T - 1) / T D. Half of that is the identity: E_ind - E_ens = (T - 1) / (2 T) D.
// The half makes |v - y|^2 / 2 the plain 0/1 error of a vote, and for two classes (v - y)^2 of a single 0/1 output.
import { rangeError } from '../errors.js';
import { checkLabels } from './class-rows.js';
import type { VotesData } from './votes.js';

/**
 * Errors of an ensemble of votes, each a mean over the rows. `individual - ensemble` is `ambiguity`, exactly but for rounding.
 * All are NaN where a vote is missing because a probability was NaN.
 */
export interface EnsembleErrors {
  /** E_ind: share of single votes that are wrong. */
  readonly individual: number;
  /** E_ens: squared distance of the averaged vote from the label, halved (for two classes (m - y)^2 with m the share of ones). */
  readonly ensemble: number;
  /** What averaging gains: (T - 1) / (2 T) times the disagreement. */
  readonly ambiguity: number;
  /** D: share of distinct unordered pairs of voters that differ; NaN for one voter. */
  readonly disagreement: number;
}

/**
 * For each row the share D of distinct unordered pairs of voters that chose different classes.
 *
 * @param votes counts from `createVotes` or `createClassUncertainty`, or plain data of that form
 * @returns one value in [0, 1] per row: 0 all agree, 1 no two agree. NaN for a single voter, and for rows where somebody's vote is
 * missing because a probability was NaN.
 * @example
 * const votes = createVotes(3);
 * for (const label of [0, 0, 1]) votes.add([label]);
 * disagreement(votes); // Float64Array [2 / 3]: of the pairs 0-0, 0-1, 0-1 two differ
 * @see SPEC section 10
 */
export function disagreement({ classes, count, votes }: VotesData): Float64Array {
  return Float64Array.from({ length: votes.length / classes }, (_, row) => {
    let [cast, agreeing] = [0, 0];
    for (let i = row * classes; i < (row + 1) * classes; i++) {
      cast += votes[i];
      agreeing += votes[i] * (votes[i] - 1);
    }
    return cast === count && count > 1 ? 1 - agreeing / (count * (count - 1)) : Number.NaN;
  });
}

/**
 * Error of single votes against that of their average, and the disagreement that explains the difference:
 * `E_ind - E_ens = (T - 1) / (2 T) D` for every label, every number of classes and every ensemble.
 *
 * @param data counts of at least one voter
 * @param labels the true class of each row
 * @throws RangeError without votes, or for labels that do not fit the rows or classes; TypeError for what is no array of numbers
 * @example
 * const votes = createVotes(2);
 * for (const voter of [[1, 0], [1, 1], [0, 1]]) votes.add(voter);
 * ensembleErrors(votes, [1, 1]); // individual 1/3, ensemble 1/9, ambiguity 2/9, disagreement 2/3
 * @see SPEC section 10; Krogh and Vedelsby (1995)
 */
export function ensembleErrors(data: VotesData, labels: ArrayLike<number>): EnsembleErrors {
  const { classes, count, votes } = data;
  const operation = 'ensembleErrors';
  checkLabels(operation, 'labels', labels, classes);
  if (count === 0) throw rangeError('core', operation, 'votes', 'at least one voter', '0');
  const rows = votes.length / classes;
  if (labels.length !== rows) throw rangeError('core', operation, 'labels', `${rows} labels, one per row`, `${labels.length}`);
  let [wrong, distance] = [0, 0];
  for (let row = 0; row < rows; row++) {
    wrong += count - votes[row * classes + labels[row]];
    for (let c = 0; c < classes; c++) distance += (votes[row * classes + c] / count - Number(c === labels[row])) ** 2;
  }
  const differing = disagreement(data).reduce((sum, share) => sum + share, 0) / rows;
  const cast = votes.reduce((sum, some) => sum + some, 0);
  if (cast !== rows * count)
    return { individual: Number.NaN, ensemble: Number.NaN, ambiguity: Number.NaN, disagreement: Number.NaN };
  return {
    individual: wrong / count / rows,
    ensemble: distance / 2 / rows,
    ambiguity: count > 1 ? ((count - 1) / (2 * count)) * differing : 0,
    disagreement: differing,
  };
}
