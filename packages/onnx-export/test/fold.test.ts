// fold: the model in inference is what core's eval plan makes of each value, with the factor inside of weights wherever it can be.
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { createReferenceBackend, type DropoutConfig, lower } from '@dropkit/core';
import { ModelProtoSchema } from 'onnx-buf';
import { describe, expect, it, test } from 'vitest';
import { type FoldReport, fold } from '../src/fold/fold.js';
import { inspect } from '../src/inspect/inspect.js';
import { monteCarlo } from '../src/monte-carlo/monte-carlo.js';
import { activate } from '../src/surgery/activate.js';
import { insert } from '../src/surgery/insert.js';
import type { EditOptions } from '../src/surgery/options.js';
import type { SiteChoices } from '../src/surgery/site-choice.js';
import { strip } from '../src/surgery/strip.js';
import { BOOL, bool, buildModel, FLOAT16, floats, int64s, type ModelInit, type NodeInit, node, value } from './build.js';
import { feedsOf } from './real-feeds.js';
import { REAL_MODELS } from './real-models.js';
import { bitsOf, type Feeds, noise, ort, run } from './run.js';
import { sameBytes } from './same-bytes.js';
import { withMul } from './with-mul.js';

/** Keeps half: a power of two, by which floats are scaled without rounding, so that outputs must be equal in all bits. */
const HALF: DropoutConfig = { variant: 'dropout', p: 0.5, scaling: 'standard' };

function folded(bytes: Uint8Array): { bytes: Uint8Array; report: FoldReport } {
  const reports: FoldReport[] = [];
  const result = fold(bytes, { onReport: (report) => reports.push(report) });
  return { bytes: result, report: reports[0]! };
}

const data = (tensor: ort.OnnxValue | undefined) => Array.from((tensor as ort.Tensor).data as Float32Array);
const bits = (outputs: ort.InferenceSession.OnnxValueMapType) => Object.values(outputs).map(bitsOf).join();

/** x [2, 4] -> h = x + 1 -> the nodes. */
function net(nodes: NodeInit[], more: Partial<ModelInit['graph']> = {}, init: Partial<ModelInit> = {}): Uint8Array {
  return buildModel({
    opset: 18,
    ...init,
    graph: {
      node: [node('Add', ['x', 'one'], ['h']), ...nodes],
      input: [value('x', [2, 4])],
      output: [value('y')],
      ...more,
      initializer: [floats('one', [], [1]), ...(more.initializer ?? [])],
    },
  });
}

const weight = (name: string, rows: number, columns: number) =>
  floats(
    name,
    [rows, columns],
    Array.from({ length: rows * columns }, (_, i) => ((i * 5) % 7) - 3),
  );

/** Folds dropout at h and compares with a Mul behind h, bit by bit. */
async function check(
  bytes: Uint8Array,
  sites: SiteChoices = 'h',
  feeds: Feeds = { x: noise([2, 4]) },
  options: EditOptions = {},
) {
  const { bytes: result, report } = folded(insert(bytes, sites, HALF, options));
  const names = [sites].flat() as string[];
  const expected = await run(withMul(bytes, names, 0.5), feeds, 'disabled');
  expect(bits(await run(result, feeds, 'disabled'))).toBe(bits(expected));
  expect(report.undone).toBe(1);
  return { result, report };
}

describe('the mean over all masks', () => {
  const LINEAR = net([node('Gemm', ['h', 'w', 'c'], ['g']), node('MatMul', ['g', 'v'], ['y'])], {
    initializer: [weight('w', 4, 3), floats('c', [3], [1, -2, 4]), weight('v', 3, 2)],
  });
  const x = new ort.Tensor('float32', Float32Array.of(1, 2, -3, 4, 0, 5, -6, 7), [2, 4]);

  /** The mean of the outputs over all masks of h, one mask for both rows, each with its probability. */
  async function meanOverMasks(config: DropoutConfig & { p: number }): Promise<number[]> {
    const sampled = insert(LINEAR, 'h', config, { mode: 'boolMask' });
    const mean = [0, 0, 0, 0];
    for (let mask = 0; mask < 16; mask++) {
      const kept = Uint8Array.from({ length: 8 }, (_, i) => (mask >> (i % 4)) & 1);
      const count = kept.slice(0, 4).reduce((sum, is) => sum + is, 0);
      const { y } = await run(sampled, { x, h_mask: new ort.Tensor('bool', kept, [2, 4]) });
      for (const [i, out] of data(y).entries()) mean[i]! += (1 - config.p) ** count * config.p ** (4 - count) * out;
    }
    return mean;
  }

  it.each([0.5, 0.25, 0.75])('of a linear net is what it gives after fold, exactly, at p = %d', async (p) => {
    const config = { variant: 'dropout', p, scaling: 'standard' } as const;
    const { y } = await run(folded(insert(LINEAR, 'h', config)).bytes, { x });
    expect(data(y)).toEqual(await meanOverMasks(config)); // small integers and quarters: nothing is rounded
  });
});

test.each([
  ['the later site first', ['y', 'h']],
  ['the earlier site first', ['h', 'y']],
])('two sites one behind the other, the last one an output, %s', async (_, sites) => {
  const bytes = net([node('Relu', ['h'], ['y']), node('MatMul', ['h', 'w'], ['z'])], {
    initializer: [weight('w', 4, 3)],
    output: [value('y'), value('z')],
  });
  const sampled = sites.reduce((model, site) => insert(model, site, HALF), bytes);
  const feeds = { x: noise([2, 4]) };
  const expected = await run(withMul(bytes, ['h', 'y'], 0.5), feeds, 'disabled');
  expect(bits(await run(folded(sampled).bytes, feeds, 'disabled'))).toBe(bits(expected));
});

test('a model whose training is scaled already is that of strip, byte for byte', () => {
  const bytes = net([node('Dropout', ['h'], ['d']), node('Relu', ['d'], ['y'])], {}, { opset: 13 });
  const configs: DropoutConfig[] = [
    { variant: 'dropout', p: 0.3 },
    { variant: 'dropout', p: 0, scaling: 'standard' },
    { variant: 'alpha', p: 0.2 },
    { variant: 'gaussian', p: 0.2 },
    { variant: 'dropPath', p: 0.2, scaling: 'none' },
  ];
  for (const config of configs) {
    const { bytes: result, report } = folded(activate(insert(bytes, 'h', config)));
    expect(sameBytes(result, strip(bytes))).toBe(true);
    expect(report).toMatchObject({ undone: 2, folded: [], multiplied: [] });
  }
});

describe('operators', () => {
  const conv = (op: string) =>
    net([node('Reshape', ['h', 'to'], ['r']), node(op, ['r', 'k', 'c'], ['y'])], {
      initializer: [int64s('to', [1, 2, 2, 2]), floats('k', [2, 2, 1, 1], [1, 2, -3, 4]), floats('c', [2], [5, 6])],
    });
  const recurrent = (op: string, gates: number) =>
    net([node('Reshape', ['h', 'to'], ['r']), node(op, ['r', 'k', 'rk'], ['', 'y'], { hidden_size: 1n })], {
      initializer: [
        int64s('to', [4, 1, 2]),
        floats('k', [1, gates, 2], [1, 2, -3, 4, 5, 6, 7, 8].slice(0, gates * 2)),
        floats('rk', [1, gates, 1], [1, 2, 3, 4].slice(0, gates)),
      ],
    });
  it.each<[string, Uint8Array]>([
    ['Gemm', net([node('Gemm', ['h', 'w', 'c'], ['y'])], { initializer: [weight('w', 4, 3), floats('c', [3], [1, 2, 3])] })],
    [
      'Gemm on its B side, both transposed',
      net([node('Gemm', ['w', 'h'], ['y'], { transA: 1n, transB: 1n, alpha: 3 })], { initializer: [weight('w', 4, 5)] }),
    ],
    ['MatMul', net([node('MatMul', ['h', 'w'], ['y'])], { initializer: [weight('w', 4, 3)] })],
    ['MatMul on its right', net([node('MatMul', ['w', 'h'], ['y'])], { initializer: [weight('w', 3, 2)] })],
    ['Conv', conv('Conv')],
    ['ConvTranspose', conv('ConvTranspose')],
    ['LSTM', recurrent('LSTM', 4)],
    ['RNN', recurrent('RNN', 1)],
    [
      'what stays linear through Relu, Transpose and pooling',
      net(
        [
          node('Relu', ['h'], ['a']),
          node('Transpose', ['a'], ['b'], { perm: [1n, 0n] }),
          node('Unsqueeze', ['b', 'to'], ['c']),
          node('MaxPool', ['c'], ['d'], { kernel_shape: [2n] }),
          node('Squeeze', ['d', 'to'], ['e']),
          node('MatMul', ['e', 'w'], ['y']),
        ],
        { initializer: [int64s('to', [0]), weight('w', 1, 3)] },
      ),
    ],
    ['a Constant node', net([node('Constant', [], ['w'], { value: weight('', 4, 3) }), node('MatMul', ['h', 'w'], ['y'])])],
    [
      'several that take the value',
      net([node('MatMul', ['h', 'w'], ['a']), node('MatMul', ['h', 'v'], ['b']), node('Add', ['a', 'b'], ['y'])], {
        initializer: [weight('w', 4, 3), weight('v', 4, 3)],
      }),
    ],
  ])('%s takes it up in the weight', async (_, bytes) => {
    const { result, report } = await check(bytes);
    expect(report.multiplied).toEqual([]);
    expect(inspect(result).operators).toEqual(inspect(bytes).operators);
    expect(result.length).toBe(bytes.length); // the weights alone are others
  });

  it.each<[string, Uint8Array, string]>([
    [
      'no stored weight',
      net([node('MatMul', ['h', 'w'], ['y'])], { input: [value('x', [2, 4]), value('w', [4, 1])] }),
      'MatMul has no stored weights that it could be folded into',
    ],
    [
      'an input as default weight',
      net([node('MatMul', ['h', 'w'], ['y'])], {
        input: [value('x', [2, 4]), value('w', [4, 1])],
        initializer: [weight('w', 4, 1)],
      }),
      'MatMul has no stored weights that it could be folded into',
    ],
    [
      'the bias',
      net([node('Gemm', ['w', 'v', 'h'], ['y'])], { initializer: [weight('w', 2, 3), weight('v', 3, 4)] }),
      'Gemm has no stored weights that it could be folded into',
    ],
    [
      'the value with itself',
      net([node('Transpose', ['h'], ['t']), node('MatMul', ['h', 't'], ['y'])]),
      'Transpose, MatMul have no stored weights that it could be folded into',
    ],
    [
      'what is not linear',
      net([node('Sigmoid', ['h'], ['a']), node('MatMul', ['a', 'w'], ['y'])], { initializer: [weight('w', 4, 3)] }),
      'Sigmoid has no stored weights that it could be folded into',
    ],
    [
      'a body',
      net(
        [
          node('If', ['which'], ['y'], {
            then_branch: { name: 't', node: [node('Exp', ['h'], ['t'])], output: [value('t')] },
            else_branch: { name: 'e', node: [node('Neg', ['h'], ['e'])], output: [value('e')] },
          }),
        ],
        { initializer: [bool('which', true)] },
      ),
      'Exp, Neg have no stored weights that it could be folded into',
    ],
  ])('%s gets a Mul in front', async (_, bytes, reason) => {
    const { report } = await check(bytes, 'h', {
      x: noise([2, 4]),
      ...(inspect(bytes).inputs.length > 1 && { w: noise([4, 1], 1, 2) }),
    });
    expect(report).toMatchObject({ folded: [], multiplied: [{ value: 'h', factor: 0.5, reason }] });
  });

  it('a part of the takers gets a Mul, and an output its share', async () => {
    const nodes = [node('MatMul', ['h', 'w'], ['y']), node('Sigmoid', ['h'], ['z'])];
    const initializer = [weight('w', 4, 3)];
    const some = await check(net(nodes, { initializer, output: [value('y'), value('z')] }));
    expect(some.report).toMatchObject({
      folded: [{ weight: 'w', factor: 0.5, nodes: ['y'], copy: null }],
      multiplied: [{ value: 'h' }],
    });
    const named = await check(net(nodes, { initializer, output: [value('y'), value('z'), value('h')] }));
    expect(named.report).toMatchObject({ folded: [{ weight: 'w' }], multiplied: [{ value: 'h', reason: 'It is an output' }] });
    expect(inspect(named.result).operators.Mul).toBe(1);
  });
});

describe('weights', () => {
  it('that others take stay, and the scaled one is a copy', async () => {
    const nodes = [node('MatMul', ['h', 'w'], ['a']), node('MatMul', ['x', 'w'], ['b']), node('Add', ['a', 'b'], ['y'])];
    for (const ir of [3, 8]) {
      const input = [value('x', [2, 4]), ...(ir === 3 ? [value('w', [4, 3]), value('one', [])] : [])];
      const { report } = await check(net(nodes, { initializer: [weight('w', 4, 3)], input }, { ir, opset: 11 }));
      expect(report.folded).toEqual([{ weight: 'w', factor: 0.5, nodes: ['a'], copy: 'w_scaled' }]);
    }
  });

  it('of two values with dropout take up both', async () => {
    const bytes = net([node('Relu', ['h'], ['a']), node('MatMul', ['a', 'w'], ['y'])], { initializer: [weight('w', 4, 3)] });
    const { report } = await check(bytes, ['h', 'a']);
    expect(report.folded).toEqual([{ weight: 'w', factor: 0.25, nodes: ['y'], copy: null }]);
  });

  it('in other files stay, with a Mul for the constant folding of the runtime', () => {
    const external = {
      name: 'w',
      dims: [4n, 3n],
      dataType: 1,
      dataLocation: 1,
      externalData: [{ key: 'location', value: 'w.bin' }],
    };
    const bytes = net([node('MatMul', ['h', 'w'], ['y'])], { initializer: [external] });
    const { bytes: result, report } = folded(insert(bytes, 'h', HALF));
    expect(report).toMatchObject({
      folded: [],
      multiplied: [{ value: 'w', factor: 0.5, reason: 'Its data are in another file, which stays as it is' }],
    });
    const { graph } = fromBinary(ModelProtoSchema, result);
    expect(graph!.node.map(({ opType, input, output }) => [opType, ...input, ...output])).toEqual([
      ['Constant', 'w_scaled_by'],
      ['Mul', 'w', 'w_scaled_by', 'w_scaled'],
      ['Add', 'x', 'one', 'h'],
      ['MatMul', 'h', 'w_scaled', 'y'],
    ]);
    expect(inspect(result).externalData).toEqual(inspect(bytes).externalData);
  });

  const DROP_CONNECT: DropoutConfig = { variant: 'dropConnect', p: 0.5, scaling: 'standard' };
  const shared = net(
    [node('Gemm', ['h', 'w'], ['a'], {}, { name: 'layer' }), node('Gemm', ['h', 'w'], ['b']), node('Sub', ['a', 'b'], ['y'])],
    { initializer: [weight('w', 4, 3)] },
  );

  it('that are dropped themselves are scaled for the node that drops them', async () => {
    const { bytes, report } = folded(insert(shared, 'layer', DROP_CONNECT));
    expect(report.folded).toEqual([{ weight: 'w', factor: 0.5, nodes: ['a'], copy: 'w_scaled' }]);
    const { y } = await run(bytes, { x: noise([2, 4]) }, 'disabled');
    const { b } = await run(
      net([node('Gemm', ['h', 'w'], ['b'])], { initializer: [weight('w', 4, 3)], output: [value('b')] }),
      { x: noise([2, 4]) },
      'disabled',
    );
    expect(data(y)).toEqual(data(b).map((v) => v / 2 - v));
  });

  it('for all that take them, where they are named', () => {
    expect(folded(insert(shared, 'w', DROP_CONNECT)).report.folded).toEqual([
      { weight: 'w', factor: 0.5, nodes: ['a', 'b'], copy: null },
    ]);
  });

  it('also beside dropout of the value, in several edits', () => {
    const once = insert(insert(shared, 'layer', DROP_CONNECT), 'a', HALF);
    const { report } = folded(insert(insert(once, 'h', HALF), 'layer', DROP_CONNECT));
    expect(report).toMatchObject({ undone: 4, multiplied: [{ value: 'a', factor: 0.5 }] });
    expect(report.folded).toEqual([
      { weight: 'w', factor: 0.125, nodes: ['a'], copy: 'w_scaled' },
      { weight: 'w', factor: 0.5, nodes: ['b'], copy: 'w_scaled_1' },
    ]);
  });

  it('that are computed get a Mul', () => {
    const bytes = net([node('Neg', ['v'], ['w']), node('Gemm', ['h', 'w'], ['y'])], { initializer: [weight('v', 4, 3)] });
    expect(folded(insert(bytes, 'y', DROP_CONNECT)).report).toMatchObject({ folded: [], multiplied: [{ value: 'w' }] });
  });
});

describe('element types', () => {
  const typed = (type: number, tensor: object) =>
    buildModel({
      opset: 18,
      graph: {
        node: [
          node('Cast', ['x'], ['h'], { to: BigInt(type) }),
          node('MatMul', ['h', 'w'], ['a']),
          node('Sigmoid', ['h'], ['s']),
          node('Cast', ['a'], ['y'], { to: 1n }),
          node('Cast', ['s'], ['z'], { to: 1n }),
        ],
        initializer: [{ name: 'w', dims: [4n, 1n], dataType: type, ...tensor }],
        input: [value('x', [2, 4])],
        output: [value('y'), value('z')],
      },
    });
  const bytesOf = (array: Float64Array | Uint16Array) => ({ rawData: new Uint8Array(array.buffer) });
  it.each<[string, number, object]>([
    ['float32 in its field', 1, { floatData: [1, 2, 3, 4] }],
    ['float64', 11, bytesOf(Float64Array.of(1, 2, 3, 4))],
    ['float64 in its field', 11, { doubleData: [1, 2, 3, 4] }],
    ['float16', FLOAT16, bytesOf(Uint16Array.of(0x3c00, 0x4000, 0x4200, 0x4400))],
    ['float16 in int32_data', FLOAT16, { int32Data: [0x3c00, 0x4000, 0x4200, 0x4400] }],
  ])('%s', async (_, type, tensor) => {
    const bytes = typed(type, tensor);
    const { bytes: result, report } = folded(insert(bytes, 'h', HALF));
    expect(report).toMatchObject({ folded: [{ weight: 'w' }], multiplied: [{ value: 'h' }] });
    const x = new ort.Tensor('float32', Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), [2, 4]);
    const halves = new ort.Tensor('float32', Float32Array.of(0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4), [2, 4]);
    expect(bits(await run(result, { x }, 'disabled'))).toBe(bits(await run(bytes, { x: halves }, 'disabled')));
  });
});

describe('models', () => {
  it('that another tool wrote anew are folded by the names in their records', async () => {
    const bytes = net(
      [
        node('Gemm', ['h', 'w'], ['a'], {}, { name: 'layer' }),
        node('Gemm', ['h', 'w'], ['b']),
        node('Dropout', ['a'], ['d']),
        node('Add', ['d', 'b'], ['y']),
      ],
      { initializer: [weight('w', 4, 3)] },
    );
    const edited = activate(insert(insert(bytes, 'h', HALF), 'layer', { variant: 'dropConnect', p: 0.5, scaling: 'standard' }), {
      config: HALF,
    });
    const rewritten = toBinary(
      ModelProtoSchema,
      create(ModelProtoSchema, { ...fromBinary(ModelProtoSchema, edited), docString: 'rewritten' }),
    );
    const here = folded(edited);
    const there = folded(rewritten);
    const buffer = Buffer.from(rewritten); // whose slice() is no copy
    expect(sameBytes(folded(buffer).bytes, there.bytes)).toBe(true);
    expect(sameBytes(buffer, rewritten)).toBe(true);
    expect(here.report).toMatchObject({ undone: 3, takenOut: 0, removed: [{ output: 'd' }] });
    expect(there.report).toMatchObject({ ...here.report, undone: 0, takenOut: 3, removed: [{ output: 'd' }] });
    const feeds = { x: noise([2, 4]) };
    expect(bits(await run(there.bytes, feeds, 'disabled'))).toBe(bits(await run(here.bytes, feeds, 'disabled')));
    expect(inspect(there.bytes).inputs.map(({ name }) => name)).toEqual(['x']);
  });

  it('with bodies: sites of sibling bodies with one name are told apart', async () => {
    const body = (name: string, op: string): object => ({
      name,
      node: [node('Neg', ['h'], ['r']), node(op, ['r', 'w'], [name])],
      output: [value(name)],
    });
    const bytes = net([node('If', ['which'], ['y'], { then_branch: body('t', 'MatMul'), else_branch: body('e', 'MatMul') })], {
      initializer: [weight('w', 4, 3)],
      input: [value('x', [2, 4]), value('which', [], BOOL)],
    });
    const second = inspect(bytes).sites.find(({ value: name, scope }) => name === 'r' && scope.endsWith('[1].g')) ?? {
      value: 'r',
      scope: 'graph.node[1].attribute[1].g',
    };
    const { bytes: result, report } = folded(insert(bytes, { value: 'r', scope: second.scope }, HALF));
    expect(report.folded).toEqual([{ weight: 'w', factor: 0.5, nodes: ['e'], copy: 'w_scaled' }]);
    const outputs = async (model: Uint8Array, which: boolean) =>
      data(
        (await run(model, { x: noise([2, 4]), which: new ort.Tensor('bool', Uint8Array.of(Number(which)), []) }, 'disabled')).y,
      );
    expect(await outputs(result, true)).toEqual(await outputs(bytes, true));
    expect(await outputs(result, false)).toEqual((await outputs(bytes, false)).map((v) => v / 2));
  });

  it('of old opsets stay what they were', async () => {
    const { result } = await check(net([node('Sigmoid', ['h'], ['y'])], {}, { opset: 9 }));
    expect(inspect(result).opsets).toEqual({ 'ai.onnx': 9 });
  });

  it('are core eval plans: any keep', async () => {
    const config: DropoutConfig = { variant: 'spatial', p: 0.3, scaling: 'standard', layout: 'channelsLast' };
    const bytes = buildModel({
      opset: 18,
      graph: {
        node: [node('Add', ['x', 'x'], ['h']), node('Tanh', ['h'], ['y'])],
        input: [value('x', [2, 3, 4])],
        output: [value('y'), value('h')],
      },
    });
    const { h } = await run(fold(insert(bytes, 'h', config)), { x: noise([2, 3, 4]) });
    const x = (noise([2, 3, 4]).data as Float32Array).map((v) => 2 * v);
    const plan = lower(config, [2, 3, 4], 'eval');
    expect(data(h)).toEqual(Array.from(createReferenceBackend().forward(plan, { seed: 0n, stream: 0, step: 0 }, x)));
  });

  it('that compute several samples in one run', () => {
    const bytes = net([node('MatMul', ['h', 'w'], ['y'])], { initializer: [weight('w', 4, 3)], input: [value('x', ['N', 4])] });
    const sampled = insert(bytes, 'h', HALF);
    const { bytes: result, report } = folded(monteCarlo(sampled));
    expect(report.undone).toBe(2);
    expect(sameBytes(result, fold(sampled))).toBe(true);
  });

  it.each(REAL_MODELS.filter(({ name }) => /cls|det|rec_|embedding|jarvis/.test(name)))('$name', async ({ name, read }) => {
    const bytes = read();
    const sites = inspect(bytes).sites.map((site) => ({ value: site.value, scope: site.scope }));
    const { bytes: result, report } = folded(insert(bytes, sites, HALF, { dtype: 'float32' }));
    expect(report.folded.length).toBeGreaterThan(0);
    const values = sites.map((site) => site.value);
    const expected = await run(withMul(bytes, values, 0.5), feedsOf(name), 'disabled');
    expect(bits(await run(result, feedsOf(name), 'disabled'))).toBe(bits(expected));
  });
});

describe('refused', () => {
  it('a model without dropout of this package', () => {
    const bytes = net([node('Dropout', ['h'], ['y'])]);
    expect(() => fold(bytes)).toThrow(/fold: the model has no dropout that insert or activate put in.*strip for native Dropout/);
  });

  it('rows with probabilities of their own', () => {
    const bytes = insert(net([node('Neg', ['h'], ['y'])]), 'h', {
      variant: 'perSample',
      probabilities: [0.1, 0.2],
      scaling: 'standard',
    });
    expect(() => fold(bytes)).toThrow('in inference perSample between "dk_x_0" and "h" is a plan of kind rows');
  });

  it('what is no model', () => {
    expect(() => fold('model' as never)).toThrow('[@dropkit/onnx-export] fold: "model" expected a Uint8Array, got "model".');
  });
});
