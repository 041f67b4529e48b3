// Models that can be read and are unsound: cycles, names that nothing defines or that are there twice, tensors and attributes of wrong types
// and sizes. Every function gives a result or an error of this project, in bounded time and memory.
import { toBinary } from '@bufbuild/protobuf';
import { UnsupportedError } from '@dropkit/core';
import { ModelProtoSchema } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { activate, GraphError, insert, inspect, ModelFormatError, strip, UpgradeError, upgradeOpset } from '../src/index.js';
import { BOOL, bool, buildModel, FLOAT, floats, type GraphInit, int64s, type NodeInit, node, value } from './build.js';

const P30 = { variant: 'dropout', p: 0.3 } as const;
const INT64 = 7;
const STRING = 8;

const FUNCTIONS: readonly [string, (model: Uint8Array) => unknown][] = [
  ['inspect', inspect],
  ['insert', (model) => insert(model, /./, P30)],
  ['insert by name', (model) => insert(model, 'h', { variant: 'dropBlock', p: 0.1, blockSize: 2 })],
  ['insert on weights', (model) => insert(model, { op: 'Gemm' }, { variant: 'dropConnect', p: 0.5 })],
  ['insert masks', (model) => insert(model, /./, P30, { mode: 'boolMask' })],
  ['activate', (model) => activate(model)],
  ['activate by name', (model) => activate(model, { nodes: 'd', config: P30 })],
  ['strip', (model) => strip(model)],
  ['upgradeOpset', (model) => upgradeOpset(model)],
];

/** Relu, Dropout, Gemm, with what is wrong. */
function model(more: GraphInit = {}, opset = 13, ir = 8): Uint8Array {
  const graph = {
    node: [node('Relu', ['x'], ['h']), node('Dropout', ['h', 'ratio', 'on'], ['d', 'm']), node('Gemm', ['d', 'w'], ['y'])],
    initializer: [floats('ratio', [], [0.25]), bool('on', true), floats('w', [3, 2], [1, 2, 3, 4, 5, 6])],
    input: [value('x', [2, 3])],
    output: [value('y', [2, 2])],
  };
  return buildModel({ opset, ir, graph: { ...graph, ...more } });
}

const nodes = (...all: NodeInit[]) => model({ node: [...all, node('Relu', ['x'], ['h']), node('Dropout', ['h'], ['d'])] });
const weights = (...all: NonNullable<GraphInit['initializer']>) => model({ initializer: [...all] });
const body = (name: string, inner: NodeInit): GraphInit => ({ name, node: [inner], output: [value(`${name}_y`)] });
const branches = (inner: (name: string) => NodeInit, takes = 'on') =>
  model({
    node: [
      node('Relu', ['x'], ['h']),
      node('If', [takes], ['y'], { then_branch: body('p', inner('p')), else_branch: body('q', inner('q')) }),
      node('Dropout', ['y'], ['d']),
    ],
  });
const raw = (dims: bigint[], dataType: number, size: number) => ({
  name: 'ratio',
  dims,
  dataType,
  rawData: new Uint8Array(size),
});
const rest = [bool('on', true), floats('w', [3, 2], [1, 2, 3, 4, 5, 6])];

/** What is wrong, and the problem that all but inspect name. */
const GRAPHS: readonly [string, Uint8Array, GraphError['problem']][] = [
  ['a node that takes its own output', nodes(node('Add', ['x', 'y'], ['y'])), 'cycle'],
  ['two nodes that take each other', nodes(node('Neg', ['b'], ['y']), node('Neg', ['y'], ['b'])), 'cycle'],
  ['a body that takes what comes out of it', branches((name) => node('Neg', ['y'], [`${name}_y`])), 'cycle'],
  ['a cycle through a body', branches((name) => node('Neg', ['d'], [`${name}_y`])), 'cycle'],
  ['an input that nothing defines', nodes(node('Neg', ['gone'], ['y'])), 'dangling'],
  ['an output that nothing defines', model({ output: [value('gone')] }), 'dangling'],
  ['a body that takes what nothing defines', branches((name) => node('Neg', ['gone'], [`${name}_y`])), 'dangling'],
  ['a condition that nothing defines', branches((name) => node('Neg', ['x'], [`${name}_y`]), 'gone'), 'dangling'],
  ['a body whose output nothing defines', branches((name) => node('Neg', ['x'], [`${name}_z`])), 'dangling'],
  ['a value that two nodes compute', nodes(node('Neg', ['x'], ['y']), node('Abs', ['x'], ['y'])), 'duplicate'],
  ['a value that is an input too', nodes(node('Neg', ['h'], ['x']), node('Abs', ['x'], ['y'])), 'duplicate'],
];

const TYPES: readonly [string, Uint8Array][] = [
  ['a ratio of integers', weights(int64s('ratio', [1], []), ...rest)],
  ['a ratio of strings', weights({ name: 'ratio', dataType: STRING, stringData: [Uint8Array.of(48)] }, ...rest)],
  ['a ratio without data', weights(raw([], FLOAT, 0), ...rest)],
  ['a ratio of three bytes', weights(raw([], FLOAT, 3), ...rest)],
  ['a ratio of an unknown type', weights(raw([], 999, 4), ...rest)],
  ['a ratio of a negative size', weights(raw([-1n], FLOAT, 4), ...rest)],
  ['a ratio said to have 2^62 elements', weights(raw([2n ** 62n], FLOAT, 4), ...rest)],
  ['a ratio said to have 2^63 elements, in several axes', weights(raw([2n ** 31n, 2n ** 31n, 2n], FLOAT, 4), ...rest)],
  ['a ratio that is no number', weights(floats('ratio', [], [Number.NaN]), ...rest)],
  ['a ratio above 1', weights(floats('ratio', [], [1.5]), ...rest)],
  ['a ratio below 0', weights(floats('ratio', [], [-0.5]), ...rest)],
  [
    'weights said to be 2^62 elements',
    weights(floats('ratio', [], [0.1]), bool('on', true), { ...raw([2n ** 62n], FLOAT, 4), name: 'w' }),
  ],
  ['weights of integers', weights(floats('ratio', [], [0.1]), bool('on', true), int64s('w', [1, 2], [1, 2]))],
  ['training_mode that is a float', weights(floats('ratio', [], [0.1]), floats('on', [], [1]), rest[1]!)],
  ['an attribute of another type', nodes(node('Dropout', ['x'], ['y'], { ratio: 'much', seed: 0.5 }))],
  ['an attribute that is a graph', nodes(node('Dropout', ['x'], ['y'], { ratio: body('a', node('Neg', ['x'], ['a_y'])) }))],
  ['data that are integers', model({ input: [value('x', [2, 3], INT64)] })],
  ['data that are booleans', model({ input: [value('x', [2, 3], BOOL)] })],
  ['data of an unknown type', model({ input: [value('x', [2, 3], 999)] })],
  ['data that are a sequence', model({ input: [{ name: 'x', type: { value: { case: 'sequenceType', value: {} } } }] })],
  ['negative sizes', model({ input: [value('x', [-2, 3])] })],
  ['sizes whose product is beyond 2^53', model({ input: [value('x', [2 ** 40, 2 ** 40])] })],
  ['images with sizes beyond 2^53', model({ input: [value('x', [2 ** 20, 2 ** 20, 2 ** 20, 2 ** 20])] })],
  ['a rank of 300', model({ input: [value('x', Array(300).fill(1))] })],
  ['Dropout without inputs', nodes(node('Dropout', [], ['y']))],
  ['Dropout without outputs', nodes(node('Dropout', ['x'], []), node('Neg', ['x'], ['y']))],
  ['Dropout with an empty input', nodes(node('Dropout', [''], ['y']))],
  ['Dropout with nine inputs', nodes(node('Dropout', Array(9).fill('x'), ['y']))],
  ['an If without branches', nodes(node('If', ['on'], ['y']))],
  ['opset 0', model({}, 0)],
  ['opset 2^31', model({}, 2 ** 31)],
  ['an IR version of 2^31', model({}, 13, 2 ** 31)],
  ['an empty graph', model({ node: [], initializer: [], input: [], output: [] })],
  ['no opset', toBinary(ModelProtoSchema, { $typeName: 'onnx.ModelProto', ...emptyModel() } as never)],
];

function emptyModel() {
  return {
    irVersion: 8n,
    graph: undefined,
    opsetImport: [],
    metadataProps: [],
    trainingInfo: [],
    functions: [],
    configuration: [],
  };
}

describe.each(GRAPHS)('%s', (_, bytes, problem) => {
  it.each(FUNCTIONS)('%s', (name, work) => {
    const error = failure(() => work(bytes));
    if (name === 'inspect' && error === undefined) return; // it shows what is there
    expect(error).toBeInstanceOf(GraphError);
    expect((error as GraphError).problem).toBe(problem);
  });
});

describe.each(TYPES)('%s', (_, bytes) => {
  it.each(FUNCTIONS)('%s', (_name, work) => {
    const error = failure(() => work(bytes));
    if (error === undefined) return;
    const isSituation = [ModelFormatError, GraphError, UpgradeError, UnsupportedError].some((type) => error instanceof type);
    if (!isSituation) expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toMatch(/^\[@dropkit\/(onnx-export|core)\] /);
  });
});

function failure(work: () => unknown): Error | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
