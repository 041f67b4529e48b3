// What `inspect` says of a Dropout node is what onnxruntime-web does with it, by running it: with the default options, and without
// optimization, where every node that the model calls training drops.
import { describe, expect, it } from 'vitest';
import { inspect } from '../src/index.js';
import {
  BOOL,
  bool,
  buildModel,
  type FunctionInit,
  floats,
  type GraphInit,
  type NodeInit,
  node,
  type TensorInit,
  value,
} from './build.js';
import { type Feeds, type Level, ort, run } from './run.js';

const SIZE = 256;
const X = new ort.Tensor('float32', new Float32Array(SIZE).fill(1), [SIZE]);
const RATIO = floats('r', [], [0.5]);
const ON = bool('t', true);
const one = (name: string) => value(name, [SIZE]);

/** Something computes the input, and something takes the output: the place of a Dropout in a network. */
const NEG = node('Neg', ['x'], ['n']);
const dropout = (inputs = ['n', 'r', 't'], outputs = ['d'], attributes = {}) => node('Dropout', inputs, outputs, attributes);
const END = node('Neg', ['d'], ['y']);

interface Case {
  readonly nodes: NodeInit[];
  readonly stored?: TensorInit[];
  readonly opset?: number;
  readonly ir?: number;
  readonly graph?: GraphInit;
  readonly feeds?: Feeds;
  readonly functions?: FunctionInit[];
}

const flag = (name: string, on: boolean): Feeds => ({ [name]: new ort.Tensor('bool', Uint8Array.of(on ? 1 : 0), []) });
const withInput = (...names: [string, number][]): GraphInit => ({
  input: [one('x'), ...names.map(([name, type]) => value(name, [], type))],
});

function branch(nodes: NodeInit[]): Case {
  const other = { name: 'b', node: [node('Neg', ['x'], ['e'])], output: [one('e')] };
  const then = { name: 'a', node: nodes, output: [one('o')] };
  return {
    nodes: [NEG, node('If', ['c'], ['d'], { then_branch: then, else_branch: other }), END],
    graph: withInput(['c', BOOL]),
    feeds: flag('c', true),
  };
}

function inFunction(nodes: NodeInit[], call: NodeInit[]): Case {
  const constants = [
    node('Constant', [], ['r'], { value: { ...RATIO, name: '' } }),
    node('Constant', [], ['t'], { value: bool('', true) }),
  ];
  const functions = [
    { name: 'F', domain: 'own', input: ['a'], output: ['b'], opsetImport: [{ version: 13n }], node: [...constants, ...nodes] },
  ];
  return { nodes: [NEG, ...call], functions };
}

const call = (output: string) => node('F', ['n'], [output], {}, { domain: 'own' });
const mask = (name: string): GraphInit => ({ output: [one('y'), value(name, [SIZE], BOOL)] });

const REMOVED: Readonly<Record<string, Case>> = {
  'opset 12': { nodes: [NEG, dropout(), END], opset: 12 },
  'opset 13': { nodes: [NEG, dropout(), END] },
  'opset 22': { nodes: [NEG, dropout(), END], opset: 22 },
  'with a seed': { nodes: [NEG, dropout(undefined, undefined, { seed: 7n }), END] },
  'without a ratio': { nodes: [NEG, dropout(['n', '', 't']), END] },
  'with a mask that nothing takes': { nodes: [NEG, dropout(undefined, ['d', 'm']), END] },
  'several take its output': { nodes: [NEG, dropout(), node('Add', ['d', 'd'], ['e']), node('Sub', ['e', 'd'], ['y'])] },
  'training_mode is an input': {
    nodes: [NEG, dropout(), END],
    stored: [RATIO],
    graph: withInput(['t', BOOL]),
    feeds: flag('t', true),
  },
  'training_mode is a Constant node': {
    nodes: [node('Constant', [], ['t'], { value: bool('', true) }), NEG, dropout(), END],
    stored: [RATIO],
  },
  'training_mode follows from a constant': {
    nodes: [node('Not', ['f'], ['t']), NEG, dropout(), END],
    stored: [RATIO, bool('f', false)],
  },
  'its data follow from a constant': {
    nodes: [node('Neg', ['w'], ['n']), dropout(), node('Mul', ['x', 'd'], ['y'])],
    stored: [RATIO, ON, floats('w', [SIZE], Array(SIZE).fill(1))],
  },
  'the ratio may be replaced by callers': { nodes: [NEG, dropout(), END], graph: withInput(['r', 1]) },
  'the ratio is an input too, in IR version 3': { nodes: [NEG, dropout(), END], graph: withInput(['r', 1], ['t', BOOL]), ir: 3 },
  'inside a branch': branch([node('Neg', ['n'], ['i']), dropout(['i', 'r', 't'], ['j']), node('Neg', ['j'], ['o'])]),
  'inside a function': inFunction(
    [node('Neg', ['a'], ['i']), dropout(['i', 'r', 't'], ['j']), node('Neg', ['j'], ['b'])],
    [call('d'), END],
  ),
};

const KEPT: Readonly<Record<string, Case>> = {
  'its output is an output of the model': { nodes: [NEG, dropout(undefined, ['y'])] },
  'its output is an output of the model and is taken': {
    nodes: [NEG, dropout(undefined, ['y']), node('Neg', ['y'], ['z'])],
    graph: { output: [one('y'), one('z')] },
  },
  'its data are an input of the model': { nodes: [dropout(['x', 'r', 't']), END] },
  'its data are stored': {
    nodes: [dropout(['w', 'r', 't']), node('Mul', ['x', 'd'], ['y'])],
    stored: [RATIO, ON, floats('w', [SIZE], Array(SIZE).fill(1))],
  },
  'its mask is an output': { nodes: [NEG, dropout(undefined, ['d', 'm']), END], graph: mask('m') },
  'its mask is taken': { nodes: [NEG, dropout(undefined, ['d', 'm']), node('Not', ['m'], ['k']), END], graph: mask('k') },
  'its mask is taken by a node that nothing needs': {
    nodes: [NEG, dropout(undefined, ['d', 'm']), node('Not', ['m'], ['k']), END],
  },
  'training_mode is computed': {
    nodes: [node('Not', ['f'], ['t']), NEG, dropout(), END],
    stored: [RATIO],
    graph: withInput(['f', BOOL]),
    feeds: flag('f', false),
  },
  'the ratio is computed': {
    nodes: [node('Abs', ['q'], ['r']), NEG, dropout(), END],
    stored: [ON],
    graph: withInput(['q', 1]),
    feeds: { q: new ort.Tensor('float32', [0.5], []) },
  },
  'its output is that of a branch': branch([node('Neg', ['n'], ['i']), dropout(['i', 'r', 't'], ['o'])]),
  'a branch takes its data from around': branch([dropout(['n', 'r', 't'], ['j']), node('Neg', ['j'], ['o'])]),
};

const IDENTITY: Readonly<Record<string, Case>> = {
  'without training_mode': { nodes: [NEG, dropout(['n', 'r']), END] },
  'training_mode is false': { nodes: [NEG, dropout(), END], stored: [RATIO, bool('t', false)] },
  'training_mode is false, at the output': { nodes: [NEG, dropout(undefined, ['y'])], stored: [RATIO, bool('t', false)] },
  'the ratio is 0': { nodes: [NEG, dropout(undefined, ['d', 'm']), END], stored: [floats('r', [], [0]), ON], graph: mask('m') },
  'opset 7': { nodes: [NEG, dropout(['n'], ['y'], { ratio: 0.5 })], opset: 7 },
  'opset 10': { nodes: [NEG, dropout(['n'], ['y'], { ratio: 0.5 })], opset: 10 },
};

function bytesOf({ nodes, stored = [RATIO, ON], opset = 13, ir, graph = {}, functions }: Case): Uint8Array {
  const ends = { input: [one('x')], output: [one('y')] };
  return buildModel({
    opset,
    ...(ir && { ir }),
    ...(functions && { functions, domains: { own: 1 } }),
    graph: { node: nodes, initializer: stored, ...ends, ...graph },
  });
}

/** Whether any element is dropped; of 256 at ratio 1/2, none is with probability 2^-256. */
async function drops(given: Case, level: Level, options = {}): Promise<boolean> {
  const { y } = await run(bytesOf(given), { x: X, ...given.feeds }, level, options);
  return (y!.data as Float32Array).includes(0);
}

describe.each(Object.entries(REMOVED))('removed: %s', (_, given) => {
  it('by inspect and by onnxruntime', async () => {
    expect(inspect(bytesOf(given)).dropout).toMatchObject([{ fate: 'removed' }]);
    expect([await drops(given, 'disabled'), await drops(given, 'basic'), await drops(given, 'all')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('kept with the optimizer switched off by name', async () => {
    const extra = { optimization: { disable_specified_optimizers: 'EliminateDropout' } };
    expect(await drops(given, 'all', { extra })).toBe(true);
  });
});

describe.each(Object.entries(KEPT))('kept: %s', (_, given) => {
  it('by inspect and by onnxruntime', async () => {
    expect(inspect(bytesOf(given)).dropout).toMatchObject([{ fate: 'kept' }]);
    expect([await drops(given, 'disabled'), await drops(given, 'all')]).toEqual([true, true]);
  });
});

describe.each(Object.entries(IDENTITY))('identity: %s', (_, given) => {
  it('by inspect and by onnxruntime', async () => {
    expect(inspect(bytesOf(given)).dropout).toMatchObject([{ fate: 'identity' }]);
    expect([await drops(given, 'disabled'), await drops(given, 'all')]).toEqual([false, false]);
  });
});

describe('other fates', () => {
  it('breaks: only training_mode is computed', async () => {
    const given = {
      nodes: [node('Not', ['f'], ['t']), dropout(['x', 'r', 't']), END],
      stored: [RATIO],
      graph: withInput(['f', BOOL]),
      feeds: flag('f', false),
    };
    expect(inspect(bytesOf(given)).dropout).toMatchObject([{ fate: 'breaks' }]);
    expect(await drops(given, 'disabled')).toBe(true);
    await expect(drops(given, 'all')).rejects.toThrow();
  });

  it('depends: at the end of a function, on what follows its call', async () => {
    const body = [dropout(['a', 'r', 't'], ['b'])];
    const inner = inFunction(body, [call('d'), END]);
    const last = inFunction(body, [call('y')]);
    for (const given of [inner, last])
      expect(inspect(bytesOf(given)).dropout).toMatchObject([{ place: 'functions[0].node[2]', fate: 'depends' }]);
    expect([await drops(inner, 'all'), await drops(last, 'all')]).toEqual([false, true]);
  });

  it('identity: opset 6, which runs only because the node is removed', async () => {
    for (const is_test of [0n, 1n]) {
      const given = { nodes: [NEG, dropout(['n'], ['d'], { is_test }), END], opset: 6, ir: 3, stored: [] };
      expect(inspect(bytesOf(given)).dropout).toMatchObject([{ fate: 'identity', training: 'off' }]);
      expect(await drops(given, 'all')).toBe(false);
      await expect(drops(given, 'disabled')).rejects.toThrow('Could not find an implementation');
    }
  });

  it('says what the node says', () => {
    const given = { nodes: [NEG, { ...dropout(undefined, ['d', 'm'], { seed: 7n }), name: 'drop' }, END], graph: mask('m') };
    expect(inspect(bytesOf(given)).dropout).toEqual([
      {
        place: 'graph.node[1]',
        name: 'drop',
        input: 'n',
        output: 'd',
        ratio: 0.5,
        training: 'on',
        seed: '7',
        maskUsed: true,
        fate: 'kept',
        reason: 'Its mask is used, so the optimizer leaves it.',
        elementType: 'float32',
        shape: [SIZE],
      },
    ]);
  });
});
