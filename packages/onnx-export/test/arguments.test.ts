// Wrong arguments of every function: an error of this project that names the field, before anything is done; no error of the engine, and
// nothing that is silently left out.
import { describe, expect, it } from 'vitest';
import { activate, exportVariant, fold, insert, inspect, native, strip, upgradeOpset } from '../src/index.js';
import { buildModel, node, value } from './build.js';

const P30 = { variant: 'dropout', p: 0.3 } as const;
const MODEL = buildModel({
  opset: 13,
  graph: {
    node: [node('Relu', ['x'], ['h']), node('Dropout', ['h'], ['d']), node('Neg', ['d'], ['y'])],
    input: [value('x', [2, 3])],
    output: [value('y', [2, 3])],
  },
});

type Call = (wrong: never) => unknown;

const FUNCTIONS: readonly [string, Call][] = [
  ['inspect', (model) => inspect(model)],
  ['insert', (model) => insert(model, 'h', P30)],
  ['activate', (model) => activate(model)],
  ['strip', (model) => strip(model)],
  ['upgradeOpset', (model) => upgradeOpset(model)],
];
const OPTIONS: readonly [string, Call][] = [
  ['insert', (options) => insert(MODEL, 'h', P30, options)],
  ['activate', (options) => activate(MODEL, options)],
  ['strip', (options) => strip(MODEL, options)],
  ['fold', (options) => fold(MODEL, options)],
  ['exportVariant', (options) => exportVariant(P30, [2], options)],
  ['native', (options) => native(MODEL, options)],
];

/** Runs with something that types forbid. */
function failure(call: Call, wrong: unknown): Error {
  try {
    call(wrong as never);
  } catch (error) {
    return error as Error;
  }
  throw new Error('no error');
}

describe.each(FUNCTIONS)('%s', (name, call) => {
  it.each([undefined, null, 'model.onnx', [8], new ArrayBuffer(8), new Float32Array(2), { length: 3 }])('model %o', (wrong) => {
    const error = failure(call, wrong);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(`[@dropkit/onnx-export] ${name}: "model" expected a Uint8Array, got `);
  });

  it('an ArrayBuffer: says what to pass, in English', () => {
    expect(failure(call, new ArrayBuffer(8)).message).toMatch(/got an ArrayBuffer\. Pass new Uint8Array\(buffer\)\.$/);
    expect(failure(call, new Int8Array(8)).message).toContain('got an Int8Array. Pass the bytes');
    expect(failure(call, new Uint16Array(8)).message).toContain('got a Uint16Array. Pass the bytes');
  });

  it('leaves the bytes alone', () => {
    const before = Uint8Array.from(MODEL);
    call(MODEL as never);
    expect(MODEL).toEqual(before);
  });
});

describe.each(OPTIONS)('options of %s', (name, call) => {
  it.each([null, 3, 'x', () => 1, [[]]])('%o', (given) => {
    const wrong = Array.isArray(given) ? [] : given;
    const error = failure(call, wrong);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(`${name}: "options" expected an object, got `);
  });

  it('an unknown one', () => {
    const error = failure(call, { dropped: 1 });
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toContain(`${name}: "options.dropped" expected no such option`);
  });
});

it.each(OPTIONS.slice(0, 4))('%s takes nothing but a function as onReport', (name, call) => {
  for (const onReport of ['x', 3, null, {}])
    expect(failure(call, { onReport }).message).toContain(`${name}: "options.onReport" expected a function`);
});

describe.each(OPTIONS.slice(0, 2))('%s', (name, call) => {
  it.each<[unknown, string]>([
    [{ mode: null }, '"options.mode"'],
    [{ mode: 'constructor' }, '"options.mode"'],
    [{ dtype: 'toString' }, '"options.dtype"'],
    [{ dtype: null }, '"options.dtype"'],
    [{ streams: null }, '"options.streams"'],
    [{ streams: 'h' }, '"options.streams"'],
    [{ streams: { h: 1.5 } }, '"options.streams["h"]"'],
    [{ streams: { h: {} } }, '"options.streams["h"]"'],
    [{ streams: { nobody: 3 } }, `"options.streams" expected one of the sites' values`],
  ])('%o', (wrong, field) => {
    expect(failure(call, wrong).message).toContain(`[@dropkit/onnx-export] ${name}: ${field}`);
  });
});

describe('places', () => {
  const calls: readonly [string, Call][] = [
    ['insert', (sites) => insert(MODEL, sites, P30)],
    ['activate', (nodes) => activate(MODEL, { nodes })],
  ];
  it.each(calls)('of %s', (name, call) => {
    for (const wrong of [null, 3, [3], [null], { name: 3 }, Symbol('h')]) {
      expect(failure(call, wrong)).toBeInstanceOf(TypeError);
      expect(failure(call, wrong).message).toContain(`${name}: "`);
    }
    for (const wrong of [[], {}, [[]], 'nobody']) expect(failure(call, wrong)).toBeInstanceOf(RangeError);
  });
});

describe('configs', () => {
  const calls: readonly [string, Call][] = [
    ['insert', (config) => insert(MODEL, 'h', config)],
    ['activate', (config) => activate(MODEL, { config })],
    ['exportVariant', (config) => exportVariant(config, [2])],
  ];
  it.each(calls)('of %s', (_, call) => {
    for (const wrong of [3, 'dropout', {}, { variant: 'nope' }, { variant: 'dropout', p: Number.NaN }, { ...P30, q: 1 }])
      expect(failure(call, wrong).message).toContain('parseConfig: "');
  });
});

describe('exportVariant', () => {
  it.each(['', ' ', '-1', '8', '1.5', '1e3'])('a name %j is no name of a size', (name) => {
    const error = failure((wrong) => exportVariant(P30, wrong), ['N', name]);
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toContain(
      `exportVariant: "shape[1]" expected a number, or a name that is none, got ${JSON.stringify(name)}.`,
    );
  });

  it.each([null, 'x', {}, [undefined], [{}], [true], [2n], [[2]]])('shape %o is a TypeError', (shape) => {
    const error = failure((wrong) => exportVariant(P30, wrong), shape);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(/^\[@dropkit\/onnx-export\] exportVariant: "shape/);
  });

  it.each([[[Number.NaN]], [[1.5]], [[-1]], [[Infinity]], [[2 ** 40, 2 ** 40]]])('shape %o is a RangeError', (shape) => {
    expect(failure((wrong) => exportVariant(P30, wrong), shape)).toBeInstanceOf(RangeError);
  });

  it.each<[unknown, string]>([
    [{ dtype: 'constructor' }, '"options.dtype"'],
    [{ dtype: null }, '"options.dtype"'],
    [{ mode: null }, '"options.mode"'],
    [{ opset: '18' }, '"options.opset"'],
    [{ stream: 'a' }, '"options.stream"'],
    [{ kept: 'yes' }, '"options.kept"'],
    [{ phase: 'x' }, '"phase"'],
    [{ slice: 3 }, '"slice.shape"'],
    [{ slice: { shape: [2], start: [1] } }, '"slice.start"'],
  ])('%o', (wrong, field) => {
    expect(failure((options) => exportVariant(P30, [2], options), wrong).message).toContain(field);
  });

  it.each([
    P30,
    { variant: 'gaussian', p: 0.3 },
    { variant: 'dropPath', p: 0.3 },
    { variant: 'perSample', probabilities: [0.5] },
    { variant: 'dropBlock', p: 0.3, blockSize: 2 },
  ] as const)('has as many nodes at any size, or refuses: %o', (config) => {
    const rank = config.variant === 'dropBlock' ? [1, 1, 2 ** 25] : [1];
    for (const size of [2 ** 34 + 1, 2 ** 40 + 1, 2 ** 52]) {
      const shape = [...rank, Math.floor(size / rank.reduce((a, b) => a * b, 1))];
      expect(sizeOrError(() => exportVariant(config, shape))).toBeLessThan(2 ** 16);
    }
  });
});

/** The length of a file, or 0 where it is refused by an error of the project. */
function sizeOrError(make: () => Uint8Array): number {
  try {
    return make().length;
  } catch (error) {
    if ((error as Error).message.startsWith('[@dropkit/')) return 0;
    throw error;
  }
}
