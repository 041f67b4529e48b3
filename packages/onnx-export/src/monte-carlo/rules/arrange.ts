// Operators that move elements: samples stay apart as long as they stay whole, one behind the other.
import { fromFront, intOf, intsOf, NO_RANK, type Outcome, type Rule, type RulePlace, varying } from '../rule-place.js';
import { type Sizes, type Stacked, type State, sizesOf, stackedAlong } from '../sample-state.js';

const PICKS = 'it takes rows of the batch apart, and so samples';
const PARAMETERS = 'its parameters differ from sample to sample';
const BAKED = 'a batch size is part of the model';

/** Rules by operator. */
export const ARRANGE: Readonly<Record<string, Rule>> = {
  Concat: concat,
  ConstantOfShape: constantOfShape,
  Expand: expand,
  Flatten: flatten,
  Gather: gather,
  Pad: pad,
  Reshape: reshape,
  Resize: resize,
  Shape: shape,
  Size: () => sizesOf([0], 'scalar'),
  Slice: slice,
  Split: split,
  Squeeze: squeeze,
  Tile: tile,
  Transpose: transpose,
  Trilu: trilu,
  Unsqueeze: unsqueeze,
};

/** The first input, which has all samples while the others are common. */
function only(place: RulePlace): Stacked | string {
  const [x] = place.states as [State];
  return x.kind === 'stacked' && varying(place).length === 1 ? x : PARAMETERS;
}

function shape(place: RulePlace): Outcome {
  const [x] = place.states as [Stacked];
  const { rank } = x;
  const start = fromFront(intOf(place, 'start', 0), rank);
  const end = place.node.attribute('end') ? fromFront(intOf(place, 'end', 0), rank) : rank;
  if (start === null || (end === null && place.node.attribute('end'))) return NO_RANK;
  const last = end ?? Number.POSITIVE_INFINITY;
  const length = end === null ? null : Math.max(0, Math.min(end, rank ?? end) - start);
  return sizesOf(x.axis >= start && x.axis < last ? [x.axis - start] : [], length);
}

function transpose(place: RulePlace): Outcome {
  const x = only(place);
  if (typeof x === 'string') return x;
  const { rank } = x;
  const order = intsOf(place, 'perm') ?? (rank === null ? null : Array.from({ length: rank }, (_, axis) => rank - 1 - axis));
  return order ? stackedAlong(order.indexOf(x.axis), order.length) : NO_RANK;
}

function flatten(place: RulePlace): Outcome {
  const x = only(place);
  if (typeof x === 'string') return x;
  const axis = fromFront(intOf(place, 'axis', 1), x.rank);
  if (axis === null) return NO_RANK;
  return x.axis === 0 && axis > 0 ? stackedAlong(0, 2) : PICKS;
}

/** Elements stay in their order: samples that are stacked along the first axis stay so, whatever the rest becomes. */
function reshape(place: RulePlace): Outcome {
  const [data, target] = place.states as [State, State];
  if (data.kind === 'sizes') return 'it uses the size of the batch as a number';
  const axis = data.kind === 'stacked' ? data.axis : 0;
  const length = place.length(1);
  if (axis > 0) return reshapeBehind(place, axis, length);
  if (target.kind === 'sizes') {
    if (target.marks.length !== 1 || target.marks[0] !== 0 || target.length === 'scalar') return PICKS;
  } else {
    if (length === 0) return PICKS;
    const first = place.numbers(1)?.[0];
    if (first === undefined || first > 0) place.multiplyFirst(1);
  }
  if (data.kind === 'common') place.stack(0, 0);
  return stackedAlong(0, length);
}

/** What lies before the samples has to stay as it is. */
function reshapeBehind(place: RulePlace, axis: number, length: number | null): Outcome {
  const numbers = place.numbers(1);
  const keeps = intOf(place, 'allowzero', 0) === 0 && numbers?.slice(0, axis + 1).every((size) => size === 0);
  return keeps ? stackedAlong(axis, length) : PICKS;
}

function unsqueeze(place: RulePlace): Outcome {
  const x = only(place);
  const axes = place.numbers(1);
  if (typeof x === 'string' || !axes) return typeof x === 'string' ? x : 'the axes are not known';
  const rank = x.rank === null ? null : x.rank + axes.length;
  const added = axes.map((axis) => fromFront(axis, rank));
  if (added.includes(null)) return NO_RANK;
  let axis = x.axis;
  for (const at of (added as number[]).sort((a, b) => a - b)) if (at <= axis) axis++;
  return stackedAlong(axis, rank);
}

function squeeze(place: RulePlace): Outcome {
  const x = only(place);
  if (typeof x === 'string') return x;
  const axes = place.numbers(1);
  if (!axes) return place.node.inputs[1] ? 'the axes are not known' : 'it takes away all axes of size 1, maybe that of the batch';
  const front = axes.map((axis) => fromFront(axis, x.rank));
  if (front.includes(null)) return NO_RANK;
  if (front.includes(x.axis)) return `it takes away the axis of the batch: ${BAKED}`;
  return stackedAlong(x.axis - front.filter((at) => at! < x.axis).length, x.rank === null ? null : x.rank - axes.length);
}

function concat(place: RulePlace): Outcome {
  const stacked = varying(place).map((i) => place.states[i]!);
  const [first] = stacked as [Stacked];
  if (stacked.some((state) => state.kind !== 'stacked' || state.axis !== first.axis))
    return 'samples lie along different axes of its inputs';
  const rank = place.states.map((_, i) => place.rank(i)).find((known) => known !== null) ?? null;
  const axis = fromFront(intOf(place, 'axis', 0), rank);
  if (axis === null) return NO_RANK;
  if (axis === first.axis) return 'it puts rows behind those of the batch, and so between samples';
  for (const [i, { kind }] of place.states.entries()) if (kind === 'common') place.stack(i, first.axis);
  return stackedAlong(first.axis, rank);
}

function split(place: RulePlace): Outcome {
  const x = only(place);
  if (typeof x === 'string') return x;
  const axis = fromFront(intOf(place, 'axis', 0), x.rank);
  if (axis === null) return NO_RANK;
  return axis === x.axis ? PICKS : x;
}

function slice(place: RulePlace): Outcome {
  const x = only(place);
  if (typeof x === 'string') return x;
  const length = place.length(1) ?? place.length(2);
  const given = place.node.inputs[3] ? place.numbers(3) : length === null ? undefined : Array.from({ length }, (_, axis) => axis);
  if (!given) return 'the axes are not known';
  const axes = given.map((axis) => fromFront(axis, x.rank));
  if (axes.includes(null)) return NO_RANK;
  const at = axes.indexOf(x.axis);
  return at < 0 || isWhole(place, at) ? x : PICKS;
}

/** From the start to an end beyond all sizes, each element. */
function isWhole(place: RulePlace, at: number): boolean {
  const step = place.node.inputs[4] ? place.numbers(4)?.[at] : 1;
  return place.numbers(1)?.[at] === 0 && (place.numbers(2)?.[at] ?? 0) >= 2 ** 31 - 1 && step === 1;
}

function gather(place: RulePlace): Outcome {
  const [data, indices] = place.states as [State, State];
  const [rank, indexRank] = [place.rank(0), place.rank(1)];
  const axis = fromFront(intOf(place, 'axis', 0), rank);
  if (axis === null || indexRank === null) return NO_RANK;
  const outRank = rank === null ? null : rank - 1 + indexRank;
  if (data.kind === 'common' && indices.kind === 'stacked') return stackedAlong(axis + indices.axis, outRank);
  if (data.kind !== 'stacked' || indices.kind !== 'common') return PICKS;
  if (axis === data.axis) return PICKS;
  return stackedAlong(axis < data.axis ? data.axis - 1 + indexRank : data.axis, outRank);
}

function expand(place: RulePlace): Outcome {
  const [data, target] = place.states as [State, State];
  const [rank, length] = [place.rank(0), place.length(1)];
  if (rank === null || length === null) return NO_RANK;
  const most = Math.max(rank, length);
  if (target.kind === 'sizes') {
    const own = most - length + target.marks[0]!;
    if (target.marks.length > 1 || (data.kind === 'stacked' && data.axis + most - rank !== own)) return PICKS;
    if (data.kind === 'common' && own >= most - rank) place.spread(0, own - (most - rank));
    return stackedAlong(own, most);
  }
  if (data.kind !== 'stacked') return PARAMETERS;
  const own = data.axis + most - rank;
  const at = own - (most - length);
  if (at >= 0 && place.numbers(1)?.[at] !== 1) return BAKED;
  return stackedAlong(own, most);
}

function constantOfShape({ states }: RulePlace): Outcome {
  const [{ marks, length }] = states as [Sizes];
  if (marks.length > 1 || length === 'scalar') return PICKS;
  return stackedAlong(marks[0]!, length);
}

function tile(place: RulePlace): Outcome {
  const x = only(place);
  if (typeof x === 'string') return x;
  return place.numbers(1)?.[x.axis] === 1 ? x : 'it repeats rows of the batch';
}

/** Pads are all starts, then all ends. */
function pad(place: RulePlace): Outcome {
  const x = only(place);
  if (typeof x === 'string') return x;
  const pads = place.numbers(1);
  const given = place.node.inputs[3] ? place.numbers(3) : pads && Array.from({ length: pads.length / 2 }, (_, axis) => axis);
  if (!pads || !given) return 'the padding is not known';
  const axes = given.map((axis) => fromFront(axis, x.rank));
  if (axes.includes(null)) return NO_RANK;
  const at = axes.indexOf(x.axis);
  return at < 0 || (pads[at] === 0 && pads[at + axes.length] === 0) ? x : 'it adds rows to the batch';
}

function resize(place: RulePlace): Outcome {
  const [x, roi, scales, sizes] = place.states as [State, State?, State?, State?];
  if (x.kind !== 'stacked' || (roi && roi.kind !== 'common') || (scales && scales.kind !== 'common')) return PARAMETERS;
  const axes = intsOf(place, 'axes')?.map((axis) => fromFront(axis, x.rank));
  if (axes?.includes(null)) return NO_RANK;
  const at = axes ? axes.indexOf(x.axis) : x.axis;
  if (at < 0) return x;
  if (sizes?.kind === 'sizes') return sizes.marks.length === 1 && sizes.marks[0] === at ? x : PICKS;
  if (place.node.inputs[3]) return BAKED;
  return place.numbers(2)?.[at] === 1 ? x : 'it changes the size of the batch';
}

/** Matrices along the last two axes. */
function trilu(place: RulePlace): Outcome {
  const x = only(place);
  if (typeof x === 'string') return x;
  if (x.rank === null) return NO_RANK;
  return x.axis < x.rank - 2 ? x : PICKS;
}
