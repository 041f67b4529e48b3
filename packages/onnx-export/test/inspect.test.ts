// What `inspect` says of real models and of small ones: facts that the files have, by the independent reader or by hand.
import { fromBinary } from '@bufbuild/protobuf';
import { parseConfig } from '@dropkit/core';
import { ModelProtoSchema } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { activate, insert, inspect } from '../src/index.js';
import { buildModel, FLOAT16, floats, int64s, type NodeInit, node, type TensorInit, value } from './build.js';
import { REAL_MODELS } from './real-models.js';

function real(name: string): Uint8Array {
  return REAL_MODELS.find((model) => model.name.startsWith(name))!.read();
}

describe.each(REAL_MODELS)('$name', ({ read }) => {
  const bytes = read();
  const found = inspect(bytes);

  it('is plain data', () => {
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it('has the head that the independent reader sees', () => {
    const { irVersion, producerName, producerVersion, opsetImport, graph } = fromBinary(ModelProtoSchema, bytes);
    expect(found.irVersion).toBe(Number(irVersion));
    expect(found.producer).toEqual({ name: producerName, version: producerVersion });
    expect(found.opsets).toEqual(Object.fromEntries(opsetImport.map((id) => [id.domain || 'ai.onnx', Number(id.version)])));
    expect(found.outputs.map(({ name }) => name)).toEqual(graph!.output.map(({ name }) => name));
  });

  it('can be upgraded, has no dropout, and places for it by name', () => {
    expect([found.masks.needsUpgrade, found.masks.problems, found.dropout]).toEqual([true, [], []]);
    for (const site of found.sites) expect(['float32', 'unknown']).toContain(site.elementType); // unknown behind If
  });
});

describe('real models', () => {
  it('counts operators in bodies too', () => {
    const { operators } = inspect(real('silero_vad_legacy'));
    expect(operators).toMatchObject({ If: 9, LSTM: 8, Conv: 36, Relu: 26 }); // counted with onnx-buf, bodies included
  });

  it('finds the activations between the layers of a small perceptron', () => {
    const { sites, inputs, initializers } = inspect(real('alexa'));
    expect(inputs).toEqual([{ name: 'onnx::Flatten_0', kind: 'tensor', elementType: 'float32', shape: [1, 16, 96] }]);
    expect(initializers.count).toBe(6);
    expect(sites.map(({ op, kinds, shape, variant }) => [op, kinds, shape, variant])).toEqual([
      ['Flatten', ['before linear'], [1, 1536], 'dropout'],
      ['Relu', ['activation', 'before linear'], [1, 128], 'dropout'],
      ['Relu', ['activation', 'before linear'], [1, 128], 'dropout'],
    ]);
  });

  it('finds attention in a text recogniser, and maps in its convolutions', () => {
    const { sites } = inspect(real('ch_PP-OCRv4_rec'));
    expect(sites.filter(({ kinds }) => kinds.includes('attention')).map(({ op, variant }) => [op, variant])).toEqual([
      ['Softmax', 'attention'],
      ['Softmax', 'attention'],
    ]);
    const maps = sites.filter(({ layout }) => layout === 'channelsFirst');
    expect(maps.length).toBeGreaterThan(20);
    for (const { shape } of maps) if (shape) expect(shape).toHaveLength(4);
  });
});

function model(nodes: NodeInit[], stored: TensorInit[] = [], more = {}): Uint8Array {
  const graph = { node: nodes, initializer: stored, input: [value('x', ['n', 4])], output: [value('y', ['n', 4])] };
  return buildModel({ opset: 17, graph: { ...graph, ...more } });
}

describe('candidate sites', () => {
  const weight = floats('w', [4, 4], Array(16).fill(1));

  it('a residual branch, and not the path beside it', () => {
    const nodes = [
      node('Relu', ['x'], ['h']),
      node('MatMul', ['h', 'w'], ['f']),
      node('Add', ['f', 'h'], ['s']),
      node('Neg', ['s'], ['y']),
    ];
    const { sites } = inspect(model(nodes, [weight]));
    expect(sites.map(({ value, kinds, layout }) => [value, kinds, layout])).toEqual([
      ['h', ['activation', 'before linear'], 'features last'],
      ['f', ['residual branch'], 'features last'],
    ]);
  });

  it('no output of the model, no input, no product of two activations', () => {
    const nodes = [node('Neg', ['x'], ['a']), node('MatMul', ['a', 'a'], ['b']), node('Relu', ['b'], ['y'])];
    expect(inspect(model(nodes)).sites).toEqual([]);
  });

  it('SELU takes alpha dropout; Clip from 0 and x * sigmoid(x) are activations', () => {
    const nodes = [
      node('Selu', ['x'], ['a']),
      node('Clip', ['a', 'zero'], ['b']),
      node('Sigmoid', ['b'], ['g']),
      node('Mul', ['b', 'g'], ['c']),
      node('Neg', ['c'], ['y']),
    ];
    const { sites } = inspect(model(nodes, [floats('zero', [], [0])]));
    expect(sites.map(({ value, variant }) => [value, variant])).toEqual([
      ['a', 'alpha'],
      ['b', 'dropout'],
      ['c', 'dropout'],
    ]);
  });

  it('maps of convolutions, with their shape', () => {
    const nodes = [
      node('Conv', ['x', 'k'], ['c'], { pads: [1n, 1n, 1n, 1n], strides: [2n, 1n] }),
      node('Relu', ['c'], ['r']),
      node('Neg', ['r'], ['y']),
    ];
    const io = { input: [value('x', ['n', 3, 8, 'w'])], output: [value('y')] };
    const { sites } = inspect(model(nodes, [floats('k', [5, 3, 3, 3], Array(135).fill(1))], io));
    expect(sites).toMatchObject([{ value: 'r', layout: 'channelsFirst', variant: 'spatial', shape: ['n', 5, 4, null] }]);
  });
});

describe('what else is said', () => {
  it('external data, of initializers and constants', () => {
    const external: TensorInit = {
      name: 'w',
      dims: [1024n],
      dataType: FLOAT16,
      dataLocation: 1,
      externalData: [
        { key: 'location', value: 'weights.bin' },
        { key: 'offset', value: '4096' },
        { key: 'length', value: '2048' },
      ],
    };
    const constant = { ...external, name: 'c', externalData: [{ key: 'location', value: 'other.bin' }] };
    const found = inspect(model([node('Constant', [], ['k'], { value: constant }), node('Neg', ['x'], ['y'])], [external]));
    expect(found.externalData).toEqual([
      { tensor: 'w', scope: 'graph', location: 'weights.bin', offset: 4096, length: 2048 },
      { tensor: 'c', scope: 'graph', location: 'other.bin', offset: null, length: null },
    ]);
    expect(found.initializers).toEqual({ count: 1, elements: 1024 });
  });

  it('inputs with names for their sizes, without those that are stored', () => {
    const io = { input: [value('x', ['n', 4]), value('s', [2], 7)], output: [value('y')] };
    const found = inspect(model([node('Reshape', ['x', 's'], ['y'])], [int64s('s', [-1, 4])], io));
    expect(found.inputs).toEqual([{ name: 'x', kind: 'tensor', elementType: 'float32', shape: ['n', 4] }]);
    expect(found.outputs).toEqual([{ name: 'y', kind: 'tensor', elementType: 'float32', shape: null }]);
  });

  it('what masks in the graph need', () => {
    expect(inspect(model([node('Neg', ['x'], ['y'])])).masks).toEqual({ opset: 18, needsUpgrade: true, problems: [] });
    const scan = buildModel({
      opset: 8,
      graph: { node: [node('Scan', ['x'], ['y'])], input: [value('x')], output: [value('y')] },
    });
    expect(inspect(scan).masks).toMatchObject({
      needsUpgrade: true,
      problems: [{ place: 'graph.node[0]', op: 'Scan', opset: 9 }],
    });
    const newer = buildModel({
      opset: 20,
      graph: { node: [node('Neg', ['x'], ['y'])], input: [value('x')], output: [value('y')] },
    });
    expect(inspect(newer).masks).toEqual({ opset: 18, needsUpgrade: false, problems: [] });
  });

  it('operators of other domains and functions by their full names', () => {
    const fn = {
      name: 'F',
      domain: 'own',
      input: ['a'],
      output: ['b'],
      opsetImport: [{ version: 17n }],
      node: [node('Abs', ['a'], ['b'])],
    };
    const nodes = [node('F', ['x'], ['h'], {}, { domain: 'own' }), node('Neg', ['h'], ['y'], {}, { domain: 'ai.onnx' })];
    const ends = { input: [value('x')], output: [value('y')] };
    const found = inspect(buildModel({ opset: 17, domains: { own: 1 }, functions: [fn], graph: { node: nodes, ...ends } }));
    expect([found.operators, found.functions]).toEqual([{ Abs: 1, Neg: 1, 'own.F': 1 }, ['own.F']]);
  });

  it.each([
    ['of known rank', [1, 3, 8, 8], { variant: 'spatial', layout: 'channelsFirst' }],
    ['of unknown rank', undefined, { variant: 'dropout' }],
  ])('a variant that insert takes: maps %s', (_, shape, config) => {
    const graph = {
      node: [node('Relu', ['x'], ['h']), node('Conv', ['h', 'w'], ['y'])],
      initializer: [floats('w', [2, 3, 1, 1], [1, 2, 3, 4, 5, 6])],
      input: [value('x', shape)],
      output: [value('y', shape && [1, 2, 8, 8])],
    };
    const bytes = buildModel({ opset: 17, graph });
    const [site] = inspect(bytes).sites;
    expect([site?.layout, site?.variant]).toEqual(['channelsFirst', config.variant]);
    expect(inspect(insert(bytes, site!, parseConfig({ ...config, p: 0.1 }))).inputs).toHaveLength(3);
  });

  it('no places in functions, so that insert takes all that it says, also in a model that it was at before', () => {
    const fn = {
      name: 'F',
      domain: 'own',
      input: ['a'],
      output: ['b'],
      opsetImport: [{ version: 17n }],
      node: [node('Relu', ['a'], ['c']), node('Neg', ['c'], ['b'])],
    };
    const nodes = [node('Relu', ['x'], ['h']), node('Tanh', ['h'], ['k']), node('F', ['k'], ['y'], {}, { domain: 'own' })];
    const graph = { node: nodes, input: [value('x', [2, 3])], output: [value('y', [2, 3])] };
    const once = insert(buildModel({ opset: 17, domains: { own: 1 }, functions: [fn], graph }), 'h', {
      variant: 'dropout',
      p: 0.3,
    });
    const { sites, functions } = inspect(once);
    expect(functions).toContain('own.F');
    expect(functions.some((name) => name.startsWith('ai.dropkit.'))).toBe(true);
    expect(sites.map(({ op, scope }) => [op, scope])).toEqual([['Tanh', 'graph']]);
    expect(inspect(insert(once, sites, { variant: 'dropout', p: 0.1 })).inputs).toEqual(inspect(once).inputs);
  });

  it.each(['rng', 'boolMask'] as const)('no places where dropout of this package already is: %s', (mode) => {
    const nodes = [
      node('Relu', ['x'], ['h']),
      node('Gemm', ['h', 'w'], ['g']),
      node('Dropout', ['g'], ['d']),
      node('Gemm', ['d', 'w'], ['y']),
    ];
    const original = model(nodes, [floats('w', [4, 4], Array(16).fill(1))]);
    const once = insert(original, inspect(original).sites, { variant: 'dropout', p: 0.3 }, { mode });
    expect(inspect(original).sites.map(({ value: name }) => name)).toEqual(['h', 'd']);
    expect(inspect(once).sites).toEqual([]);
    expect(inspect(activate(original)).sites.map(({ value: name }) => name)).toEqual(['h']);
    // an input keeps its name, so that what is behind dropout has a made one
    expect(inspect(insert(original, 'x', { variant: 'dropout', p: 0.3 }, { mode })).sites).toHaveLength(2);
  });
});
