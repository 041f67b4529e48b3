// Every kind of plan against the reference, as variants are lowered to them: shapes, slices, element types, provenance of arrays.
import {
  coversParts,
  type DropoutConfig,
  type FloatArray,
  gradientPlan,
  lower,
  operandsOf,
  type Plan,
  type Slice,
} from '@dropkit/core';
import { describe, expect, it } from 'vitest';
import { ENGINES, expectClose, expectSame, hostile, reference } from './support.js';

const ADDRESS = { seed: 0x123456789abcdefn, stream: 5, step: 2 };
const TYPES = [Float32Array, Float64Array, ...(globalThis.Float16Array ? [Float16Array] : [])] as const;

interface Case {
  readonly name: string;
  readonly config: DropoutConfig;
  readonly shape: number[];
  readonly slice?: Slice;
}

const channels = { shape: [3, 4, 9, 11], start: [1, 0, 2, 3] };
const CASES: Case[] = [
  ...[0, 1, 5, 127, 129].map((width) => ({
    name: `rows of ${width}`,
    config: { variant: 'perSample', probabilities: [0, 0.5, 1, 0.1, 0.9] } as const,
    shape: [5, width],
  })),
  {
    name: 'rows with shared axes',
    config: { variant: 'perSample', probabilities: [0.3, 0.6, 0], broadcastAxes: [2] },
    shape: [3, 7, 40],
  },
  {
    name: 'rows of a slice',
    config: { variant: 'perSample', probabilities: [0.3, 0.6, 0, 0.5] },
    shape: [2, 33],
    slice: { shape: [4, 70], start: [1, 9] },
  },
  { name: 'one row', config: { variant: 'perSample', probabilities: [0.4] }, shape: [1, 300] },
  { name: 'no rows', config: { variant: 'perSample', probabilities: [] }, shape: [0, 300] },
  { name: 'rows, standard', config: { variant: 'perSample', probabilities: [0.4, 0.2], scaling: 'standard' }, shape: [2, 65] },
  ...[1, 2, 3, 7, 8, 100].flatMap((blockSize) => [
    { name: `blocks of ${blockSize}`, config: { variant: 'dropBlock', p: 0.3, blockSize } as const, shape: [2, 3, 9, 11] },
    {
      name: `blocks of ${blockSize}, channels last`,
      config: { variant: 'dropBlock', p: 0.3, blockSize, layout: 'channelsLast' } as const,
      shape: [2, 9, 11, 5],
    },
    {
      name: `blocks of ${blockSize} in a box`,
      config: { variant: 'dropBlock', p: 0.3, blockSize } as const,
      shape: [2, 2, 5, 6],
      slice: channels,
    },
    {
      name: `blocks of ${blockSize} by sample in a box`,
      config: { variant: 'dropBlock', p: 0.5, blockSize, normalization: 'sample' } as const,
      shape: [2, 2, 5, 6],
      slice: channels,
    },
  ]),
  { name: 'blocks in rows', config: { variant: 'dropBlock', p: 0.4, blockSize: 5 }, shape: [3, 4, 70] },
  { name: 'blocks in volumes', config: { variant: 'dropBlock', p: 0.4, blockSize: [2, 3, 4] }, shape: [2, 2, 5, 6, 7] },
  {
    name: 'blocks by sample',
    config: { variant: 'dropBlock', p: 0.6, blockSize: 3, normalization: 'sample' },
    shape: [5, 2, 6, 7],
  },
  {
    name: 'blocks over whole samples',
    config: { variant: 'dropBlock', p: 0.6, blockSize: 3, normalization: 'sample' },
    shape: [2, 2, 6, 7],
    slice: { shape: [5, 2, 6, 7], start: [2, 0, 0, 0] },
  },
  { name: 'blocks that leave nothing', config: { variant: 'dropBlock', p: 0.999, blockSize: 9 }, shape: [1, 1, 9, 9] },
  { name: 'blocks of wide maps', config: { variant: 'dropBlock', p: 0.1, blockSize: 7 }, shape: [1, 2, 33, 130] },
  { name: 'blocks in nothing', config: { variant: 'dropBlock', p: 0.1, blockSize: 7 }, shape: [2, 0, 8, 8] },
  { name: 'cutout', config: { variant: 'cutout', size: 5 }, shape: [4, 3, 12, 37] },
  {
    name: 'cutout of many holes, channels last',
    config: { variant: 'cutout', size: [4, 9], holes: 3, layout: 'channelsLast' },
    shape: [4, 12, 33, 3],
  },
  { name: 'cutout in a box', config: { variant: 'cutout', size: 6, holes: 2 }, shape: [2, 2, 5, 6], slice: channels },
  { name: 'cutout larger than the map', config: { variant: 'cutout', size: 90 }, shape: [2, 3, 5, 6] },
  { name: 'cutout of volumes', config: { variant: 'cutout', size: [1, 2, 30] }, shape: [3, 2, 4, 5, 40] },
  { name: 'cutout of nothing', config: { variant: 'cutout', size: 3 }, shape: [0, 2, 4, 5] },
  { name: 'zoneout', config: { variant: 'zoneout', p: 0.3 }, shape: [7, 131] },
  {
    name: 'zoneout of a slice',
    config: { variant: 'zoneout', p: 0.3 },
    shape: [7, 13],
    slice: { shape: [9, 40], start: [1, 20] },
  },
  ...[0, 1].map((p) => ({ name: `zoneout, p = ${p}`, config: { variant: 'zoneout', p } as const, shape: [40] })),
  { name: 'zoneout of nothing', config: { variant: 'zoneout', p: 0.5 }, shape: [0] },
  ...[0, 1, 3, 5, 31, 33, 1000].map((count) => ({
    name: `uniform, ${count}`,
    config: { variant: 'uniform', beta: 0.3 } as const,
    shape: [count],
  })),
  {
    name: 'uniform of a slice',
    config: { variant: 'uniform', beta: 0.7 },
    shape: [3, 5, 7],
    slice: { shape: [4, 9, 30], start: [1, 2, 5] },
  },
  { name: 'uniform, shared at the end', config: { variant: 'uniform', beta: 0.7, broadcastAxes: [2] }, shape: [3, 5, 37] },
  { name: 'uniform, shared in front', config: { variant: 'uniform', beta: 0.7, broadcastAxes: [0] }, shape: [9, 37] },
  {
    name: 'uniform, shared between',
    config: { variant: 'uniform', beta: 0.7, broadcastAxes: [1] },
    shape: [2, 5, 7],
    slice: { shape: [4, 9, 30], start: [1, 2, 5] },
  },
  { name: 'uniform, all shared', config: { variant: 'uniform', beta: 0.7, broadcastAxes: [0, 1] }, shape: [4, 50] },
  { name: 'shakeDrop', config: { variant: 'shakeDrop', p: 0.5 }, shape: [17, 3, 5] },
  { name: 'shakeDrop by batch', config: { variant: 'shakeDrop', p: 0.5, mode: 'batch' }, shape: [17, 3, 5] },
  {
    name: 'shakeDrop of a slice',
    config: { variant: 'shakeDrop', p: 0.5 },
    shape: [5, 3, 5],
    slice: { shape: [17, 3, 9], start: [3, 0, 1] },
  },
  { name: 'shakeDrop, p = 1', config: { variant: 'shakeDrop', p: 1 }, shape: [17, 3, 5] },
];

const NOISY: Case[] = [
  ...[0, 1, 2, 3, 31, 1000].map((count) => ({
    name: `gaussian, ${count}`,
    config: { variant: 'gaussian', p: 0.3 } as const,
    shape: [count],
  })),
  {
    name: 'gaussian of a slice',
    config: { variant: 'gaussian', p: 0.3 },
    shape: [3, 5, 7],
    slice: { shape: [4, 9, 30], start: [1, 2, 5] },
  },
  { name: 'gaussian, shared', config: { variant: 'gaussian', p: 0.5, broadcastAxes: [1] }, shape: [3, 40, 7] },
  { name: 'variational gaussian', config: { variant: 'variationalGaussian', alpha: 0.5 }, shape: [300] },
  ...[0.1, 0.01, 2].map((temperature) => ({
    name: `concrete at ${temperature}`,
    config: { variant: 'concrete', p: 0.2, temperature } as const,
    shape: [7, 41],
  })),
  {
    name: 'concrete of a slice',
    config: { variant: 'concrete', p: 0.2 },
    shape: [3, 5, 7],
    slice: { shape: [4, 9, 30], start: [1, 2, 5] },
  },
];

describe.each(ENGINES)('$name', ({ create }) => {
  const backend = create();

  function expectReference(plan: Plan, type: (typeof TYPES)[number], exact: boolean, dtype: 'float32'): void {
    const compare = (actual: FloatArray, expected: FloatArray) =>
      exact ? expectSame(actual, expected) : expectClose(actual, expected, input);
    const count = plan.shape.reduce((a, b) => a * b, 1);
    const x = type.from(hostile(count)) as FloatArray;
    const input = x.slice();
    const other = 'other' in operandsOf(plan) ? (type.from(hostile(count + 3)).subarray(3) as FloatArray) : undefined;
    const operands = other && { other };
    const expected = reference.forward(plan, ADDRESS, x.slice(), undefined, operands);
    compare(backend.forward(plan, ADDRESS, x, new type(count + 1).subarray(1) as typeof x, operands), expected);
    const home = backend.alloc(count, dtype);
    home.set(x as Float32Array);
    compare(backend.forward(plan, ADDRESS, home as typeof x, x.slice(), operands), expected);
    compare(backend.forward(plan, ADDRESS, home as typeof x, backend.alloc(count, dtype) as typeof x, operands), expected);
    compare(backend.forward(plan, ADDRESS, x.slice(), home as typeof x, operands), expected);
    if (other) {
      const place = other.slice();
      compare(backend.forward(plan, ADDRESS, x, place, { other: place }), expected);
    }
    compare(backend.backward(plan, ADDRESS, x), reference.backward(plan, ADDRESS, x.slice()));
    if ('other' in operandsOf(plan)) {
      const gradient = gradientPlan(plan, 'other');
      compare(backend.forward(gradient, ADDRESS, x), reference.forward(gradient, ADDRESS, x.slice()));
    }
    const mask = reference.mask(plan, ADDRESS);
    expectSame(backend.mask(plan, ADDRESS), mask);
    const decided = plan.kind === 'block' ? coversParts(plan) : plan.kind !== 'noise' && plan.kind !== 'concrete';
    if (decided) {
      compare(backend.forward(plan, mask, x.slice(), undefined, operands), expected);
      compare(backend.backward(plan, mask, x), reference.backward(plan, mask, x.slice()));
    }
    compare(backend.forward(plan, ADDRESS, x, x, operands), expected);
  }

  describe.each(
    TYPES.map((type) => ({ type, name: type.name, dtype: type.name.replace('Array', '').toLowerCase() as 'float32' })),
  )('$name', ({ type, dtype }) => {
    for (const phase of ['train', 'eval'] as const) {
      it.each(CASES)(`$name (${phase})`, ({ config, shape, slice }) =>
        expectReference(lower(config, shape, phase, slice), type, true, dtype),
      );
      it.each(NOISY)(`$name (${phase})`, ({ config, shape, slice }) =>
        expectReference(lower(config, shape, phase, slice), type, false, dtype),
      );
    }
  });

  it('refuses a second input that is missing or not wanted', () => {
    const x = new Float32Array(4);
    const choose = lower({ variant: 'zoneout', p: 0.5 }, [4], 'train');
    expect(() => backend.forward(choose, ADDRESS, x)).toThrow(TypeError);
    expect(() => backend.forward(lower({ variant: 'dropout', p: 0.5 }, [4], 'train'), ADDRESS, x, x, { other: x })).toThrow(
      TypeError,
    );
  });
});
