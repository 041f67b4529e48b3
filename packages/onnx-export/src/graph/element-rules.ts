// Element types of outputs: for most operators that of the first input.
import { BOOL, FLOAT, INT64 } from '../model/element-type.js';
import type { RuleInput } from './infer-types.js';

const TO_BOOL = ['Equal', 'Greater', 'Less', 'GreaterOrEqual', 'LessOrEqual', 'And', 'Or', 'Xor', 'Not', 'IsNaN', 'IsInf'];
const TO_INT64 = ['Shape', 'Size', 'ArgMax', 'ArgMin', 'NonZero', 'NonMaxSuppression'];

/** Operators whose first output has the type of their first input; others stay unknown. */
const SAME = new Set([
  ...[
    'Abs',
    'Acos',
    'Acosh',
    'Add',
    'Asin',
    'Asinh',
    'Atan',
    'Atanh',
    'AveragePool',
    'BatchNormalization',
    'Ceil',
    'Celu',
    'Clip',
  ],
  ...['Compress', 'Concat', 'Conv', 'ConvTranspose', 'Cos', 'Cosh', 'CumSum', 'DepthToSpace', 'Div', 'Dropout', 'Einsum', 'Elu'],
  ...['Erf', 'Exp', 'Expand', 'Flatten', 'Floor', 'GRU', 'Gather', 'GatherElements', 'GatherND', 'Gemm', 'GlobalAveragePool'],
  ...['GlobalMaxPool', 'HardSigmoid', 'HardSwish', 'Hardmax', 'Identity', 'InstanceNormalization', 'LRN', 'LSTM', 'LeakyRelu'],
  ...[
    'LayerNormalization',
    'Log',
    'LogSoftmax',
    'LpNormalization',
    'LpPool',
    'MatMul',
    'Max',
    'MaxPool',
    'Mean',
    'Min',
    'Mod',
    'Mul',
  ],
  ...['Neg', 'PRelu', 'Pad', 'Pow', 'RNN', 'Reciprocal', 'ReduceL1', 'ReduceL2', 'ReduceLogSum', 'ReduceLogSumExp', 'ReduceMax'],
  ...['ReduceMean', 'ReduceMin', 'ReduceProd', 'ReduceSum', 'ReduceSumSquare', 'Relu', 'Reshape', 'Resize', 'ReverseSequence'],
  ...['Round', 'Scatter', 'ScatterElements', 'ScatterND', 'Selu', 'Shrink', 'Sigmoid', 'Sign', 'Sin', 'Sinh', 'Slice', 'Softmax'],
  ...['Softplus', 'Softsign', 'SpaceToDepth', 'Split', 'Sqrt', 'Squeeze', 'Sub', 'Sum', 'Tan', 'Tanh', 'ThresholdedRelu', 'Tile'],
  ...['TopK', 'Transpose', 'Trilu', 'Unsqueeze', 'Upsample'],
]);

/** Operators of which only the first output has that type. */
const FIRST_ONLY = new Set(['Dropout', 'MaxPool', 'TopK']);

/** The element type of an output, 0 when it is not known. */
export function elementAfter({ node, input }: RuleInput, output: number): number {
  const { op } = node;
  if (TO_BOOL.includes(op)) return BOOL;
  if (TO_INT64.includes(op)) return INT64;
  if (op === 'Cast') return Number(node.attribute('to')?.int ?? 0n);
  if (op === 'Where') return input(1).element;
  if (op === 'Constant') return node.attribute('value')?.tensor?.type ?? (node.attribute('value_float') ? FLOAT : 0);
  if (op === 'ConstantOfShape') return node.attribute('value')?.tensor?.type ?? FLOAT;
  if (!SAME.has(op) || (output > 0 && FIRST_ONLY.has(op))) return 0;
  return input(0).element;
}
