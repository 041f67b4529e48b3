// How a value of the model with T samples in one run relates to what it is in a run of one sample.

/** Equal in all samples, and so the same in both models. */
export interface Common {
  readonly kind: 'common';
  /** Entries of a vector of booleans that are false whatever sizes of stacked values are. */
  readonly falseAt?: readonly number[];
}

/** The values of all samples one behind the other along an axis: [T * N, ...] for [N, ...]. */
export interface Stacked {
  readonly kind: 'stacked';
  readonly axis: number;
  /** Null where it is not known. */
  readonly rank: number | null;
}

/** A vector or scalar of integers, of which those at `marks` are T times what they are in one sample: sizes of stacked values. */
export interface Sizes {
  readonly kind: 'sizes';
  readonly marks: readonly number[];
  /** Null where it is not known; 'scalar' has one mark, 0. */
  readonly length: number | null | 'scalar';
}

/** Behind a problem. */
export interface Unknown {
  readonly kind: 'unknown';
}

/** One of these. */
export type State = Common | Stacked | Sizes | Unknown;

export const COMMON: Common = { kind: 'common' };
export const UNKNOWN: Unknown = { kind: 'unknown' };

/** All samples along an axis. */
export function stackedAlong(axis: number, rank: number | null): Stacked {
  return { kind: 'stacked', axis, rank };
}

/** Sizes with marks; without any they are common. */
export function sizesOf(marks: readonly number[], length: Sizes['length']): State {
  return marks.length > 0 ? { kind: 'sizes', marks, length } : COMMON;
}
