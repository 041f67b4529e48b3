// Upgraded models give the same bits in onnxruntime-web: real ones, and one generated model for each line of the list of changes.
import { beforeAll, describe, expect, it } from 'vitest';
import { upgradeOpset } from '../src/index.js';
import { parseModel } from '../src/model/parse-model.js';
import { buildModel, floats, type GraphInit, int64s, node, value } from './build.js';
import { distance, feedsOf } from './real-feeds.js';
import type { Outputs } from './real-inputs.js';
import { REAL_MODELS } from './real-models.js';
import { bitsOf, type Feeds, noise, run } from './run.js';
import { sameBytes } from './same-bytes.js';

async function expectSameBits(bytes: Uint8Array, upgraded: Uint8Array, feeds: Feeds, level: 'all' | 'disabled'): Promise<void> {
  expectBits(await run(bytes, feeds, level), await run(upgraded, feeds, level));
}

function expectBits(before: Outputs, after: Outputs): void {
  for (const [name, tensor] of Object.entries(before)) expect(bitsOf(after[name]!) === bitsOf(tensor), name).toBe(true);
}

describe.each(REAL_MODELS)('$name', ({ name, read }) => {
  const bytes = read();
  const upgraded = upgradeOpset(bytes);
  let plain: Outputs;
  beforeAll(async () => {
    plain = await run(bytes, feedsOf(name), 'disabled');
  });

  it('gives the same bits at opset 18', async () => {
    expect(parseModel('test', upgraded).opsets.get('')).toBe(18);
    expectBits(plain, await run(upgraded, feedsOf(name), 'disabled'));
  });

  it('differs by no more than the optimizer makes the model differ from itself', async () => {
    // other kernels and fusions for other opsets: AveragePool has a new kernel in 19, and chains of Mul and Add are fused differently
    const optimized = await run(bytes, feedsOf(name));
    const optimizerNoise = distance(plain, optimized);
    for (const newer of [upgraded, upgradeOpset(bytes, 21)]) {
      expect(distance(await run(newer, feedsOf(name)), optimized)).toBeLessThanOrEqual(2 * optimizerNoise);
    }
  });

  it('keeps every weight where it was', () => {
    const before = parseModel('test', bytes).graph.initializers;
    const after = parseModel('test', upgraded).graph.initializers;
    expect(after).toHaveLength(before.length);
    for (const [i, { message }] of before.entries())
      expect(sameBytes(message.source!.bytes.subarray(message.start, message.end), bytesOf(after[i]!.message))).toBe(true);
  });
});

function bytesOf({ source, start, end }: { source: { bytes: Uint8Array } | undefined; start: number; end: number }): Uint8Array {
  return source!.bytes.subarray(start, end);
}

/** One model: x of `dims` (float32 unless `element`) goes in, y comes out, and what else is named in `more`. */
interface Case {
  readonly opset: number;
  readonly dims: readonly number[];
  readonly graph: GraphInit;
  readonly outputs?: readonly string[];
  readonly scale?: number;
  /** The declared rank of x is left out, so that nothing can be known of it. */
  readonly unknown?: true;
}

const one = (op: string, attributes = {}, inputs: string[] = ['x'], outputs: string[] = ['y']) => ({
  node: [node(op, inputs, outputs, attributes)],
});

const NCHW = [2, 3, 4, 6];

const CASES: Readonly<Record<string, Case>> = {
  'Softmax of three axes as one': { opset: 11, dims: NCHW, graph: one('Softmax', { axis: 1n }) },
  'Softmax with its old default': { opset: 9, dims: NCHW, graph: one('Softmax') },
  'Softmax of an unknown rank': { opset: 12, dims: NCHW, graph: one('Softmax', { axis: 2n }), unknown: true },
  'Softmax from a negative axis': { opset: 11, dims: NCHW, graph: one('Softmax', { axis: -2n }) },
  'Softmax of the last axis': { opset: 9, dims: NCHW, graph: one('Softmax', { axis: 3n }) },
  'Softmax of the last axis by -1': { opset: 11, dims: NCHW, graph: one('Softmax', { axis: -1n }), unknown: true },
  LogSoftmax: { opset: 9, dims: NCHW, graph: one('LogSoftmax', { axis: 2n }) },
  Hardmax: { opset: 11, dims: NCHW, graph: one('Hardmax', { axis: 1n }) },
  'Clip with both limits': { opset: 9, dims: NCHW, graph: one('Clip', { min: -0.25, max: 0.5 }) },
  'Clip with one limit': { opset: 7, dims: NCHW, graph: one('Clip', { max: 0.1 }) },
  'Clip without limits': { opset: 7, dims: NCHW, graph: one('Clip') },
  'Clip of an unknown type': {
    opset: 9,
    dims: [4],
    graph: {
      node: [
        node('If', ['c'], ['i'], { then_branch: copyBody('a'), else_branch: copyBody('b') }),
        node('Clip', ['i'], ['y'], { min: -0.5, max: 0.5 }),
      ],
      initializer: [yes()],
    },
  },
  'Squeeze and Unsqueeze': {
    opset: 11,
    dims: [1, 3, 1, 2],
    graph: { node: [node('Squeeze', ['x'], ['s'], { axes: [0n, -2n] }), node('Unsqueeze', ['s'], ['y'], { axes: [0n, 3n] })] },
  },
  'Squeeze of all': { opset: 9, dims: [1, 3, 1, 2], graph: one('Squeeze') },
  ...Object.fromEntries(
    ['L1', 'L2', 'LogSum', 'LogSumExp', 'Max', 'Mean', 'Min', 'Prod', 'Sum', 'SumSquare'].flatMap((name) => [
      [`Reduce${name}`, { opset: 11, dims: NCHW, graph: one(`Reduce${name}`, { axes: [1n, -1n], keepdims: 0n }) }],
      [`Reduce${name} of all`, { opset: 7, dims: NCHW, graph: one(`Reduce${name}`, { keepdims: 1n }) }],
    ]),
  ),
  'Split in given parts': {
    opset: 11,
    dims: [4, 6],
    graph: one('Split', { axis: 1n, split: [2n, 4n] }, ['x'], ['y', 'z']),
    outputs: ['y', 'z'],
  },
  'Split in equal parts': { opset: 9, dims: [4, 6], graph: one('Split', { axis: 1n }, ['x'], ['y', 'z']), outputs: ['y', 'z'] },
  'Split 13 in equal parts': {
    opset: 13,
    dims: [4, 6],
    graph: one('Split', { axis: 1n }, ['x'], ['y', 'z']),
    outputs: ['y', 'z'],
  },
  Slice: { opset: 9, dims: NCHW, graph: one('Slice', { starts: [1n, -3n], ends: [100n, -1n], axes: [2n, 3n] }) },
  'Slice without axes': { opset: 7, dims: NCHW, graph: one('Slice', { starts: [0n, 1n], ends: [1n, 3n] }) },
  TopK: { opset: 9, dims: [3, 7], graph: one('TopK', { k: 3n }, ['x'], ['y', 'i']), outputs: ['y'] },
  'Pad with a value': { opset: 10, dims: [2, 3], graph: one('Pad', { pads: [0n, 1n, 2n, 0n], value: 1.5 }) },
  'Pad with zeros': { opset: 7, dims: [2, 3], graph: one('Pad', { pads: [0n, 1n, 2n, 0n] }) },
  'Pad by reflection': { opset: 9, dims: [2, 3], graph: one('Pad', { pads: [0n, 1n, 0n, 2n], mode: 'reflect' }) },
  'Upsample 7': { opset: 7, dims: NCHW, graph: one('Upsample', { scales: [1, 1, 2, 3], mode: 'nearest' }) },
  'Upsample 7, linear': { opset: 7, dims: NCHW, graph: one('Upsample', { scales: [1, 1, 1.5, 2.25], mode: 'linear' }) },
  'Upsample 9': {
    opset: 9,
    dims: NCHW,
    graph: { ...one('Upsample', { mode: 'nearest' }, ['x', 's']), initializer: [floats('s', [4], [1, 1, 1.7, 2.3])] },
  },
  'Resize 10, larger': {
    opset: 10,
    dims: NCHW,
    graph: { ...one('Resize', {}, ['x', 's']), initializer: [floats('s', [4], [1, 1, 1.7, 2.3])] },
  },
  'Resize 10, smaller': {
    opset: 10,
    dims: NCHW,
    graph: { ...one('Resize', {}, ['x', 's']), initializer: [floats('s', [4], [1, 1, 0.6, 0.7])] },
  },
  'Resize 10, linear': {
    opset: 10,
    dims: NCHW,
    graph: { ...one('Resize', { mode: 'linear' }, ['x', 's']), initializer: [floats('s', [4], [1, 1, 0.6, 1.7])] },
  },
  'Resize 11 to sizes': {
    opset: 11,
    dims: NCHW,
    graph: {
      ...one('Resize', { mode: 'linear', coordinate_transformation_mode: 'align_corners' }, ['x', 'none', 'none', 'sizes']),
      initializer: [floats('none', [0], []), int64s('sizes', [2, 3, 7, 5])],
    },
  },
  BatchNormalization: {
    opset: 7,
    dims: NCHW,
    graph: {
      ...one('BatchNormalization', { spatial: 1n, momentum: 0.5 }, ['x', 's', 'b', 'm', 'v']),
      initializer: ['s', 'b', 'm', 'v'].map((name, i) => floats(name, [3], [i + 0.5, 1, 2])),
    },
  },
  'Dropout 7 with a mask that nothing takes': { opset: 7, dims: NCHW, graph: one('Dropout', { ratio: 0.3 }, ['x'], ['y', 'm']) },
  'Dropout 10': { opset: 10, dims: NCHW, graph: one('Dropout', { ratio: 0.3 }) },
  Scatter: {
    opset: 9,
    dims: [2, 3],
    graph: {
      ...one('Scatter', { axis: 1n }, ['x', 'i', 'u']),
      initializer: [int64s('i', [2, 0], [2, 1]), floats('u', [2, 1], [7, 8])],
    },
  },
  RoiAlign: {
    opset: 10,
    dims: NCHW,
    graph: {
      ...one('RoiAlign', { output_height: 2n, output_width: 2n }, ['x', 'r', 'b']),
      initializer: [floats('r', [1, 4], [0, 0, 3.3, 2.7]), int64s('b', [1])],
    },
  },
  GridSample: {
    opset: 16,
    dims: NCHW,
    graph: {
      ...one('GridSample', { mode: 'bilinear' }, ['x', 'g']),
      initializer: [floats('g', [2, 1, 2, 2], [0, 0.1, 0.5, -0.3, -1, 1, 0.2, 0.2])],
    },
  },
  DFT: { opset: 17, dims: [2, 8, 1], graph: one('DFT') },
  'broadcasting that was written down': {
    opset: 7,
    dims: NCHW,
    graph: {
      node: [node('Flatten', ['x'], ['f']), node('Gemm', ['f', 'w', 'c'], ['y'], { transB: 1n })],
      initializer: [
        floats(
          'w',
          [2, 72],
          Array.from({ length: 144 }, (_, i) => i / 100),
        ),
        floats('c', [2], [1, 2]),
      ],
    },
  },
  'a body inside a body that takes a value from around': {
    opset: 12,
    dims: [2, 3],
    graph: {
      node: [
        node('If', ['c'], ['y'], {
          then_branch: {
            name: 'outer',
            node: [node('If', ['c'], ['o'], { then_branch: softmaxBody('p'), else_branch: softmaxBody('q') })],
            output: [value('o')],
          },
          else_branch: softmaxBody('r'),
        }),
      ],
      initializer: [yes()],
    },
  },
  'names that are already taken': {
    opset: 11,
    dims: [2, 3],
    graph: {
      node: [
        node('Neg', ['x'], ['y_axes']),
        node('Squeeze', ['w'], ['y_axes_1'], { axes: [0n] }),
        node('ReduceSum', ['y_axes'], ['s'], { axes: [1n] }),
        node('Add', ['s', 'y_axes_1'], ['y']),
      ],
      initializer: [floats('w', [1, 1], [3])],
    },
  },
};

function yes() {
  return { name: 'c', dims: [], dataType: 9, rawData: Uint8Array.of(1) };
}

function copyBody(name: string): GraphInit {
  return { name, node: [node('Identity', ['x'], [`${name}_y`])], output: [value(`${name}_y`)] };
}

function softmaxBody(name: string): GraphInit {
  return { name, node: [node('Softmax', ['x'], [`${name}_y`], { axis: 0n })], output: [value(`${name}_y`)] };
}

describe.each(Object.entries(CASES))('%s', (_, { opset, dims, graph, outputs = ['y'], scale = 1, unknown }) => {
  const bytes = buildModel({
    opset,
    graph: { ...graph, input: [value('x', unknown ? undefined : dims)], output: outputs.map((output) => value(output)) },
  });

  it.each([18, 21])('means the same at opset %i', async (target) => {
    const upgraded = upgradeOpset(bytes, target);
    expect(parseModel('test', upgraded).opsets.get('')).toBe(target);
    for (const level of ['disabled', 'all'] as const) await expectSameBits(bytes, upgraded, { x: noise(dims, scale) }, level);
  });
});
