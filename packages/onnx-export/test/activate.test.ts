// Native Dropout nodes made to drop: core's masks at every opset, whatever the node's switch said.
import { createReferenceBackend, type DropoutConfig, isKept, lower, streamId } from '@dropkit/core';
import { describe, expect, it, test } from 'vitest';
import { inspect } from '../src/inspect/inspect.js';
import { type ActivateOptions, activate } from '../src/surgery/activate.js';
import { insert } from '../src/surgery/insert.js';
import type { EditReport } from '../src/surgery/report.js';
import { strip } from '../src/surgery/strip.js';
import { BOOL, bool, buildModel, FLOAT, floats, type GraphInit, type NodeInit, node, value } from './build.js';
import { noise, ort, run } from './run.js';
import { sameBytes } from './same-bytes.js';

const DIMS = [4, 50];
const backend = createReferenceBackend();
const address = (seed = 42n, step = 7) => ({
  seed: new ort.Tensor('uint64', BigUint64Array.of(seed), []),
  step: new ort.Tensor('uint32', Uint32Array.of(step), []),
});
const data = (tensor: ort.OnnxValue | undefined) => (tensor as ort.Tensor).data as Float32Array;
const half: DropoutConfig = { variant: 'dropout', p: 0.5 };

function dropped(config: DropoutConfig, x: Float32Array, name: string): Float32Array {
  return backend.forward(lower(config, DIMS, 'train'), { seed: 42n, stream: streamId(name), step: 7 }, x);
}

function reported(bytes: Uint8Array, options: ActivateOptions = {}): { bytes: Uint8Array; report: EditReport } {
  const reports: EditReport[] = [];
  const activated = activate(bytes, { ...options, onReport: (report) => reports.push(report) });
  expect(sameBytes(strip(activated), strip(bytes))).toBe(true);
  return { bytes: activated, report: reports[0]! };
}

/** Neg, Dropout named `site`, Abs; `d` and `y` go out. */
function chain(
  opset: number,
  { outputs = ['d'], more = [], graph = {} }: { outputs?: string[]; more?: NodeInit[]; graph?: GraphInit } = {},
) {
  const isOld = opset < 12;
  const dropout = node('Dropout', isOld ? ['h'] : ['h', 'ratio'], outputs, isOld ? { ratio: 0.1 } : {}, { name: 'site' });
  return buildModel({
    opset,
    ir: opset > 20 ? 10 : 7,
    graph: {
      node: [node('Neg', ['x'], ['h']), dropout, node('Abs', ['d'], ['y']), ...more],
      initializer: isOld ? [] : [floats('ratio', [], [0.1])],
      input: [value('x', DIMS)],
      output: [value('y')],
      ...graph,
    },
  });
}

describe.each([6, 7, 10, 12, 13, 22])('opset %i', (opset) => {
  it('drops what core drops at p = 0.1, although the node says nothing of training', async () => {
    const { bytes, report } = reported(chain(opset));
    const { y } = await run(bytes, { x: noise(DIMS), ...address() });
    const x = data(noise(DIMS)).map((v) => -v);
    const expected = dropped({ variant: 'dropout', p: 0.1 }, x, 'd').map(Math.abs);
    expect(Array.from(data(y))).toEqual(Array.from(expected));
    expect(inspect(bytes).dropout).toEqual([]);
    expect(report.sites).toMatchObject([{ name: 'd', config: { variant: 'dropout', p: 0.1 } }]);
    expect(report.opset).toEqual({ before: opset, after: Math.max(opset, 18) });
  });
});

test('every element is dropped and kept in turn, in its share: 2000 steps of one session', async () => {
  const { bytes } = reported(chain(13), { config: half });
  const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 4 });
  const ones = new ort.Tensor('float32', new Float32Array(200).fill(1), DIMS);
  const kept = new Float64Array(200);
  for (let step = 0; step < 2000; step++) {
    const { y } = await session.run({ x: ones, ...address(1n, step) });
    for (const [i, v] of data(y).entries()) kept[i]! += v > 0 ? 1 : 0;
  }
  await session.release();
  // binomial with n = 2000, p = .5: 6 standard deviations are 6 * sqrt(500) = 134
  for (const count of kept) expect(Math.abs(count - 1000)).toBeLessThan(135);
});

test('a mask that is used is true where elements are kept', async () => {
  const more = [node('Not', ['m'], ['n'])];
  const { bytes } = reported(
    chain(13, { outputs: ['d', 'm'], more, graph: { output: [value('y'), value('n', undefined, BOOL)] } }),
  );
  const { y, n } = await run(bytes, { x: noise(DIMS), ...address() });
  const mask = backend.mask(lower({ variant: 'dropout', p: 0.1 }, DIMS, 'train'), { seed: 42n, stream: streamId('d'), step: 7 });
  expect(Array.from(data(n), Boolean)).toEqual(Array.from({ length: 200 }, (_, i) => !isKept(mask, i)));
  expect(Array.from(data(y), (v) => v === 0)).toEqual(Array.from(data(n), Boolean));
});

test('a mask of another variant is spread over the data', async () => {
  const graph = { output: [value('y'), value('m', undefined, BOOL)] };
  const { bytes } = reported(chain(13, { outputs: ['d', 'm'], graph }), { config: { variant: 'dropPath', p: 0.5, mode: 'row' } });
  const { y, m } = await run(bytes, { x: noise(DIMS), ...address() });
  expect(m!.dims).toEqual(DIMS);
  expect(Array.from(data(m), (kept) => !kept)).toEqual(Array.from(data(y), (v) => v === 0));
});

test('another config takes the place of the ratio, at chosen nodes', async () => {
  const more = [node('Dropout', ['y'], ['e'], {}, { name: 'other' }), node('Neg', ['e'], ['z'])];
  const { bytes, report } = reported(chain(13, { more, graph: { output: [value('z')] } }), { nodes: 'other', config: half });
  expect(report.sites.map(({ value: name, config }) => [name, config])).toEqual([['e', half]]);
  expect(inspect(bytes).dropout.map(({ name }) => name)).toEqual(['site']);
});

test('in a body, which sees seed and step', async () => {
  const body = (name: string) => ({ name, node: [node('Dropout', ['x'], [`${name}_d`])], output: [value(`${name}_d`, DIMS)] });
  const graph = {
    node: [node('If', ['w'], ['y'], { then_branch: body('a'), else_branch: body('b') })],
    input: [value('x', DIMS), value('w', [], BOOL)],
    output: [value('y', DIMS)],
  };
  const { bytes, report } = reported(buildModel({ opset: 13, graph }));
  expect(report.sites.map(({ name }) => name)).toEqual(['a_d', 'b_d']);
  const { y } = await run(bytes, { x: noise(DIMS), w: new ort.Tensor('bool', [false], []), ...address() });
  expect(Array.from(data(y))).toEqual(Array.from(dropped(half, data(noise(DIMS)), 'b_d')));
});

test('inputs that only the node took stay, and are reported', () => {
  const graph = {
    node: [node('Neg', ['x'], ['h']), node('Dropout', ['h', 'ratio', 'training'], ['y'])],
    initializer: [floats('ratio', [], [0.25])],
    input: [value('x', DIMS), value('training', [], BOOL)],
    output: [value('y')],
  };
  const { bytes, report } = reported(buildModel({ opset: 13, graph }));
  expect(report.unusedInputs).toEqual(['training']);
  expect(report.sites[0]!.config).toEqual({ variant: 'dropout', p: 0.25 });
  expect(inspect(bytes).inputs.map(({ name }) => name)).toEqual(['x', 'training', 'seed', 'step']);
});

test('beside dropout that was inserted, with the same seed', () => {
  const inserted = insert(chain(13), 'h', half);
  const { report } = reported(inserted);
  expect(report.newInputs).toEqual([]);
});

describe('refused', () => {
  const only = (nodes: NodeInit[], more: GraphInit = {}, opset = 13) =>
    buildModel({ opset, graph: { node: nodes, input: [value('x', DIMS)], output: [value('y', DIMS, FLOAT)], ...more } });

  it('no Dropout at all', () => {
    expect(() => activate(only([node('Neg', ['x'], ['y'])]))).toThrow(/the model has no Dropout nodes. Use insert/);
  });

  it('a ratio that is computed, until a config is given', () => {
    const input = [value('x', DIMS), value('ratio', [])];
    const bytes = only([node('Dropout', ['x', 'ratio'], ['y'])], { input, initializer: [bool('t', true)] });
    expect(() => activate(bytes)).toThrow(
      '"ratio of graph.node[0]" expected a constant, got a computed value. Say options.config.',
    );
    expect(reported(bytes, { config: half }).report.unusedInputs).toEqual(['ratio']);
  });

  it('nodes that are no Dropout', () => {
    const bytes = chain(13);
    expect(() => activate(bytes, { nodes: 'h' })).toThrow('"options.nodes" expected Dropout nodes, got "h".');
    expect(() => activate(bytes, { nodes: 'nobody' })).toThrow('expected a place that the model has, got "nobody"');
  });

  it('Dropout in a function, which sees no seed', () => {
    const fn = {
      name: 'F',
      domain: 'own',
      input: ['u'],
      output: ['v'],
      node: [node('Dropout', ['u'], ['v'])],
      opsetImport: [{ domain: '', version: 13n }],
    };
    const graph = { node: [node('F', ['x'], ['y'], {}, { domain: 'own' })], input: [value('x', DIMS)], output: [value('y')] };
    const bytes = buildModel({ opset: 13, functions: [fn], domains: { own: 1 }, graph });
    expect(() => activate(bytes)).toThrow(/functions\[0\].node\[0\] is in a function of the model.*Inline functions first/);
  });

  it('what is no model', () => {
    expect(() => activate(new Uint8Array(3))).toThrow('[@dropkit/onnx-export] read: ');
  });
});
