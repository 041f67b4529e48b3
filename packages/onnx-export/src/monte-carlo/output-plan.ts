// What becomes of each output of the model: its name, the value behind it, its type, and which statistics follow.
import { rangeError } from '../errors.js';
import { type IndexedScope, lookup } from '../graph/graph-index.js';
import type { Names } from '../graph/names.js';
import { type ElementType, TYPE } from '../mask-graph/body.js';
import { type Dimension, declaredType } from '../model/value-info.js';
import type { Message } from '../wire/message.js';
import { classesOf, type MonteCarloOptions } from './options.js';
import type { StatisticNames } from './statistics.js';

/** One output. */
export interface OutputPlan {
  /** As it was and stays. */
  readonly name: string;
  /** Its ValueInfoProto. */
  readonly info: Message;
  /** Of one sample, as declared; null where that is not said. */
  readonly shape: readonly Dimension[] | null;
  /** The number of its element type. */
  readonly element: number;
  /** The type that statistics are computed in, and their names; undefined without any. */
  readonly statistics: { readonly type: typeof TYPE.float | typeof TYPE.double; readonly names: StatisticNames } | undefined;
}

/** Types with statistics, and what these are computed in: float16 has too few digits for a variance. */
const COMPUTED_IN: Readonly<Record<number, typeof TYPE.float | typeof TYPE.double>> = /* @__PURE__ */ (() => ({
  [TYPE.float]: TYPE.float,
  [TYPE.float16]: TYPE.float,
  [TYPE.double]: TYPE.double,
}))();

/**
 * Plans all outputs of a model.
 *
 * @throws RangeError for classes of outputs that are no rows of that many numbers
 */
export function planOutputs(
  graph: IndexedScope,
  names: Names,
  elementOf: (name: string) => number,
  { statistics = true, classes }: MonteCarloOptions,
): OutputPlan[] {
  const infos = graph.scope.message.messages('output');
  const counts = classesOf('monteCarlo', [...graph.outputs], classes);
  return infos.map((info) => {
    const name = info.text('name');
    const { element, shape } = declaredType(info);
    const type = COMPUTED_IN[element || elementOf(name)];
    const count = counts.get(name);
    if (count !== undefined) checkRows(name, shape, type, count);
    const plan = { name, info, shape, element: element || elementOf(name) };
    return { ...plan, statistics: statistics && type ? { type, names: statisticNames(names, name, count) } : undefined };
  });
}

function checkRows(name: string, shape: readonly Dimension[] | null, type: ElementType | undefined, count: number): void {
  const field = `options.classes for ${JSON.stringify(name)}`;
  if (type === undefined) throw rangeError('monteCarlo', field, 'an output of floating-point numbers', 'another type');
  const last = shape?.at(-1);
  if (shape?.length !== 0 && (typeof last !== 'number' || last === count)) return;
  throw rangeError('monteCarlo', field, `the size of its last axis, ${last ?? 'none'}`, `${count}`);
}

function statisticNames(names: Names, name: string, classes: number | undefined): StatisticNames {
  const moments = { mean: names.fresh(`${name}_mean`), variance: names.fresh(`${name}_variance`) };
  if (classes === undefined) return moments;
  return {
    ...moments,
    predictiveEntropy: names.fresh(`${name}_predictive_entropy`),
    mutualInformation: names.fresh(`${name}_mutual_information`),
    classes,
  };
}

/** Whether the value behind an output can get another name. */
export function canBeRenamed(scopes: readonly IndexedScope[], name: string): boolean {
  const [graph] = scopes as [IndexedScope];
  if (!graph.definitions.get(name)?.node) return false;
  return !scopes.some((scope) => scope !== graph && scope.outputs.has(name) && lookup(scope, name)?.at === graph);
}
