// Layers: what they compute for one index of the batch axis depends on that index alone.
import { fromFront, intOf, intsOf, NO_RANK, type Outcome, type Rule, type RulePlace, varying } from '../rule-place.js';
import { COMMON, type State, stackedAlong } from '../sample-state.js';
import { broadcast, firstOnly } from './elementwise.js';

const MIXES = 'it mixes the rows of the batch, and so samples';
const WEIGHTS = 'what it takes as weights differs from sample to sample';

/** Rules by operator. */
export const LAYERS: Readonly<Record<string, Rule>> = /* @__PURE__ */ (() => ({
  ...rules(alongBatch, [
    ...['AveragePool', 'Conv', 'ConvInteger', 'ConvTranspose', 'DepthToSpace', 'GlobalAveragePool', 'GlobalLpPool'],
    ...['GlobalMaxPool', 'GroupNormalization', 'InstanceNormalization', 'LRN', 'LpPool', 'QLinearConv', 'SpaceToDepth'],
  ]),
  MaxPool: (place) => (place.node.outputs[1] ? 'its indices count rows of the batch' : alongBatch(place)),
  BatchNormalization: (place) => (intOf(place, 'training_mode', 0) === 0 ? alongBatch(place) : MIXES),
  ...rules(behindAxis, ['LayerNormalization', 'RMSNormalization']),
  ...rules((place) => alongAxis(place, -1), ['LogSoftmax', 'Softmax', 'Hardmax', 'LpNormalization']),
  CumSum: cumulative,
  MeanVarianceNormalization: (place) => reducedOver(place, intsOf(place, 'axes') ?? [0, 2, 3], true),
  ...rules(reduced, [
    ...['ReduceL1', 'ReduceL2', 'ReduceLogSum', 'ReduceLogSumExp', 'ReduceMax', 'ReduceMean', 'ReduceMin', 'ReduceProd'],
    ...['ReduceSum', 'ReduceSumSquare'],
  ]),
  ...rules((place) => reducedOver(place, [intOf(place, 'axis', 0)], intOf(place, 'keepdims', 1) !== 0), ['ArgMax', 'ArgMin']),
  TopK: (place) => alongAxis(place, -1),
  Gemm: gemm,
  ...rules(matMul, ['MatMul', 'MatMulInteger']),
  Einsum: einsum,
  ...rules(recurrent, ['GRU', 'LSTM', 'RNN']),
  GridSample: gridSample,
  Dropout: dropout,
}))();

function rules(rule: Rule, ops: readonly string[]): Record<string, Rule> {
  return Object.fromEntries(ops.map((op) => [op, rule]));
}

/** [N, C, ...]: all indices of the first axis apart. */
function alongBatch(place: RulePlace): Outcome {
  const state = firstOnly(place);
  if (typeof state === 'string') return WEIGHTS;
  const [x] = place.states as [State];
  if (x.kind !== 'stacked' || x.axis !== 0) return 'samples do not lie along its first axis, that of the batch';
  return x;
}

/** Statistics over all axes from one on. */
function behindAxis(place: RulePlace): Outcome {
  const [x] = place.states as [State];
  const state = firstOnly(place);
  if (typeof state === 'string' || x.kind !== 'stacked') return WEIGHTS;
  const axis = fromFront(intOf(place, 'axis', -1), place.rank(0));
  if (axis === null) return NO_RANK;
  if (axis <= x.axis) return MIXES;
  // behind the first output are statistics of the same rank
  return x;
}

/** Each line along an axis by itself. */
function alongAxis(place: RulePlace, otherwise: number): Outcome {
  const [x] = place.states as [State];
  const state = firstOnly(place);
  if (typeof state === 'string' || x.kind !== 'stacked') return 'its parameters differ from sample to sample';
  const axis = fromFront(intOf(place, 'axis', otherwise), place.rank(0));
  if (axis === null) return NO_RANK;
  return axis === x.axis ? MIXES : x;
}

function cumulative(place: RulePlace): Outcome {
  const [x] = place.states as [State];
  const given = place.numbers(1)?.[0];
  if (x.kind !== 'stacked' || given === undefined) return 'the axis is not known';
  const axis = fromFront(given, place.rank(0));
  if (axis === null) return NO_RANK;
  return axis === x.axis ? MIXES : x;
}

/** Axes are an attribute, or an input since opset 18 (ReduceSum: 13). */
function reduced(place: RulePlace): Outcome {
  if (place.states.slice(1).some(({ kind }) => kind !== 'common')) return 'the axes differ from sample to sample';
  const isInput = Boolean(place.node.inputs[1]);
  const axes = isInput ? place.numbers(1) : intsOf(place, 'axes');
  if (isInput && !axes) return 'the axes are not known';
  if (!axes || axes.length === 0) return intOf(place, 'noop_with_empty_axes', 0) === 1 ? place.states[0]! : MIXES;
  return reducedOver(place, axes, intOf(place, 'keepdims', 1) !== 0);
}

function reducedOver(place: RulePlace, axes: readonly number[], keepsAxes: boolean): Outcome {
  const [x] = place.states as [State];
  if (x.kind !== 'stacked') return 'the axes differ from sample to sample';
  const front = axes.map((axis) => fromFront(axis, place.rank(0)));
  if (front.includes(null)) return NO_RANK;
  if (front.includes(x.axis)) return MIXES;
  if (keepsAxes) return x;
  const rank = place.rank(0);
  const before = front.filter((axis) => axis! < x.axis).length;
  return stackedAlong(x.axis - before, rank === null ? null : rank - axes.length);
}

function gemm(place: RulePlace): Outcome {
  const [a, b, c = COMMON] = place.states as [State, State, State?];
  if (b.kind !== 'common') return WEIGHTS;
  const axis = intOf(place, 'transA', 0) === 1 ? 1 : 0;
  if (a.kind === 'stacked' && a.axis !== axis) return MIXES;
  const rank = place.node.inputs[2] ? place.rank(2) : 0;
  if (rank === null) return NO_RANK;
  if (c.kind === 'stacked' && (rank !== 2 || c.axis !== 0)) return 'samples do not lie along the rows of what it adds';
  if (a.kind === 'common') place.stack(0, axis);
  if (c.kind === 'common' && rank === 2) place.spread(2, 0);
  return stackedAlong(0, 2);
}

function matMul(place: RulePlace): Outcome {
  const [a, b] = place.states as [State, State];
  if (place.states.slice(2).some(({ kind }) => kind !== 'common')) return 'its zero point differs from sample to sample';
  const [rankA, rankB] = [place.rank(0), place.rank(1)];
  if (rankA === null || rankB === null) return NO_RANK;
  if (rankA < 2 || rankB < 2) return 'it multiplies a vector';
  if (b.kind === 'stacked' && b.axis >= rankB - 2) return WEIGHTS;
  if (a.kind === 'stacked' && a.axis === rankA - 1) return MIXES;
  if (a.kind === 'stacked' && a.axis === rankA - 2) {
    if (b.kind !== 'common') return 'samples lie along different axes of its inputs';
    return stackedAlong(Math.max(rankA, rankB) - 2, Math.max(rankA, rankB));
  }
  // along axes in front of the matrices, which broadcast
  const matrices = { ...place, states: [a, b] };
  return broadcast(matrices);
}

/** Only equations without an ellipsis. */
function einsum(place: RulePlace): Outcome {
  const equation = place.node.attribute('equation')?.text.replaceAll(' ', '') ?? '';
  const [left = '', right] = equation.split('->');
  if (right === undefined || equation.includes('.')) return 'its equation is not followed here';
  const terms = left.split(',');
  const letters = new Set(place.states.flatMap((state, i) => (state.kind === 'stacked' ? [terms[i]?.[state.axis] ?? '?'] : [])));
  const [letter] = letters as unknown as [string];
  if (letters.size !== 1 || !right.includes(letter)) return MIXES;
  if (new Set(right).size !== right.length || terms.some((term) => term.split(letter).length > 2))
    return 'its equation is not followed here';
  for (const [i, state] of place.states.entries())
    if (state.kind === 'common' && terms[i]!.includes(letter)) place.spread(i, terms[i]!.indexOf(letter));
  return stackedAlong(right.indexOf(letter), right.length);
}

/** Inputs X, W, R, B, sequence lengths, initial states, peepholes. */
function recurrent(place: RulePlace): Outcome {
  const batchFirst = intOf(place, 'layout', 0) === 1;
  const axis = batchFirst ? 0 : 1;
  const axes = [axis, null, null, null, 0, axis, axis, null];
  for (const i of varying(place)) {
    const state = place.states[i]!;
    if (axes[i] === null) return WEIGHTS;
    if (state.kind !== 'stacked' || state.axis !== axes[i]) return 'samples do not lie along its batch axis';
  }
  for (const [i, at] of axes.entries())
    if (at !== null && place.node.inputs[i] && place.states[i]!.kind === 'common') place.stack(i, at);
  const final = stackedAlong(axis, 3);
  return [stackedAlong(batchFirst ? 0 : 2, 4), final, final];
}

function gridSample(place: RulePlace): Outcome {
  for (const [i, state] of place.states.entries()) {
    if (state.kind === 'common') place.stack(i, 0);
    else if (state.kind !== 'stacked' || state.axis !== 0) return 'samples do not lie along its first axis, that of the batch';
  }
  return stackedAlong(0, place.rank(0));
}

/** That of another tool: nothing where it does not train. */
function dropout(place: RulePlace): Outcome {
  const [x] = place.states as [State];
  return place.states.slice(1).some(({ kind }) => kind !== 'common') ? 'its ratio differs from sample to sample' : x;
}
