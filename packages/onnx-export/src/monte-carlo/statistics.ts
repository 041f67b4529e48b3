// Mean, variance and class uncertainty over samples as nodes: core's statistics (SPEC section 10) in two passes, in the type of the values.
import type { Body, ElementType, TYPE } from '../mask-graph/body.js';

/** The samples of one output. */
export interface Samples {
  /** [T, N, ...], of type `type`. */
  readonly values: string;
  readonly type: typeof TYPE.float | typeof TYPE.double;
  /** int64[1], T. */
  readonly count: string;
}

/** Names that the results get. */
export interface StatisticNames {
  readonly mean: string;
  readonly variance: string;
  readonly predictiveEntropy?: string | undefined;
  readonly mutualInformation?: string | undefined;
  /** Present with these: the size of the last axis. */
  readonly classes?: number | undefined;
}

/** Appends what computes mean and variance, and class uncertainty where it has names. */
export function appendStatistics(body: Body, samples: Samples, names: StatisticNames): void {
  const { values, type, count } = samples;
  const first = body.int64([0]);
  body.append('ReduceMean', [values, first], [names.mean], { keepdims: { i: 0 } });
  const deviations = body.op('Sub', [values, names.mean]);
  const squares = body.op('ReduceSumSquare', [deviations, first], { keepdims: { i: 0 } });
  // 0 / 0 = NaN for one sample
  const divisor = body.op('Squeeze', [cast(body, body.op('Sub', [count, body.int64([1])]), type)]);
  body.append('Div', [squares, divisor], [names.variance]);
  if (names.predictiveEntropy) appendEntropies(body, samples, names);
}

function appendEntropies(body: Body, { values, type }: Samples, names: StatisticNames): void {
  const total = entropy(body, rowsOf(body, names.mean, names.classes!), type);
  body.append('Identity', [total], [names.predictiveEntropy!]);
  const expected = body.op('ReduceMean', [entropy(body, values, type), body.int64([0])], { keepdims: { i: 0 } });
  const difference = body.op('Sub', [total, expected]);
  const zero = body.constant(type, [0], []);
  // Jensen: never negative but for rounding; NaN stays NaN
  body.append('Where', [body.op('Less', [difference, zero]), zero, difference], [names.mutualInformation!]);
}

/** The same, or an error when the last axis has another size. */
function rowsOf(body: Body, probabilities: string, classes: number): string {
  const others = body.op('Shape', [probabilities], { end: { i: -1 } });
  const shape = body.op('Concat', [others, body.int64([classes])], { axis: { i: 0 } });
  return body.op('Reshape', [probabilities, shape], { allowzero: { i: 1 } });
}

/** -sum p log p along the last axis; 0 log 0 = 0, and NaN goes through. */
function entropy(body: Body, probabilities: string, type: ElementType): string {
  const zero = body.constant(type, [0], []);
  const products = body.op('Mul', [probabilities, body.op('Log', [probabilities])]);
  const terms = body.op('Where', [body.op('Equal', [probabilities, zero]), zero, products]);
  return body.op('Sub', [zero, body.op('ReduceSum', [terms, body.int64([-1])], { keepdims: { i: 0 } })]);
}

function cast(body: Body, value: string, to: ElementType): string {
  return body.op('Cast', [value], { to: { i: to } });
}
