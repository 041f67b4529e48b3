// Nodes and declarations of outputs with an axis of samples in front.
import { type Body, type TYPE, valueInfo } from '../mask-graph/body.js';
import type { Dimension } from '../model/value-info.js';
import type { Message } from '../wire/message.js';
import type { MonteCarloOutput } from './options.js';
import type { OutputPlan } from './output-plan.js';
import type { State } from './sample-state.js';
import { appendStatistics } from './statistics.js';

/** What the nodes of an output are made of. */
export interface OutputValue {
  /** Name of the value behind the output. */
  readonly value: string;
  readonly state: State;
  /** int64[1], the number of samples, and as a size of declared shapes. */
  readonly count: string;
  readonly size: Dimension;
}

/** Appends the nodes of an output and its statistics; gives what is declared about them, and the report. */
export function appendOutput(body: Body, plan: OutputPlan, given: OutputValue): { infos: Message[]; report: MonteCarloOutput } {
  const { name, shape, element, statistics } = plan;
  appendSamples(body, name, given);
  const all = shape && [given.size, ...shape];
  const infos = [valueInfo(name, element as typeof TYPE.float, all ?? undefined)];
  if (!statistics) return { infos, report: { name, mean: null, variance: null } };
  const { type, names } = statistics;
  const values = element === type ? name : body.op('Cast', [name], { to: { i: type } });
  appendStatistics(body, { values, type, count: given.count }, names);
  const rows = shape?.slice(0, -1);
  infos.push(...[names.mean, names.variance].map((one) => valueInfo(one, type, shape ?? undefined)));
  const { predictiveEntropy, mutualInformation } = names;
  if (!predictiveEntropy || !mutualInformation) return { infos, report: { name, mean: names.mean, variance: names.variance } };
  infos.push(...[predictiveEntropy, mutualInformation].map((one) => valueInfo(one, type, rows)));
  return { infos, report: { name, mean: names.mean, variance: names.variance, predictiveEntropy, mutualInformation } };
}

/** [T, ...] from samples along an axis, or from one that is that of all. */
function appendSamples(body: Body, name: string, { value, state, count }: OutputValue): void {
  const sizes = (start: number, end?: number) =>
    body.op('Shape', [value], { start: { i: start }, ...(end === undefined ? {} : { end: { i: end } }) });
  const concat = (...vectors: string[]) => body.op('Concat', vectors, { axis: { i: 0 } });
  if (state.kind !== 'stacked') {
    body.append('Expand', [value, concat(count, sizes(0))], [name]);
    return;
  }
  const { axis, rank } = state;
  const before = axis > 0 ? [sizes(0, axis)] : [];
  const own = body.op('Div', [sizes(axis, axis + 1), count]);
  const apart = concat(...before, count, own, sizes(axis + 1));
  const output = axis === 0 ? name : body.names.fresh();
  body.append('Reshape', [value, apart], [output], { allowzero: { i: 1 } });
  if (axis === 0) return;
  const others = Array.from({ length: rank! + 1 }, (_, at) => at).filter((at) => at !== axis);
  body.append('Transpose', [output], [name], { perm: { ints: [axis, ...others] } });
}
