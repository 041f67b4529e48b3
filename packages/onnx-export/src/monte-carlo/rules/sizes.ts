// What may be done with sizes of stacked values: they may become parts of shapes, and nothing else.
import { intOf, type Outcome, type Rule, type RulePlace } from '../rule-place.js';
import { COMMON, type Sizes, type State, sizesOf } from '../sample-state.js';

const AS_NUMBER = 'it uses the size of the batch as a number';
/** Integer types: int32, int64. */
const INTEGERS = [6, 7];

/** Rules by operator, where an input is sizes and the operator is none that makes a tensor of a shape. */
const SIZES: Readonly<Record<string, Rule>> = {
  Cast: (place) => (INTEGERS.includes(intOf(place, 'to', 0)) ? place.states[0]! : AS_NUMBER),
  Concat: concat,
  Equal: equal,
  Gather: gather,
  Identity: ({ states }) => states[0]!,
  Mul: multiplied,
  Reshape: reshaped,
  Slice: slice,
  Squeeze: ({ states }) => one(states, 'scalar'),
  Unsqueeze: ({ states: [sizes] }) => ((sizes as Sizes).length === 'scalar' ? sizesOf([0], 1) : AS_NUMBER),
  Where: where,
};

/** @returns undefined where the operator makes a tensor of the shape, or needs no sizes */
export function sizesRule({ node, states }: Pick<RulePlace, 'node' | 'states'>): Rule | undefined {
  if (!states.some(({ kind }) => kind === 'sizes')) return undefined;
  if (states[0]!.kind !== 'sizes' && TAKES_SHAPE.has(node.op)) return undefined;
  if (node.op === 'ConstantOfShape') return undefined;
  return SIZES[node.op] ?? (() => AS_NUMBER);
}

const TAKES_SHAPE = new Set(['Expand', 'Reshape', 'Resize']);

function one(states: readonly State[], length: Sizes['length']): Outcome {
  const [sizes] = states as [Sizes];
  return sizes.length === 'scalar' || sizes.length === 1 ? sizesOf(sizes.marks, length) : AS_NUMBER;
}

function gather(place: RulePlace): Outcome {
  const [data, indices] = place.states as [State, State];
  const numbers = place.numbers(1);
  if (data.kind !== 'sizes' || indices.kind !== 'common' || data.length === 'scalar') return AS_NUMBER;
  if (!numbers) return 'which sizes it takes is not known';
  const { length } = data;
  if (length === null && numbers.some((at) => at < 0)) return 'which sizes it takes is not known; infer shapes first';
  const picked = numbers.map((at) => data.marks.includes(at < 0 ? at + length! : at));
  const marks = picked.flatMap((isMarked, i) => (isMarked ? [i] : []));
  return sizesOf(marks, place.rank(1) === 0 ? 'scalar' : numbers.length);
}

function slice(place: RulePlace): Outcome {
  const [data] = place.states as [Sizes];
  const [start] = place.numbers(1) ?? [];
  const [end] = place.numbers(2) ?? [];
  const step = place.node.inputs[4] ? place.numbers(4)?.[0] : 1;
  if (start === undefined || end === undefined || step !== 1 || data.length === 'scalar')
    return 'which sizes it takes is not known';
  if (data.length === null && (start < 0 || end < 0)) return 'which sizes it takes is not known; infer shapes first';
  const from = start < 0 ? Math.max(0, start + data.length!) : start;
  const to = Math.min(end < 0 ? end + data.length! : end, data.length ?? Number.POSITIVE_INFINITY);
  const marks = data.marks.filter((at) => at >= from && at < to).map((at) => at - from);
  return sizesOf(marks, Number.isFinite(to) && data.length !== null ? Math.max(0, to - from) : null);
}

function concat(place: RulePlace): Outcome {
  const marks: number[] = [];
  let length: number | null = 0;
  for (const [i, state] of place.states.entries()) {
    if (state.kind === 'sizes') {
      if (length === null || state.length === 'scalar') return 'where the sizes are in its output is not known';
      for (const mark of state.marks) marks.push(length + mark);
    }
    const own: number | null = state.kind === 'sizes' ? (state.length as number | null) : place.length(i);
    length = length === null || own === null ? null : length + own;
  }
  return sizesOf(marks, length);
}

/** A product of T * N and a number that has no T in it is T times what it was; of a scalar, or one number by one. */
function multiplied(place: RulePlace): Outcome {
  const sizes = place.states.filter((state): state is Sizes => state.kind === 'sizes');
  const other = place.states.findIndex(({ kind }) => kind !== 'sizes');
  if (sizes.length !== 1 || place.states[other]!.kind !== 'common') return AS_NUMBER;
  const [{ length, marks }] = sizes as [Sizes];
  const isOne = place.rank(other) === 0 || place.length(other) === 1;
  if (!isOne) return AS_NUMBER;
  return sizesOf(marks, length === 'scalar' && place.rank(other) === 1 ? 1 : length);
}

/** Comparing with what no size is: exporters look for -1 in shapes. */
function equal(place: RulePlace): Outcome {
  const other = place.states.findIndex(({ kind }) => kind === 'common');
  const sizes = place.states.find((state): state is Sizes => state.kind === 'sizes')!;
  return place.numbers(other)?.every((number) => number < 0) ? { ...COMMON, falseAt: sizes.marks } : AS_NUMBER;
}

/** Exporters put 1 in the place of -1. */
function where({ states }: RulePlace): Outcome {
  const [condition, other, sizes] = states as [State, State, State];
  if (condition.kind !== 'common' || other.kind !== 'common' || sizes.kind !== 'sizes') return AS_NUMBER;
  return sizes.marks.every((mark) => condition.falseAt?.includes(mark)) ? sizes : AS_NUMBER;
}

function reshaped(place: RulePlace): Outcome {
  const numbers = place.numbers(1);
  if (numbers?.length === 0) return one(place.states, 'scalar');
  const isVector = numbers?.length === 1 && (numbers[0] === -1 || numbers[0] === 1);
  const [sizes] = place.states as [Sizes];
  if (!isVector || sizes.kind !== 'sizes') return AS_NUMBER;
  return sizesOf(sizes.marks, sizes.length === 'scalar' ? 1 : sizes.length);
}
