// Small helpers of the case tables: default subjects, names of numbers, the comparator that a config's policy asks for.
import type { DropoutConfig } from '@dropkit/core';
import type { Case, CaseAddress, ConfigSubject } from '../case.js';

/** The address that cases use when it does not matter which. */
export const DEFAULT_ADDRESS: CaseAddress = { seed: '42', stream: 0, step: 0 };

/** A training subject over a float32 ramp; `changes` replaces what differs. */
export function subjectOf(
  config: DropoutConfig,
  shape: readonly number[],
  changes: Partial<Omit<ConfigSubject, 'config' | 'shape'>> = {},
): ConfigSubject {
  return { config, shape, phase: 'train', address: DEFAULT_ADDRESS, dtype: 'float32', input: 'ramp', ...changes };
}

/** Element dropout at p. */
export function elementDropout(p: number): DropoutConfig {
  return { variant: 'dropout', p };
}

/** Element dropout without scaling: outputs show the mask itself. */
export function bareDropout(p: number): DropoutConfig {
  return { variant: 'dropout', p, scaling: 'none' };
}

/** The drop probabilities that every policy meets: both ends, both smallest thresholds, and rates that people use. */
export const PROBABILITIES: readonly { readonly name: string; readonly p: number }[] = [
  { name: '0', p: 0 },
  { name: '2^-33', p: 2 ** -33 },
  { name: '1e-9', p: 1e-9 },
  { name: '0.1', p: 0.1 },
  { name: '1/3', p: 1 / 3 },
  { name: '0.5', p: 0.5 },
  { name: '0.9', p: 0.9 },
  { name: '1-2^-33', p: 1 - 2 ** -33 },
  { name: '1', p: 1 },
];

/** Tensor sizes around the edges of words and groups. */
export const COUNTS: readonly number[] = [0, 1, 31, 32, 33, 127, 128, 129, 300, 4099];

/** One table of cases. */
export type CaseTable = readonly Case[];
