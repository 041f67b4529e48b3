// The options of monteCarlo, checked before anything is done.
import { checkObject } from '@dropkit/core';
import { rangeError, typeError } from '../errors.js';
import type { ReportOptions } from '../surgery/edited.js';

/** What was computed of one output. */
export interface MonteCarloOutput {
  /** The output of all samples, [T, N, ...]; its name is that of the output that the model had. */
  readonly name: string;
  /** Names of further outputs, [N, ...]. Null for outputs that are no floating-point numbers, and without statistics. */
  readonly mean: string | null;
  /** Unbiased; NaN for one sample. */
  readonly variance: string | null;
  /** In nats, without the axis of the classes; only for outputs with classes. */
  readonly predictiveEntropy?: string;
  readonly mutualInformation?: string;
}

/** What `monteCarlo` did. */
export interface MonteCarloReport {
  /** Names of the inputs for the seed (uint64) and for the step of the first sample (uint32). */
  readonly address: { readonly seed: string; readonly step: string };
  /** The number of samples, or the name of the input that says it: int64, a scalar. */
  readonly samples: number | string;
  readonly outputs: readonly MonteCarloOutput[];
}

/** Choices of `monteCarlo`; all have defaults. */
export interface MonteCarloOptions extends ReportOptions<MonteCarloReport> {
  /** The number of samples, an integer from 1. Default: an input of the model says it. */
  readonly samples?: number;
  /** Whether mean and variance are outputs too. Default true. */
  readonly statistics?: boolean;
  /**
   * The number of classes, at least 2, of outputs that are rows of probabilities: a number for a model with one output, else an object
   * with the numbers under the outputs' names.
   */
  readonly classes?: number | Readonly<Record<string, number>>;
}

const NAMES = ['samples', 'statistics', 'classes', 'onReport'];

/** @throws TypeError or RangeError for options that are none */
export function checkOptions(operation: string, options: MonteCarloOptions): void {
  checkObject('onnx-export', operation, 'options', 'an object', options);
  const unknown = Object.keys(options).find((key) => !NAMES.includes(key));
  if (unknown) throw rangeError(operation, `options.${unknown}`, 'no such option', unknown);
  const { samples, statistics, classes, onReport } = options;
  if (samples !== undefined) checkCount(operation, 'samples', samples, 1);
  if (statistics !== undefined && typeof statistics !== 'boolean')
    throw typeError(operation, 'options.statistics', 'a boolean', statistics);
  if (onReport !== undefined && typeof onReport !== 'function')
    throw typeError(operation, 'options.onReport', 'a function', onReport);
  if (typeof classes === 'object' && classes !== null)
    for (const [name, count] of Object.entries(classes)) checkCount(operation, `classes[${JSON.stringify(name)}]`, count, 2);
  else if (classes !== undefined) checkCount(operation, 'classes', classes, 2);
  if (classes !== undefined && statistics === false)
    throw rangeError(operation, 'options.classes', 'statistics that are not left out', 'statistics: false');
}

function checkCount(operation: string, field: string, value: unknown, least: number): void {
  if (typeof value !== 'number') throw typeError(operation, `options.${field}`, `an integer from ${least}`, value);
  if (!Number.isInteger(value) || value < least || value >= 2 ** 32)
    throw rangeError(operation, `options.${field}`, `an integer from ${least} to 2^32 - 1`, String(value));
}

/** The number of classes of each output, where it has any. */
export function classesOf(
  operation: string,
  outputs: readonly string[],
  classes: MonteCarloOptions['classes'],
): ReadonlyMap<string, number> {
  if (classes === undefined) return new Map();
  if (typeof classes === 'number') {
    const [only] = outputs;
    if (outputs.length === 1) return new Map([[only!, classes]]);
    const advice = `Give an object with names among ${outputs.map((name) => JSON.stringify(name)).join(', ')}.`;
    throw rangeError(operation, 'options.classes', `a number for each of ${outputs.length} outputs`, `${classes}`, advice);
  }
  const unknown = Object.keys(classes).find((name) => !outputs.includes(name));
  if (unknown === undefined) return new Map(Object.entries(classes));
  throw rangeError(
    operation,
    'options.classes',
    `outputs among ${outputs.map((name) => JSON.stringify(name)).join(', ')}`,
    unknown,
  );
}
