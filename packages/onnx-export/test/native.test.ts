// Native Dropout nodes that drop: with the options that native gives, in both runtimes; without them they do not.
import { UnsupportedError } from '@dropkit/core';
import { describe, expect, it, test } from 'vitest';
import { UpgradeError } from '../src/errors.js';
import { inspect } from '../src/inspect/inspect.js';
import { native } from '../src/surgery/native.js';
import { BOOL, bool, buildModel, floats, type ModelInit, type NodeInit, node, value } from './build.js';
import { createSession, RUNTIMES } from './sessions.js';

const SIZE = 256;

/** Neg, the nodes, of 256 ones. */
function net(nodes: NodeInit[], init: Partial<ModelInit> = {}): Uint8Array {
  return buildModel({
    opset: 13,
    ...init,
    graph: {
      node: [node('Neg', ['x'], ['n']), ...nodes],
      initializer: [floats('r', [], [0.25]), bool('off', false), bool('on', true)],
      input: [value('x', [SIZE])],
      output: [value('y', [SIZE])],
      ...init.graph,
    },
  });
}

const END = node('Neg', ['d'], ['y']);
const body = (name: string) => ({
  name,
  node: [
    node('Abs', ['n'], [`${name}_a`]),
    node('Dropout', [`${name}_a`, 'r'], [`${name}_d`]),
    node('Neg', [`${name}_d`], [name]),
  ],
  output: [value(name, [SIZE])],
});
const FUNCTION = {
  name: 'F',
  domain: 'own',
  input: ['a'],
  output: ['c'],
  node: [node('Abs', ['a'], ['b']), node('Dropout', ['b'], ['e']), node('Neg', ['e'], ['c'])],
  opsetImport: [{ domain: '', version: 13n }],
};

const MODELS: readonly [string, Uint8Array][] = [
  ['training_mode is false', net([node('Dropout', ['n', 'r', 'off'], ['d']), END])],
  ['training_mode is missing', net([node('Dropout', ['n', 'r'], ['d']), END])],
  ['training_mode is true', net([node('Dropout', ['n', 'r', 'on'], ['d']), END])],
  ['there is no ratio', net([node('Dropout', ['n'], ['d']), END])],
  ['the mask has a name that nothing takes', net([node('Dropout', ['n', 'r'], ['d', 'm']), END])],
  ['opset 7', net([node('Dropout', ['n'], ['d'], { ratio: 0.25 }), END], { opset: 7, ir: 3, graph: { initializer: [] } })],
  [
    'opset 10, with a mask that is taken',
    net(
      [
        node('Dropout', ['n'], ['d', 'm'], { ratio: 0.25 }),
        node('Cast', ['m'], ['k'], { to: 1n }),
        node('Mul', ['d', 'k'], ['y']),
      ],
      { opset: 10 },
    ),
  ],
  ['it is in a body', net([node('If', ['on'], ['y'], { then_branch: body('t'), else_branch: body('e') })])],
  [
    'it is in a function',
    net([node('F', ['n'], ['d'], {}, { domain: 'own' }), END], { functions: [FUNCTION], domains: { own: 1 } }),
  ],
  [
    'the ratio is computed',
    net([node('Reciprocal', ['s'], ['q']), node('Dropout', ['n', 'q'], ['d']), END], {
      graph: { input: [value('x', [SIZE]), value('s', [])] },
    }),
  ],
  [
    'only the ratio is computed',
    net([node('Reciprocal', ['s'], ['q']), node('Dropout', ['x', 'q'], ['d']), END], {
      graph: { input: [value('x', [SIZE]), value('s', [])] },
    }),
  ],
];

describe.each(RUNTIMES)('$name', ({ ort }) => {
  /** How many of two times 256 ones come out as zeros. */
  async function zeros(bytes: Uint8Array, options: object): Promise<number> {
    const session = await createSession(ort, bytes, options);
    const x = new ort.Tensor('float32', new Float32Array(SIZE).fill(1), [SIZE]);
    const feeds = { x, ...(session.inputNames.includes('s') && { s: new ort.Tensor('float32', Float32Array.of(4), []) }) };
    const all = [await session.run(feeds), await session.run(feeds)].flatMap(({ y }) => Array.from(y!.data as Float32Array));
    await session.release();
    return all.filter((v) => v === 0).length;
  }

  it.each(MODELS)('drops with the options of the session: %s', async (_, bytes) => {
    const { model, sessionOptions } = native(bytes);
    const dropped = await zeros(model, sessionOptions);
    // ratio 1/4 of 512, or the default 1/2: six standard deviations around
    expect(dropped).toBeGreaterThan(69);
    expect(dropped).toBeLessThan(324);
  });

  it.each(MODELS.filter(([name]) => !/mask|computed/.test(name)))('does not drop without them: %s', async (_, bytes) => {
    expect(await zeros(native(bytes).model, {})).toBe(0);
  });

  it('does not load, or computes something else, without them where only the ratio is computed: its warning says so', async () => {
    const { model, warnings } = native(MODELS.at(-1)![1]);
    expect(warnings.join('\n')).toContain('does not load, or computes something else: d is where');
    const dropped = await zeros(model, {}).catch(() => 'does not load');
    expect([0, 'does not load']).toContain(dropped); // onnxruntime-node, -web
  });
});

test('a model whose nodes drop already is given back itself', () => {
  const bytes = net([node('Dropout', ['n', 'r', 'on'], ['d']), END]);
  const { model, sessionOptions, warnings } = native(bytes);
  expect(model).toBe(bytes);
  expect(sessionOptions).toEqual({ extra: { optimization: { disable_specified_optimizers: 'EliminateDropout' } } });
  expect(warnings).toHaveLength(3);
});

test('nodes that were chosen drop, others stay', () => {
  const bytes = net([node('Dropout', ['n', 'r'], ['d']), node('Dropout', ['d', 'r', 'off'], ['e']), node('Neg', ['e'], ['y'])]);
  const { dropout } = inspect(native(bytes, { nodes: 'e' }).model);
  expect(dropout.map(({ training }) => training)).toEqual(['off', 'on']);
});

test('the stored false stays for others', () => {
  const bytes = net([node('Dropout', ['n', 'r', 'off'], ['d']), node('Where', ['off', 'x', 'd'], ['y'])]);
  const { model } = native(bytes);
  expect(inspect(model).initializers.count).toBe(3);
});

test('warnings name the values that they are about', () => {
  const bytes = net(
    [
      node('Dropout', ['n', 'zero', 'on'], ['a']),
      node('Dropout', ['a', 'one', 'on'], ['b']),
      node('Dropout', ['b', 'r', 'flag'], ['c']),
      node('Dropout', ['c', 'r'], ['d'], { seed: 7n }),
      END,
    ],
    {
      graph: {
        initializer: [floats('r', [], [0.25]), floats('zero', [], [0]), floats('one', [], [1]), bool('on', true)],
        input: [value('x', [SIZE]), value('flag', [], BOOL)],
      },
    },
  );
  expect(native(bytes).warnings).toEqual([
    expect.stringContaining('own generator of onnxruntime'),
    expect.stringContaining('The WebGPU execution provider has no kernel for Dropout'),
    'Without the options of the session b, c, d are removed silently, and all samples are equal.',
    'training_mode is an input or computed, and must be true when the model runs: c is dropped from only then.',
    'The ratio is 0: a is not dropped from.',
    'The ratio is 1, which onnxruntime refuses when the model runs: b is never computed.',
    'A stored seed starts the same numbers in each session: d is dropped from alike in all of them.',
  ]);
});

describe('refused', () => {
  it('no Dropout nodes', () => {
    expect(() => native(net([node('Neg', ['n'], ['y'])]))).toThrow(UnsupportedError);
  });
  it('an older model that cannot be upgraded', () => {
    const bytes = net([node('Dropout', ['n'], ['d', 'm']), node('Add', ['d', 'm'], ['y'])], { opset: 7 });
    expect(() => native(bytes)).toThrow(UpgradeError);
  });
  it('other options, and nodes that are no Dropout', () => {
    const bytes = MODELS[0]![1];
    expect(() => native(bytes, { mode: 'rng' } as never)).toThrow('native: "options.mode" expected no such option, got mode.');
    expect(() => native(bytes, { nodes: 'n' })).toThrow('native: "options.nodes" expected Dropout nodes, got "n".');
  });
});
