// Shapes of first outputs, for the operators between which dropout is put. Sizes that depend on more than declared sizes and small
// constants are null; a rank that is not known makes the whole shape null.
import type { Dimension } from '../model/value-info.js';
import type { RuleInput } from './infer-types.js';

type Shape = readonly Dimension[] | null;
type Rule = (given: RuleInput) => Shape;

const same: Rule = ({ input }) => input(0).shape;

const SAME_SHAPE = [
  ...[
    'Abs',
    'BatchNormalization',
    'Cast',
    'Ceil',
    'Celu',
    'Clip',
    'Dropout',
    'Elu',
    'Erf',
    'Exp',
    'Floor',
    'HardSigmoid',
    'HardSwish',
  ],
  ...[
    'Hardmax',
    'Identity',
    'InstanceNormalization',
    'LRN',
    'LayerNormalization',
    'LeakyRelu',
    'Log',
    'LogSoftmax',
    'Neg',
    'Not',
  ],
  ...['PRelu', 'Reciprocal', 'Relu', 'Round', 'Selu', 'Sigmoid', 'Sign', 'Softmax', 'Softplus', 'Softsign', 'Sqrt', 'Tanh'],
];

const BROADCAST = ['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Max', 'Min', 'Sum', 'Mean'];

/** One rule for each operator. */
export const SHAPE_RULES: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(SAME_SHAPE.map((op) => [op, same])),
  ...Object.fromEntries(BROADCAST.map((op) => [op, broadcast])),
  Constant: ({ node }) => node.attribute('value')?.tensor?.dims ?? null,
  Conv: convolution,
  Flatten: flatten,
  Gemm: gemm,
  GlobalAveragePool: ({ input }) => input(0).shape?.map((size, axis) => (axis < 2 ? size : 1)) ?? null,
  GlobalMaxPool: ({ input }) => input(0).shape?.map((size, axis) => (axis < 2 ? size : 1)) ?? null,
  MatMul: matMul,
  AveragePool: ({ input }) => pooled(input(0).shape),
  ConvTranspose: ({ input }) => pooled(input(0).shape, null),
  MaxPool: ({ input }) => pooled(input(0).shape),
  Reshape: reshape,
  Transpose: transpose,
};

/** Numpy's rule. Two sizes that are not both numbers only agree when they are the same name, or when one of them is 1. */
function broadcast({ node, input, opset }: RuleInput): Shape {
  if (opset < 7 && node.attribute('axis')) return input(0).shape;
  const shapes = node.inputs.map((_, i) => input(i).shape);
  if (shapes.length === 0 || shapes.some((shape) => shape === null)) return null;
  return shapes.map((shape) => shape!).reduce(broadcastTwo);
}

function broadcastTwo(a: readonly Dimension[], b: readonly Dimension[]): readonly Dimension[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = rank - axis > a.length ? 1 : a[a.length - (rank - axis)]!;
    const right = rank - axis > b.length ? 1 : b[b.length - (rank - axis)]!;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    if (typeof left === 'number') return left;
    return typeof right === 'number' ? right : null;
  });
}

/** [N, M, *]: spatial sizes only where the kernel moves by one and the padding keeps them. */
function convolution({ node, input }: RuleInput): Shape {
  const x = input(0).shape;
  const weight = input(1).shape;
  const rank = x?.length ?? weight?.length;
  if (!rank) return null;
  const kernel = weight?.slice(2) ?? [];
  const pads = node.attribute('pads')?.ints.map(Number) ?? [];
  const strides = node.attribute('strides')?.ints.map(Number) ?? [];
  const dilations = node.attribute('dilations')?.ints.map(Number) ?? [];
  const explicit = ['', 'NOTSET'].includes(node.attribute('auto_pad')?.text ?? '');
  const spatial = Array.from({ length: rank - 2 }, (_, axis) => {
    const size = x?.[axis + 2];
    const k = kernel[axis];
    if (!explicit || typeof size !== 'number' || typeof k !== 'number') return null;
    const padding = (pads[axis] ?? 0) + (pads[axis + rank - 2] ?? 0);
    return Math.floor((size + padding - (dilations[axis] ?? 1) * (k - 1) - 1) / (strides[axis] ?? 1)) + 1;
  });
  return [x?.[0] ?? null, weight?.[0] ?? null, ...spatial];
}

function pooled(shape: Shape, channels?: Dimension): Shape {
  return shape?.map((size, axis) => (axis === 0 ? size : axis === 1 ? (channels === undefined ? size : channels) : null)) ?? null;
}

function flatten({ node, input }: RuleInput): Shape {
  const shape = input(0).shape;
  const axis = Number(node.attribute('axis')?.int ?? 1n);
  if (!shape) return [null, null];
  const at = axis < 0 ? axis + shape.length : axis;
  return [product(shape.slice(0, at)), product(shape.slice(at))];
}

function product(sizes: readonly Dimension[]): Dimension {
  if (sizes.length === 1) return sizes[0]!;
  return sizes.every((size) => typeof size === 'number') ? sizes.reduce((a: number, b) => a * (b as number), 1) : null;
}

function gemm({ node, input }: RuleInput): Shape {
  const a = input(0).shape;
  const b = input(1).shape;
  const rows = node.attribute('transA')?.int ? 1 : 0;
  const columns = node.attribute('transB')?.int ? 0 : 1;
  return [a?.[rows] ?? null, b?.[columns] ?? null];
}

function matMul({ input }: RuleInput): Shape {
  const a = input(0).shape;
  const b = input(1).shape;
  if (!a || !b || a.length < 2 || b.length < 2) return null;
  const batch = broadcastTwo(a.slice(0, -2), b.slice(0, -2));
  return [...batch, a.at(-2)!, b.at(-1)!];
}

function reshape({ node, opset, input, constant }: RuleInput): Shape {
  const sizes = constant(1)?.numbers;
  if (!sizes || (opset >= 14 && node.attribute('allowzero')?.int)) return null;
  const from = input(0).shape;
  return sizes.map((size, axis) => (size > 0 ? size : size === 0 ? (from?.[axis] ?? null) : null));
}

function transpose({ node, input }: RuleInput): Shape {
  const shape = input(0).shape;
  if (!shape) return null;
  const order = node.attribute('perm')?.ints.map(Number) ?? shape.map((_, axis) => shape.length - 1 - axis);
  return order.map((axis) => shape[axis] ?? null);
}
