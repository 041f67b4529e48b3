// Operators that treat elements one by one, with broadcasting.
import { NO_RANK, type Outcome, type Rule, type RulePlace } from '../rule-place.js';
import { type Stacked, stackedAlong } from '../sample-state.js';

const ONE_INPUT = [
  ...['Abs', 'Acos', 'Acosh', 'Asin', 'Asinh', 'Atan', 'Atanh', 'BitwiseNot', 'Cast', 'CastLike', 'Ceil', 'Celu', 'Clip', 'Cos'],
  ...['Cosh', 'Elu', 'Erf', 'Exp', 'Floor', 'Gelu', 'HardSigmoid', 'HardSwish', 'Identity', 'IsInf', 'IsNaN', 'LeakyRelu', 'Log'],
  ...['Mish', 'Neg', 'Not', 'Reciprocal', 'Relu', 'Round', 'Selu', 'Shrink', 'Sigmoid', 'Sign', 'Sin', 'Sinh', 'Softplus'],
  ...['Softsign', 'Sqrt', 'Swish', 'Tan', 'Tanh', 'ThresholdedRelu'],
];

const SEVERAL_INPUTS = [
  ...['Add', 'And', 'BitShift', 'BitwiseAnd', 'BitwiseOr', 'BitwiseXor', 'Div', 'Equal', 'Greater', 'GreaterOrEqual', 'Less'],
  ...['LessOrEqual', 'Max', 'Mean', 'Min', 'Mod', 'Mul', 'Or', 'PRelu', 'Pow', 'Sub', 'Sum', 'Where', 'Xor'],
];

/** Rules by operator. Made by a pure call, as the others are: bundlers leave it out where nothing is tiled. */
export const ELEMENTWISE: Readonly<Record<string, Rule>> = /* @__PURE__ */ (() => ({
  ...Object.fromEntries(ONE_INPUT.map((op) => [op, firstOnly])),
  ...Object.fromEntries(SEVERAL_INPUTS.map((op) => [op, broadcast])),
  DequantizeLinear: quantized,
  QuantizeLinear: quantized,
}))();

/** As the first input; the others are parameters. */
export function firstOnly({ states }: RulePlace): Outcome {
  if (states.slice(1).some(({ kind }) => kind !== 'common')) return 'its parameters differ from sample to sample';
  return states[0]!;
}

/**
 * Axes are counted from the last one. Where samples are stacked along the same one in all inputs, they stay so; a common input that has this
 * axis needs a copy for each sample.
 */
export function broadcast(place: RulePlace): Outcome {
  const { states } = place;
  const ranks = states.map((_, i) => place.rank(i));
  if (ranks.includes(null)) return NO_RANK;
  const places = states.map((state, i) => (state.kind === 'stacked' ? ranks[i]! - state.axis : 0));
  const own = Math.max(...places);
  if (places.some((at) => at !== 0 && at !== own)) return 'samples lie along different axes of its inputs';
  for (const [i, rank] of ranks.entries()) if (places[i] === 0 && rank! >= own) place.spread(i, rank! - own);
  const rank = Math.max(...(ranks as number[]));
  return stackedAlong(rank - own, rank);
}

/** Scales may be for each index of an axis. */
function quantized(place: RulePlace): Outcome {
  const [x] = place.states as [Stacked];
  if (x.kind !== 'stacked' || place.states.slice(1).some(({ kind }) => kind !== 'common'))
    return 'its scale differs from sample to sample';
  if (place.rank(1) === 0 || place.numbers(1)?.length === 1) return x;
  const rank = place.rank(0);
  const axis = Number(place.node.attribute('axis')?.int ?? 1n);
  if (place.rank(1) !== 1 || rank === null) return NO_RANK;
  return (axis < 0 ? axis + rank : axis) === x.axis ? 'it has a scale for each index of the axis of the samples' : x;
}
