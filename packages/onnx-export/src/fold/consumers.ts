// Where a factor of a value can go: into stored weights of the operators that take it, if each is linear in it.
import { constantOf, type IndexedScope, type Use } from '../graph/graph-index.js';
import type { Node } from '../model/node.js';
import { isOutput, isTaken } from '../surgery/bypass.js';
import { isFloats } from './scaled-tensor.js';

/** For an input of an operator, the input that it is multiplied with; what else is added (a bias) is left alone. */
const LINEAR: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  Conv: { 0: 1 },
  ConvTranspose: { 0: 1 },
  GRU: { 0: 1 },
  Gemm: { 0: 1, 1: 0 },
  LSTM: { 0: 1 },
  MatMul: { 0: 1, 1: 0 },
  RNN: { 0: 1 },
};

/** Operators f with f(k x) = k f(x) for all k from 0, elements moved, chosen or averaged; x is their first input. */
const PASSES: ReadonlySet<string> = new Set([
  'Abs',
  'AveragePool',
  'Dropout',
  'Flatten',
  'GlobalAveragePool',
  'GlobalMaxPool',
  'Identity',
  'LeakyRelu',
  'MaxPool',
  'Neg',
  'Relu',
  'Reshape',
  'Squeeze',
  'Transpose',
  'Unsqueeze',
]);

/** The weights whose scaling is that of the value for this use; undefined where there are none for a part of what comes of it. */
export function weightsFor(scopes: readonly IndexedScope[], { node, input, scope }: Use): Use[] | undefined {
  if (node.domain !== '') return undefined;
  const operand = LINEAR[node.op]?.[input];
  if (operand !== undefined) return storedWeight(scope, node, operand);
  const [output = '', ...rest] = node.outputs;
  if (!PASSES.has(node.op) || input !== 0 || rest.some((name) => isTaken(scopes, scope, name))) return undefined;
  if (isOutput(scopes, scope, output)) return undefined;
  const found = (scope.uses.get(output) ?? []).map((use) => weightsFor(scopes, use));
  return found.every((weights) => weights !== undefined) ? found.flat() : undefined;
}

function storedWeight(scope: IndexedScope, node: Node, input: number): Use[] | undefined {
  const tensor = constantOf(scope, node.inputs[input] ?? '');
  return tensor && isFloats(tensor) ? [{ node, input, scope }] : undefined;
}
