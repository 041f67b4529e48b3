// What insert puts into a graph: core's masks at each site's address, every way to choose places, every way masks come in.
import { createReferenceBackend, type DropoutConfig, lower, streamId } from '@dropkit/core';
import { describe, expect, it, test } from 'vitest';
import { inspect } from '../src/inspect/inspect.js';
import { activate } from '../src/surgery/activate.js';
import { insert } from '../src/surgery/insert.js';
import type { EditOptions } from '../src/surgery/options.js';
import type { EditReport } from '../src/surgery/report.js';
import type { SiteChoices } from '../src/surgery/site-choice.js';
import { strip } from '../src/surgery/strip.js';
import { BOOL, bool, buildModel, FLOAT, FLOAT16, floats, int64s, type ModelInit, node, value } from './build.js';
import { bitsOf, type Feeds, noise, ort, run } from './run.js';
import { sameBytes } from './same-bytes.js';

const P30: DropoutConfig = { variant: 'dropout', p: 0.3 };
const DIMS = [2, 3, 4, 5];
const backend = createReferenceBackend();

const address = (seed = 42n, step = 7) => ({
  seed: new ort.Tensor('uint64', BigUint64Array.of(seed), []),
  step: new ort.Tensor('uint32', Uint32Array.of(step), []),
});

/** Relu, Neg, Abs in a row, each an output, of x with declared sizes, names or nothing. */
function chain(more: Partial<ModelInit> = {}, dims: readonly (number | string)[] | null = DIMS): Uint8Array {
  return buildModel({
    opset: 18,
    ...more,
    graph: {
      node: [
        node('Relu', ['x'], ['a'], {}, { name: 'first' }),
        node('Neg', ['a'], ['b'], {}, { name: 'second' }),
        node('Abs', ['b'], ['c']),
      ],
      input: [value('x', dims ?? undefined)],
      output: [value('a'), value('b'), value('c')],
      ...more.graph,
    },
  });
}

function edit(
  bytes: Uint8Array,
  sites: SiteChoices,
  config = P30,
  options: EditOptions = {},
  original = bytes,
): { bytes: Uint8Array; report: EditReport } {
  const reports: EditReport[] = [];
  const edited = insert(bytes, sites, config, { ...options, onReport: (report) => reports.push(report) });
  expect(sameBytes(strip(edited), original)).toBe(true);
  return { bytes: edited, report: reports[0]! };
}

const data = (tensor: ort.OnnxValue | undefined) => (tensor as ort.Tensor).data as Float32Array;

/** What core makes of x at a site. */
function dropped(config: DropoutConfig, x: Float32Array, stream: number, dims: readonly number[] = DIMS, step = 7): Float32Array {
  return backend.forward(lower(config, dims, 'train'), { seed: 42n, stream, step }, x);
}

describe('masks', () => {
  it('are those of core at the site, whose stream is that of its name', async () => {
    const { bytes, report } = edit(chain(), 'first');
    const { a, b } = await run(bytes, { x: noise(DIMS), ...address() });
    const x = data(noise(DIMS)).map((v) => Math.max(v, 0));
    const expected = dropped(P30, x, streamId('a'));
    expect(Array.from(data(a))).toEqual(Array.from(expected));
    expect(Array.from(data(b))).toEqual(Array.from(expected, (v) => -v));
    expect(report.sites).toEqual([
      {
        name: 'a',
        value: 'a',
        scope: 'graph',
        stream: streamId('a'),
        config: P30,
        elementType: 'float32',
        maskShape: [null, null, null, null],
        maskInput: null,
      },
    ]);
    expect(report).toMatchObject({
      mode: 'rng',
      address: { seed: 'seed', step: 'step' },
      newInputs: ['seed', 'step'],
      skipped: [],
    });
  });

  const variants: [string, DropoutConfig][] = [
    ['spatial', { variant: 'spatial', p: 0.4, layout: 'channelsFirst' }],
    ['dropBlock, which needs sizes', { variant: 'dropBlock', p: 0.3, blockSize: 2 }],
    ['dropPath', { variant: 'dropPath', p: 0.5, mode: 'row' }],
    ['alpha', { variant: 'alpha', p: 0.2 }],
    ['standard scaling', { variant: 'dropout', p: 0.5, scaling: 'standard' }],
  ];
  it.each(variants)('of %s', async (_, config) => {
    const { bytes } = edit(chain(), 'second', config);
    const { b } = await run(bytes, { x: noise(DIMS), ...address() });
    const x = data(noise(DIMS)).map((v) => -Math.max(v, 0));
    const expected = dropped(config, x, streamId('b'));
    for (const [i, y] of data(b).entries()) expect(y).toBeCloseTo(expected[i]!, 5); // alpha may differ by 2 ulp
    expect(
      data(b)
        .map(Number)
        .filter((y) => y === 0).length,
    ).toBe(expected.filter((y) => y === 0).length);
  });

  it.each([[['N', 3, 'H', 'W']], [null]])('follow the shape at run time: declared as %s', async (declared) => {
    const { bytes } = edit(chain({}, declared), 'first');
    for (const dims of [DIMS, [5, 3, 1, 9]]) {
      const { a } = await run(bytes, { x: noise(dims), ...address() });
      const x = data(noise(dims)).map((v) => Math.max(v, 0));
      expect(Array.from(data(a))).toEqual(Array.from(dropped(P30, x, streamId('a'), dims)));
    }
  });

  it('follow the shape at run time where the file declares another', async () => {
    const graph = {
      node: [node('Reshape', ['x', 'to'], ['a'], {}, { name: 'first' })],
      initializer: [],
      input: [value('x', ['N']), value('to', [2], 7)],
      output: [value('a')],
      valueInfo: [],
    };
    const bytes = buildModel({ opset: 18, graph: { ...graph, valueInfo: [value('a', [1, 6])] } });
    const feeds = { x: noise([12]), to: new ort.Tensor('int64', BigInt64Array.of(2n, 6n), [2]), ...address() };
    const { a } = await run(edit(bytes, 'a').bytes, feeds);
    expect(Array.from(data(a))).toEqual(Array.from(dropped(P30, data(noise([12])), streamId('a'), [2, 6])));
  });

  it('of float16 values', async () => {
    const bytes = buildModel({
      opset: 18,
      graph: {
        node: [node('Cast', ['x'], ['h'], { to: BigInt(FLOAT16) }), node('Cast', ['h'], ['y'], { to: BigInt(FLOAT) })],
        input: [value('x', DIMS)],
        output: [value('y', DIMS)],
      },
    });
    const ones = new ort.Tensor('float32', new Float32Array(120).fill(1), DIMS);
    const { y } = await run(edit(bytes, 'h', { variant: 'dropout', p: 0.5 }).bytes, { x: ones, ...address() });
    expect(Array.from(data(y))).toEqual(Array.from(dropped({ variant: 'dropout', p: 0.5 }, data(ones), streamId('h'))));
  });
});

describe('places', () => {
  const valuesOf = (sites: SiteChoices, bytes = chain()) => edit(bytes, sites).report.sites.map((site) => site.value);

  it.each<[string, SiteChoices, string[]]>([
    ['the name of a node', 'second', ['b']],
    ['the name of a value', 'c', ['c']],
    ['an input', 'x', ['x']],
    ['a pattern of either', /^(first|c)$/, ['a', 'c']],
    ['a pattern with memory', /a/g, ['a']],
    ['an operator', { op: 'Neg' }, ['b']],
    ['operator and name, of which one differs', [{ op: 'Neg', name: 'second' }, 'a'], ['a', 'b']],
    ['a value and its scope', { value: 'b', scope: 'graph' }, ['b']],
    ['several, each once', ['a', 'first', /a/], ['a']],
  ])('%s', (_, sites, expected) => {
    expect(valuesOf(sites)).toEqual(expected);
  });

  it('candidates of inspect, as they are', () => {
    const graph = {
      node: [node('Relu', ['x'], ['a']), node('Gemm', ['a', 'w'], ['y'])],
      initializer: [floats('w', [3, 1], [1, 2, 3])],
      input: [value('x', [2, 3])],
      output: [value('y')],
    };
    const bytes = buildModel({ opset: 11, graph });
    expect(valuesOf(inspect(bytes).sites, bytes)).toEqual(['a']);
  });

  it.each<[string, unknown, string]>([
    ['a name that is not there', 'nobody', 'insert: "sites[0]" expected a place that the model has, got "nobody".'],
    ['the name that nodes without one have', '', 'insert: "sites[0]" expected a place that the model has, got "".'],
    ['a second choice that nothing meets', ['a', { op: 'Conv' }], '"sites[1]" expected a place that the model has, got op Conv.'],
    ['nothing at all', [], '"sites" expected at least one place, got [].'],
    ['an empty filter', {}, '"sites[0]" expected an op, a name or a value, got neither.'],
    ['an unknown field', { opType: 'Relu' }, '"sites[0].opType" expected no such field, got "Relu".'],
    ['a number', 3, '"sites[0]" expected a name, a RegExp or { op?, name?, value?, scope? }, got 3.'],
  ])('%s is an error', (_, sites, message) => {
    expect(() => insert(chain(), sites as SiteChoices, P30)).toThrow(message);
  });

  it('a pattern leaves out what cannot be dropped from, and says so; a name does not', () => {
    const graph = {
      node: [node('Relu', ['x'], ['a']), node('Shape', ['a'], ['as']), node('Own', ['a'], ['ax'], {}, { domain: 'own' })],
      input: [value('x', DIMS)],
      output: [value('a')],
    };
    const bytes = buildModel({ opset: 18, domains: { own: 1 }, graph });
    expect(edit(bytes, /^a/).report.skipped).toEqual([
      { value: 'as', scope: 'graph', reason: 'It is int64, not float' },
      { value: 'ax', scope: 'graph', reason: 'Its element type is not known; say options.dtype' },
    ]);
    expect(() => insert(bytes, 'as', P30)).toThrow('expected a place that dropout can follow, got "as". It is int64, not float.');
    expect(edit(bytes, 'ax', P30, { dtype: 'float32' }).report.sites).toHaveLength(1);
  });

  it('in functions there is no seed: refused by name, left out by pattern', () => {
    const fn = {
      name: 'F',
      domain: 'own',
      input: ['u'],
      output: ['v'],
      node: [node('Relu', ['u'], ['v'])],
      opsetImport: [{ domain: '', version: 18n }],
    };
    const graph = { node: [node('F', ['x'], ['y'], {}, { domain: 'own' })], input: [value('x', DIMS)], output: [value('y')] };
    const bytes = buildModel({ opset: 18, functions: [fn], domains: { own: 1 }, graph });
    expect(() => insert(bytes, { op: 'Relu' }, P30)).toThrow(/It is in a function of the model.*inline functions first/);
  });
});

test('an input is dropped for all that take it, and keeps its name', async () => {
  const { bytes } = edit(chain(), 'x');
  const { a } = await run(bytes, { x: noise(DIMS), ...address() });
  const x = dropped(P30, data(noise(DIMS)), streamId('x')).map((v) => Math.max(v, 0));
  expect(Array.from(data(a))).toEqual(Array.from(x));
});

test('weights: DropConnect on what Gemm, MatMul and Conv multiply with, and not on what else takes it', async () => {
  const graph = {
    node: [node('MatMul', ['x', 'w'], ['y'], {}, { name: 'layer' }), node('Identity', ['w'], ['z'])],
    initializer: [floats('w', [2, 2], [1, 2, 3, 4])],
    input: [value('x', [2, 2])],
    output: [value('y'), value('z')],
  };
  const config: DropoutConfig = { variant: 'dropConnect', p: 0.5 };
  const bytes = buildModel({ opset: 18, graph });
  const { bytes: edited, report } = edit(bytes, 'layer', config);
  expect(report.sites[0]).toMatchObject({ value: 'w', maskShape: [2, 2] });
  const identity = new ort.Tensor('float32', Float32Array.of(1, 0, 0, 1), [2, 2]);
  const { y, z } = await run(edited, { x: identity, ...address() });
  expect(Array.from(data(y))).toEqual(Array.from(dropped(config, Float32Array.of(1, 2, 3, 4), streamId('w'), [2, 2])));
  expect(Array.from(data(z))).toEqual([1, 2, 3, 4]);
  expect(() => insert(bytes, { value: 'z' }, config)).toThrow('Identity has no weights that dropConnect drops.');
});

test('bodies take seed and step from around them; sibling bodies with equal names have streams of their own', async () => {
  const body = (op: string) => ({ name: op, node: [node(op, ['a'], ['r'])], output: [value('r', DIMS)] });
  const graph = {
    node: [node('Relu', ['x'], ['a']), node('If', ['w'], ['y'], { then_branch: body('Neg'), else_branch: body('Exp') })],
    input: [value('x', DIMS), value('w', [], BOOL)],
    output: [value('y', DIMS)],
  };
  const { bytes, report } = edit(buildModel({ opset: 18, graph }), /^(a|r)$/);
  expect(report.sites.map(({ name }) => name)).toEqual(['a', 'r', 'r.2']);
  const a = dropped(
    P30,
    data(noise(DIMS)).map((v) => Math.max(v, 0)),
    streamId('a'),
  );
  for (const [which, op, name] of [
    [true, (v: number) => -v, 'r'],
    [false, (v: number) => Math.fround(Math.exp(v)), 'r.2'],
  ] as const) {
    const w = new ort.Tensor('bool', [which], []);
    const { y } = await run(bytes, { x: noise(DIMS), w, ...address() });
    const expected = dropped(P30, a.map(op), streamId(name));
    for (const [i, v] of data(y).entries()) expect(v).toBeCloseTo(expected[i]!, 5);
  }
});

test('a second edit draws from the same inputs, with another stream for the same value', async () => {
  const once = insert(chain(), 'a', P30);
  const { bytes, report } = edit(once, ['a', 'b'], P30, {}, chain());
  expect(report.newInputs).toEqual([]);
  expect(report.sites.map(({ name }) => name)).toEqual(['a.2', 'b']);
  const { a } = await run(bytes, { x: noise(DIMS), ...address() });
  const first = dropped(
    P30,
    data(noise(DIMS)).map((v) => Math.max(v, 0)),
    streamId('a'),
  );
  expect(Array.from(data(a))).toEqual(Array.from(dropped(P30, first, streamId('a.2'))));
});

describe('where dropout of this package already is', () => {
  const reason = 'Dropout of this package is there already; name the value, "a", to drop from it once more';
  const once = insert(chain(), 'a', P30);

  it.each([[{ op: 'Relu' }], [/^a$/], [{ name: /first/ }]])('%o puts no more of it, and says so', (choice) => {
    const { report } = edit(once, [choice, 'c'], P30, {}, chain());
    expect(report.sites.map(({ value: name }) => name)).toEqual(['c']);
    expect(report.skipped).toEqual([{ value: 'a', scope: 'graph', reason }]);
    expect(() => insert(once, choice, P30)).toThrow(
      `[@dropkit/onnx-export] insert: "sites" expected a place that dropout can follow, got "a". ${reason}.`,
    );
  });

  it('the name of the node is that of a place in front of it, and an error', () => {
    expect(() => insert(once, 'first', P30)).toThrow(`got "a". ${reason}.`);
  });

  it('what activate made is left alone too, and so are nodes inside of it', () => {
    const graph = {
      node: [node('Relu', ['x'], ['h']), node('Dropout', ['h'], ['d']), node('Mul', ['d', 'd'], ['y'])],
      input: [value('x', DIMS)],
      output: [value('y')],
    };
    const active = activate(buildModel({ opset: 18, graph }), { mode: 'boolMask' });
    expect(() => insert(active, { op: 'Relu' }, P30)).toThrow('got "d". Dropout of this package is there already');
    const { report } = edit(active, /./, P30, { mode: 'boolMask' }, strip(active));
    expect(report.sites.map(({ value: name }) => name)).toEqual(['y']);
    expect(report.skipped.map(({ reason: why }) => why)).toContain('It is inside of dropout of this package');
  });

  it('weights are dropped once', () => {
    const graph = {
      node: [node('Gemm', ['x', 'w'], ['g'], {}, { name: 'one' }), node('Gemm', ['g', 'w'], ['y'], {}, { name: 'two' })],
      initializer: [floats('w', [2, 2], [1, 2, 3, 4])],
      input: [value('x', ['N', 2])],
      output: [value('y', ['N', 2])],
    };
    const original = buildModel({ opset: 18, graph });
    const config = { variant: 'dropConnect', p: 0.3 } as const;
    const { report } = edit(insert(original, 'one', config), { op: 'Gemm' }, config, {}, original);
    expect(report.sites.map(({ name }) => name)).toEqual(['w.2']); // of the second, which took them as they are
    expect(report.skipped).toEqual([
      { value: 'w', scope: 'graph', reason: 'These weights have dropout of this package already' },
    ]);
  });
});

test('streams can be said, as those of layers in other frameworks', async () => {
  const { report } = edit(chain(), ['a', 'b'], P30, { streams: { a: 3, b: 'hidden_dropout' } });
  expect(report.sites.map(({ stream }) => stream)).toEqual([3, streamId('hidden_dropout')]);
  expect(() => insert(chain(), 'a', P30, { streams: { a: -1 } })).toThrow(
    '"options.streams["a"]" expected a name, or an integer from 0',
  );
});

test('names that the model has already are not taken', async () => {
  const graph = {
    node: [node('Add', ['seed', 'step'], ['dk_0']), node('Neg', ['dk_0'], ['dk_x_0']), node('Abs', ['dk_x_0'], ['y'])],
    input: [value('seed', DIMS), value('step', DIMS)],
    output: [value('y')],
  };
  const { bytes, report } = edit(buildModel({ opset: 18, graph }), 'y');
  expect(report.address).toEqual({ seed: 'seed_1', step: 'step_1' });
  const { seed, step } = address();
  const { y } = await run(bytes, { seed: noise(DIMS), step: noise(DIMS), seed_1: seed, step_1: step });
  const x = data(noise(DIMS)).map((v) => Math.abs(v + v));
  expect(Array.from(data(y))).toEqual(Array.from(dropped(P30, x, streamId('y'))));
});

describe('old models', () => {
  it('of IR version 3: stored tensors are no inputs any more, and the opset is 18', async () => {
    const graph = {
      node: [node('Mul', ['x', 'w'], ['a']), node('Unsqueeze', ['a'], ['y'], { axes: [0n] })],
      initializer: [floats('w', [1], [2])],
      input: [value('x', DIMS), value('w', [1])],
      output: [value('y')],
    };
    const { bytes, report } = edit(buildModel({ opset: 9, ir: 3, graph }), 'a');
    expect(report).toMatchObject({ opset: { before: 9, after: 18 }, irVersion: { before: 3, after: 8 } });
    const { y } = await run(bytes, { x: noise(DIMS), ...address() });
    const x = data(noise(DIMS)).map((v) => v * 2);
    expect(Array.from(data(y))).toEqual(Array.from(dropped(P30, x, streamId('a'))));
  });

  /** Resize of opset 10 that goes both ways has no equal in 18. */
  const stuck = () =>
    buildModel({
      opset: 10,
      ir: 5,
      graph: {
        node: [node('Relu', ['x'], ['a']), node('Resize', ['a', 'scales'], ['y'])],
        initializer: [floats('scales', [4], [1, 1, 2, 0.5])],
        input: [value('x', [1, 1, 2, 4])],
        output: [value('y')],
      },
    });

  it('that cannot be upgraded take masks as inputs, and the report says why', async () => {
    const { bytes, report } = edit(stuck(), 'a', P30);
    expect(report).toMatchObject({ mode: 'boolMask', address: null, newInputs: ['a_mask'], opset: { before: 10, after: 10 } });
    expect(report.upgradeProblems[0]).toMatchObject({ op: 'Resize', opset: 11 });
    expect(report.sites[0]).toMatchObject({ maskInput: 'a_mask' });
    const mask = (kept: number) => new ort.Tensor('bool', new Uint8Array(8).fill(kept), [1, 1, 2, 4]);
    const original = await run(stuck(), { x: noise([1, 1, 2, 4]) });
    const { y } = await run(bytes, { x: noise([1, 1, 2, 4]), a_mask: mask(1) });
    const scale = Math.fround(1 / 0.7);
    expect(Array.from(data(y))).toEqual(Array.from(data(original.y), (v) => Math.fround(v * scale)));
    const none = await run(bytes, { x: noise([1, 1, 2, 4]), a_mask: mask(0) });
    expect(data(none.y).every((v) => v === 0)).toBe(true);
  });

  it('and are refused where the mode or the variant needs the newer opset', () => {
    expect(() => insert(stuck(), 'a', P30, { mode: 'rng' })).toThrow(/opset 18 cannot say what this model does/);
    expect(() => insert(stuck(), 'a', { variant: 'dropBlock', p: 0.1, blockSize: 2 })).toThrow(/cannot say what this model does/);
  });
});

describe('masks as inputs', () => {
  const x = data(noise(DIMS)).map((v) => Math.max(v, 0));
  const plan = lower(P30, DIMS, 'train');
  const packed = backend.mask(plan, { seed: 42n, stream: streamId('a'), step: 7 });
  const bits = Uint8Array.from({ length: 120 }, (_, i) => (packed[i >> 5]! >>> (i & 31)) & 1);
  const masks: [EditOptions['mode'], Feeds[string]][] = [
    ['boolMask', new ort.Tensor('bool', bits, DIMS)],
    ['packedMask', new ort.Tensor('uint32', packed, [packed.length])],
  ];
  it.each(masks)('%s', async (mode, tensor) => {
    const { bytes, report } = edit(chain(), 'a', P30, { mode: mode! });
    expect(report.newInputs).toEqual(['a_mask']);
    const { a } = await run(bytes, { x: noise(DIMS), a_mask: tensor });
    expect(Array.from(data(a))).toEqual(Array.from(dropped(P30, x, streamId('a'))));
  });
});

describe('refused', () => {
  it.each<[string, () => unknown, string]>([
    ['a wrong config', () => insert(chain(), 'a', { variant: 'dropout' } as never), '"p"'],
    ['an unknown option', () => insert(chain(), 'a', P30, { seed: 3 } as never), '"options.seed" expected no such option'],
    [
      'an unknown mode',
      () => insert(chain(), 'a', P30, { mode: 'gpu' as never }),
      '"options.mode" expected auto, rng, packedMask, boolMask',
    ],
    [
      'a second input',
      () => insert(chain(), 'a', { variant: 'zoneout', p: 0.1 }),
      'insert: "config" expected a variant with one input, got zoneout',
    ],
    [
      'a config that does not fit',
      () => insert(chain({}, [2, 3]), 'a', { variant: 'dropBlock', p: 0.1, blockSize: 2 }),
      '(site "a")',
    ],
    [
      'sizes that are not known',
      () => insert(chain({}, ['N', 3, 'H', 5]), 'a', { variant: 'dropBlock', p: 0.1, blockSize: 2 }),
      'insert: "shape (dropBlock)" expected sizes that this variant computes with, got [N, 3, H, 5]',
    ],
    [
      'a mask for noise',
      () => insert(chain(), 'a', { variant: 'gaussian', p: 0.1 }, { mode: 'boolMask' }),
      'insert: "mask" expected a plan that a mask decides, got noise. Draw in the graph instead. (site "a")',
    ],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(message);
  });
});

test('what another tool wrote anew is taken out by its names', async () => {
  const original = buildModel({
    opset: 18,
    graph: {
      node: [node('Relu', ['x'], ['a']), node('Gemm', ['a', 'w'], ['y'])],
      initializer: [
        floats(
          'w',
          [5, 2],
          Array.from({ length: 10 }, (_, i) => i),
        ),
      ],
      input: [value('x', [3, 5])],
      output: [value('y')],
    },
  });
  const { fromBinary, toBinary } = await import('@bufbuild/protobuf');
  const { ModelProtoSchema } = await import('onnx-buf');
  const rewritten = (bytes: Uint8Array) => {
    const model = fromBinary(ModelProtoSchema, bytes);
    model.producerName = 'another tool'; // in front of what was there
    return toBinary(ModelProtoSchema, model);
  };
  const twice = rewritten(insert(insert(original, ['a', 'x'], P30), 'y', { variant: 'gaussian', p: 0.2 }));
  const reports: unknown[] = [];
  const result = strip(twice, { onReport: (report) => reports.push(report) });
  expect(reports).toEqual([{ undone: 0, takenOut: 2, removed: [], unusedInputs: [] }]);
  const { operators, inputs, functions, opsets, initializers } = inspect(result);
  expect({ operators, functions, opsets }).toEqual({ operators: { Gemm: 1, Relu: 1 }, functions: [], opsets: { 'ai.onnx': 18 } });
  expect([inputs.map(({ name }) => name), initializers.count]).toEqual([['x'], 1]);
  const [before, after] = [await run(original, { x: noise([3, 5]) }), await run(result, { x: noise([3, 5]) })];
  expect(bitsOf(after.y!)).toBe(bitsOf(before.y!));
});

test('weights that were trained on stay as they are now', () => {
  const graph = {
    node: [node('Add', ['x', 'w'], ['y'])],
    initializer: [floats('w', [2], [1, 2])],
    input: [value('x', [2])],
    output: [value('y')],
  };
  const original = buildModel({ opset: 18, graph });
  const edited = insert(original, 'y', P30);
  const weight = new Uint8Array(Float32Array.of(1, 2).buffer);
  const at = Buffer.from(edited).indexOf(weight);
  edited.set(new Uint8Array(Float32Array.of(5, 6).buffer), at);
  const trained = buildModel({ opset: 18, graph: { ...graph, initializer: [floats('w', [2], [5, 6])] } });
  expect(sameBytes(strip(edited), trained)).toBe(true);
});

test('a bool constant and an int64 constant are no places', () => {
  const graph = {
    node: [node('Relu', ['x'], ['a'])],
    initializer: [bool('f', true), int64s('i', [1])],
    input: [value('x', DIMS)],
    output: [value('a')],
  };
  const bytes = buildModel({ opset: 18, graph });
  for (const name of ['f', 'i']) expect(() => insert(bytes, name, P30)).toThrow('not float.');
});
