// What the upgrader makes of models that no runtime has kernels for any more, and what it refuses: with the whole list.
import { describe, expect, it } from 'vitest';
import { GraphError, UpgradeError, upgradeOpset } from '../src/index.js';
import { parseModel } from '../src/model/parse-model.js';
import { buildModel, FLOAT, floats, type GraphInit, int64s, type NodeInit, node, value } from './build.js';
import { noise, run } from './run.js';

function model(opset: number, nodes: NodeInit[], graph: GraphInit = {}, more: object = {}): Uint8Array {
  const ends = { input: [value('x', [2, 3, 2])], output: [value('y')] };
  return buildModel({ opset, graph: { node: nodes, ...ends, ...graph }, ...more });
}

const X = noise([2, 3, 2]);

async function outputOf(bytes: Uint8Array): Promise<number[]> {
  const { y } = await run(upgradeOpset(bytes), { x: X });
  return [...(y!.data as Float32Array)];
}

describe('operators of opset 6, which onnxruntime has no kernels for', () => {
  const x = [...(X.data as Float32Array)];
  const b = [10, 20, 30];
  const B = { initializer: [floats('b', [3], b)] };
  const channel = (i: number) => b[Math.floor(i / 2) % 3]!;

  it('Add along an axis', async () => {
    const bytes = model(6, [node('Add', ['x', 'b'], ['y'], { broadcast: 1n, axis: 1n })], B);
    expect(await outputOf(bytes)).toEqual(x.map((v, i) => Math.fround(v + channel(i))));
  });

  it('Mul along an axis that is counted from the end', async () => {
    const bytes = model(6, [node('Mul', ['x', 'b'], ['y'], { broadcast: 1n, axis: -2n })], B);
    expect(await outputOf(bytes)).toEqual(x.map((v, i) => Math.fround(v * channel(i))));
  });

  it('Sub along the last axes', async () => {
    const bytes = model(6, [node('Sub', ['x', 'b'], ['y'], { broadcast: 1n })], { initializer: [floats('b', [2], [1, 2])] });
    expect(await outputOf(bytes)).toEqual(x.map((v, i) => Math.fround(v - (i % 2 ? 2 : 1))));
  });

  it('PRelu with one slope for each channel', async () => {
    expect(await outputOf(model(6, [node('PRelu', ['x', 'b'], ['y'])], B))).toEqual(
      x.map((v, i) => (v < 0 ? Math.fround(v * channel(i)) : v)),
    );
  });

  it('Dropout, with and without a mask that nothing takes, is the identity', async () => {
    for (const outputs of [['y'], ['y', 'mask']]) {
      for (const is_test of [0n, 1n])
        expect(await outputOf(model(6, [node('Dropout', ['x'], outputs, { is_test, ratio: 0.25 })]))).toEqual(x);
    }
  });

  it('Upsample by height and width', async () => {
    const graph = { input: [value('x', [1, 1, 2, 2])], output: [value('y')] };
    const bytes = model(6, [node('Upsample', ['x'], ['y'], { height_scale: 2, width_scale: 1.5 })], graph);
    const { y } = await run(upgradeOpset(bytes), { x: noise([1, 1, 2, 2]) });
    expect(y!.dims).toEqual([1, 1, 4, 3]);
  });

  it('LSTM that wants no sequence', async () => {
    const weights = [floats('w', [1, 4, 2], Array(8).fill(0.5)), floats('r', [1, 4, 1], Array(4).fill(0.5))];
    const lstm = node('LSTM', ['x', 'w', 'r'], ['', 'y'], { hidden_size: 1n, output_sequence: 0n });
    expect(await outputOf(model(6, [lstm], { initializer: weights }))).toHaveLength(3);
  });
});

describe('the ratio of Dropout', () => {
  it.each([7, 10])('of opset %i becomes an input, and stays', (opset) => {
    const upgraded = parseModel('test', upgradeOpset(model(opset, [node('Dropout', ['x'], ['y'], { ratio: 0.25 })])));
    const [ratio, dropout] = upgraded.graph.nodes;
    expect([ratio!.op, dropout!.op, dropout!.inputs]).toEqual(['Constant', 'Dropout', ['x', ratio!.outputs[0]]]);
    expect(ratio!.attribute('value')!.tensor!.numbers).toEqual([0.25]);
  });
});

describe('a function of the model', () => {
  const fn = (nodes: NodeInit[], version = 15n) => ({
    functions: [
      { name: 'F', domain: 'own', input: ['a'], output: ['b'], attribute: ['keep'], opsetImport: [{ version }], node: nodes },
    ],
    domains: { own: 1 },
  });
  const call = node('F', ['x'], ['y'], { keep: 0n }, { domain: 'own' });

  it('is upgraded from the opset that it imports itself', async () => {
    const bytes = model(17, [call], {}, fn([node('ReduceMean', ['a'], ['b'], { axes: [1n] })]));
    const upgraded = upgradeOpset(bytes);
    const [own] = parseModel('test', upgraded).functions;
    expect(own!.nodes.map(({ op }) => op)).toEqual(['Constant', 'ReduceMean']);
    expect((await run(upgraded, { x: X })).y!.data).toEqual((await run(bytes, { x: X })).y!.data);
  });

  it('keeps attributes that refer to its own', () => {
    const keepdims = { refAttrName: 'keep', type: 2 };
    const bytes = model(17, [call], {}, fn([node('ReduceMean', ['a'], ['b'], { axes: [1n], keepdims })]));
    const [, mean] = parseModel('test', upgradeOpset(bytes)).functions[0]!.nodes;
    expect(mean!.attribute('keepdims')!.reference).toBe('keep');
  });

  it('cannot turn such an attribute into an input', () => {
    const axes = { refAttrName: 'keep', type: 7 };
    const bytes = model(17, [call], {}, fn([node('ReduceMean', ['a'], ['b'], { axes })]));
    expect(problems(bytes)).toEqual([['functions[0].node[0]', 'ReduceMean', 18, expect.stringContaining('"keep"')]]);
  });
});

function problems(bytes: Uint8Array): unknown[] {
  try {
    upgradeOpset(bytes);
  } catch (error) {
    if (error instanceof UpgradeError) return error.problems.map(({ place, op, opset, reason }) => [place, op, opset, reason]);
    throw error;
  }
  return [];
}

describe('what cannot be upgraded', () => {
  it.each<[string, number, NodeInit]>([
    ['statistics for each activation', 7, node('BatchNormalization', ['x', 'x', 'x', 'x', 'x'], ['y'], { spatial: 0n })],
    ['training mode', 6, node('BatchNormalization', ['x', 'x', 'x', 'x', 'x'], ['y'])],
    ['training mode', 9, node('BatchNormalization', ['x', 'x', 'x', 'x', 'x'], ['y', 'a', 'b'])],
    ['batch axis', 8, node('Scan', ['', 'x'], ['y'])],
    ['scales that are no constant', 10, node('Resize', ['x', 'x'], ['y'])],
    ['enlarges one axis', 10, node('Resize', ['x', 's'], ['y'])],
    [
      'tf_half_pixel_for_nn',
      12,
      node('Resize', ['x', '', 's'], ['y'], { coordinate_transformation_mode: 'tf_half_pixel_for_nn' }),
    ],
    ['experimental or unknown', 8, node('ParametricSoftplus', ['x'], ['y'])],
    ['ranks of both inputs', 6, node('Add', ['x', 'u'], ['y'], { broadcast: 1n, axis: 1n })],
    ['needs the rank', 6, node('PRelu', ['u', 'x'], ['y'])],
  ])('%s (opset %i)', (reason, opset, bad) => {
    const graph = { initializer: [floats('s', [2], [0.5, 2])], input: [value('x', [2, 3, 2]), value('u')] };
    const found = problems(model(opset, [bad], graph));
    expect(found).toEqual([['graph.node[0]', bad.opType, expect.any(Number), expect.stringContaining(reason)]]);
  });

  it('a mask of Dropout that is used', () => {
    const nodes = [node('Dropout', ['x'], ['d', 'm']), node('Mul', ['d', 'm'], ['y'])];
    expect(problems(model(7, nodes))).toEqual([['graph.node[0]', 'Dropout', 10, expect.stringContaining('mask')]]);
  });

  it('graphs older than opset 6', () => {
    expect(problems(model(5, [node('Relu', ['x'], ['y'])]))).toEqual([['graph', '', 6, 'its opset 5 is older than 6']]);
  });

  it('lists all of it, and the message the first three', () => {
    const nodes = ['a', 'b', 'c', 'd', 'y'].map((name, i, names) => node('ATen', [i ? names[i - 1]! : 'x'], [name]));
    expect(problems(model(9, nodes))).toHaveLength(5);
    expect(() => upgradeOpset(model(9, nodes))).toThrow(
      /opset 18 cannot say what this model does: graph\.node\[0\] \(ATen\).*; and 2 more\.$/,
    );
  });
});

describe('arguments and graphs', () => {
  const good = model(17, [node('Relu', ['x'], ['y'])]);

  it('gives a model that is new enough as it is', () => {
    const newer = model(19, [node('Relu', ['x'], ['y'])]);
    expect(upgradeOpset(newer)).toBe(newer);
  });

  it('changes one byte when no operator changed', () => {
    const upgraded = upgradeOpset(good);
    expect(upgraded).toHaveLength(good.length);
    expect(upgraded.filter((byte, i) => byte !== good[i])).toEqual(Uint8Array.of(18));
  });

  it.each([17, 22, 18.5, Number.NaN, '18'])('refuses the target %o', (target) => {
    expect(() => upgradeOpset(good, target as number)).toThrow(/upgradeOpset: "target" expected an integer from 18 to 21/);
  });

  it('names what nothing defines', () => {
    expect(() => upgradeOpset(model(17, [node('Relu', ['gone'], ['y'])]))).toThrow(
      new GraphError('dangling', 'gone', 'graph.node[0]'),
    );
    expect(() => upgradeOpset(model(17, [node('Relu', ['x'], ['z'])]))).toThrow(new GraphError('dangling', 'y', 'graph'));
  });

  it('names a cycle, also through a body', () => {
    const circle = [node('Add', ['x', 'b'], ['a']), node('Relu', ['a'], ['b']), node('Neg', ['b'], ['y'])];
    expect(() => upgradeOpset(model(17, circle))).toThrow(expect.objectContaining({ problem: 'cycle' }));
    const body = { name: 'b', node: [node('Neg', ['y'], ['z'])], output: [value('z')] };
    const through = [
      node('If', ['c'], ['y'], { then_branch: body, else_branch: { ...body, node: [node('Neg', ['x'], ['z'])] } }),
    ];
    expect(() => upgradeOpset(model(17, through, { initializer: [int64s('c', [1], [])] }))).toThrow(
      expect.objectContaining({ problem: 'cycle', value: 'y' }),
    );
  });

  it('names a value that is defined twice', () => {
    const twice = [node('Relu', ['x'], ['y']), node('Neg', ['x'], ['y'])];
    expect(() => upgradeOpset(model(17, twice))).toThrow(new GraphError('duplicate', 'y', 'graph'));
  });

  it('knows values that are stored sparse, and leaves annotations for quantization alone', () => {
    const sparse = { values: floats('w', [1], [2]), indices: int64s('', [1]), dims: [2n] };
    const graph: GraphInit = {
      sparseInitializer: [sparse],
      quantizationAnnotation: [{ tensorName: 'x', quantParameterTensorNames: [{ key: 'SCALE_TENSOR', value: 'x_scale' }] }],
    };
    const bytes = model(17, [node('Mul', ['x', 'w'], ['y'])], graph);
    expect(upgradeOpset(bytes).filter((byte, i) => byte !== bytes[i])).toEqual(Uint8Array.of(18));
    expect(() => upgradeOpset(model(17, [node('Mul', ['x', 'v'], ['y'])], graph))).toThrow(GraphError);
  });

  it('takes nodes in any order, and initializers that are inputs too', async () => {
    const nodes = [node('Neg', ['s'], ['y']), node('ReduceSum', ['t'], ['s'], { axes: [0n] }), node('Mul', ['x', 'w'], ['t'])];
    const graph = { initializer: [floats('w', [2], [1, 2])], input: [value('x', [2, 3, 2]), value('w', [2], FLOAT)] };
    for (const ir of [3, 8]) {
      const bytes = model(11, nodes, graph, { ir });
      expect((await run(upgradeOpset(bytes), { x: X })).y!.data).toEqual((await run(bytes, { x: X })).y!.data);
    }
  });
});
