// The layers outside of training loops: tfjs conventions, addresses, all variants, bad arguments.
import '@tensorflow/tfjs-backend-cpu';
import { createReferenceBackend, type DropoutConfig, lower, streamId } from '@dropkit/core';
import {
  memory,
  moments,
  ones,
  reshape,
  serialization,
  setBackend,
  softmax,
  type Tensor,
  tensor,
  zeros,
} from '@tensorflow/tfjs-core';
import { model as functional, initializers, input, sequential, layers as tf } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { Dropout, type DropoutLayer, layers } from '../src/index.js';
import { opTestValues } from './op-values.js';

beforeAll(() => setBackend('cpu'));

const train = (layer: tf.Layer, x: Tensor) => [...(layer.apply(x, { training: true }) as Tensor).dataSync()];
const infer = (layer: tf.Layer, x: Tensor) => [...(layer.apply(x) as Tensor).dataSync()];

describe('masks', () => {
  it('are drawn at the seed, the stream of the name and the step, which each training call advances', () => {
    const layer = layers.dropout({ rate: 0.5, seed: 42, name: 'hidden' });
    const plan = lower({ variant: 'dropout', p: 0.5 }, [64], 'train');
    for (const step of [0, 1]) {
      const address = { seed: 42, stream: streamId('hidden'), step };
      const expected = createReferenceBackend().forward(plan, address, new Float32Array(64).fill(1));
      expect(train(layer, ones([64]))).toEqual([...expected]);
    }
    expect(layer.step).toBe(2);
  });

  it('differ from call to call although there is a seed, and come again at the same step', () => {
    const layer = layers.dropout({ rate: 0.5, seed: 1 });
    const [first, second] = [train(layer, ones([256])), train(layer, ones([256]))];
    expect(second).not.toEqual(first);
    layer.step = 0;
    expect(train(layer, ones([256]))).toEqual(first);
  });

  it('differ between layers of one seed', () => {
    const [a, b] = ['a', 'b'].map((name) => train(layers.dropout({ rate: 0.5, seed: 1, name }), ones([256])));
    expect(a).not.toEqual(b);
  });

  it('are drawn when a model is applied with training: true, and only then', () => {
    const net = sequential({ layers: [layers.dropout({ rate: 0.5, seed: 1, inputShape: [256] })] });
    const x = ones([1, 256]);
    expect([...(net.apply(x, { training: true }) as Tensor).dataSync()]).toContain(0);
    expect([...(net.apply(x) as Tensor).dataSync()]).not.toContain(0);
    expect([...(net.predict(x) as Tensor).dataSync()]).not.toContain(0);
    expect((net.layers[0] as DropoutLayer).step).toBe(1);
  });

  it('keep their noise while the rate moves', () => {
    const layer = layers.dropout({ rate: 0.2, seed: 1, scaling: 'none' });
    const low = train(layer, ones([256]));
    layer.rate = 0.6;
    layer.step = 0;
    const high = train(layer, ones([256]));
    expect(low.every((kept, i) => kept >= high[i])).toBe(true);
    expect(high).not.toEqual(low);
  });

  it('advance by one step at each time step inside TimeDistributed', () => {
    const inner = layers.dropout({ rate: 0.5, seed: 1 });
    const y = tf.timeDistributed({ layer: inner }).apply(ones([1, 2, 256]), { training: true }) as Tensor;
    const [first, second] = reshape(y, [2, 256]).arraySync() as number[][];
    expect(first).toContain(0);
    expect(second).not.toEqual(first);
  });
});

describe('rates at the ends', () => {
  it('0 keeps all, 1 drops all, also where x is NaN', () => {
    const x = tensor([1, Number.NaN, -3]);
    expect(train(layers.dropout({ rate: 0 }), x)).toEqual([1, Number.NaN, -3]);
    expect(train(layers.dropout({ rate: 1 }), x)).toEqual([0, 0, 0]);
    expect(infer(layers.dropout({ rate: 1 }), x)).toEqual([1, Number.NaN, -3]);
  });
});

const VARIANTS: { make: () => DropoutLayer; shape: number[]; config: DropoutConfig }[] = [
  {
    make: () => layers.dropout({ rate: 0.5, seed: 9, stream: 3, noiseShape: [null, 1, null] }),
    shape: [4, 5, 6],
    config: { variant: 'dropout', p: 0.5, noiseShape: [null, 1, null] },
  },
  {
    make: () => layers.dropout({ rate: 0.3, seed: 9, stream: 3, scaling: 'standard' }),
    shape: [40],
    config: { variant: 'dropout', p: 0.3, scaling: 'standard' },
  },
  {
    make: () => layers.spatialDropout1d({ rate: 0.5, seed: 9, stream: 3 }),
    shape: [4, 5, 6],
    config: { variant: 'spatial', p: 0.5, layout: 'channelsLast' },
  },
  {
    make: () => layers.spatialDropout2d({ rate: 0.5, seed: 9, stream: 3, dataFormat: 'channelsFirst' }),
    shape: [4, 6, 3, 2],
    config: { variant: 'spatial', p: 0.5, layout: 'channelsFirst' },
  },
  {
    make: () => layers.spatialDropout3d({ rate: 0.5, seed: 9, stream: 3, scaling: 'none' }),
    shape: [4, 3, 2, 2, 6],
    config: { variant: 'spatial', p: 0.5, layout: 'channelsLast', scaling: 'none' },
  },
  {
    make: () => layers.alphaDropout({ rate: 0.5, seed: 9, stream: 3 }),
    shape: [64],
    config: { variant: 'alpha', p: 0.5 },
  },
  {
    make: () => layers.featureAlphaDropout({ rate: 0.5, seed: 9, stream: 3, dataFormat: 'channelsFirst' }),
    shape: [4, 6, 5],
    config: { variant: 'featureAlpha', p: 0.5, layout: 'channelsFirst' },
  },
  {
    make: () => layers.dropPath({ rate: 0.5, seed: 9, stream: 3, mode: 'row' }),
    shape: [32, 3],
    config: { variant: 'dropPath', p: 0.5, mode: 'row' },
  },
  {
    make: () => layers.tokenDropout({ rate: 0.5, seed: 9, stream: 3 }),
    shape: [4, 9, 3],
    config: { variant: 'token', p: 0.5 },
  },
  {
    make: () => layers.gaussianDropout({ rate: 0.3, seed: 9, stream: 3, noiseShape: [null, 1, null] }),
    shape: [4, 5, 6],
    config: { variant: 'gaussian', p: 0.3, noiseShape: [null, 1, null] },
  },
  {
    make: () => layers.uniformDropout({ beta: 0.4, seed: 9, stream: 3 }),
    shape: [40],
    config: { variant: 'uniform', beta: 0.4 },
  },
  {
    make: () => layers.dropBlock1d({ rate: 0.3, seed: 9, stream: 3, blockSize: 3, dataFormat: 'channelsFirst' }),
    shape: [3, 4, 9],
    config: { variant: 'dropBlock', p: 0.3, blockSize: 3, layout: 'channelsFirst' },
  },
  {
    make: () => layers.dropBlock2d({ rate: 0.3, seed: 9, stream: 3, blockSize: [2, 3], normalization: 'sample' }),
    shape: [3, 6, 7, 2],
    config: { variant: 'dropBlock', p: 0.3, blockSize: [2, 3], layout: 'channelsLast', normalization: 'sample' },
  },
  {
    make: () => layers.dropBlock3d({ rate: 0.3, seed: 9, stream: 3, blockSize: 2 }),
    shape: [2, 4, 4, 4, 2],
    config: { variant: 'dropBlock', p: 0.3, blockSize: 2, layout: 'channelsLast' },
  },
  {
    make: () => layers.cutout({ size: 3, holes: 2, seed: 9, stream: 3 }),
    shape: [3, 7, 7, 2],
    config: { variant: 'cutout', size: 3, holes: 2, layout: 'channelsLast' },
  },
  {
    make: () => layers.shakeDrop({ rate: 0.5, seed: 9, stream: 3, mode: 'batch' }),
    shape: [32, 3],
    config: { variant: 'shakeDrop', p: 0.5, mode: 'batch' },
  },
  {
    make: () => layers.variationalDropout({ rate: 0.5, seed: 9, stream: 3 }),
    shape: [4, 9, 3],
    config: { variant: 'variational', p: 0.5 },
  },
  {
    make: () => layers.attentionDropout({ rate: 0.5, seed: 9, stream: 3, broadcastAxes: [0, 1], scaling: 'standard' }),
    shape: [2, 3, 4, 5],
    config: { variant: 'attention', p: 0.5, broadcastAxes: [0, 1], scaling: 'standard' },
  },
  {
    make: () => layers.dropKey({ rate: 0.5, seed: 9, stream: 3 }),
    shape: [2, 4, 5],
    config: { variant: 'dropKey', p: 0.5 },
  },
  {
    make: () => layers.headDropout({ rate: 0.5, seed: 9, stream: 3 }),
    shape: [3, 8, 2, 2],
    config: { variant: 'head', p: 0.5 },
  },
];

describe.each(VARIANTS)('$config.variant of shape $shape', ({ make, shape, config }) => {
  // bits are equal but for normal numbers, which have 1e-6 on the CPU (specification, section 12)
  const expectSame = (actual: number[], expected: number[]) => {
    if (config.variant !== 'gaussian') return expect(actual).toEqual(expected);
    for (const [i, value] of expected.entries())
      expect(Math.abs(actual[i] - value)).toBeLessThanOrEqual(1e-6 * (1 + Math.abs(value)));
  };
  const run = (phase: 'train' | 'eval') => {
    const x = opTestValues(shape);
    return [...createReferenceBackend().forward(lower(config, shape, phase), { seed: 9, stream: 3 }, x)];
  };

  it('trains and infers as its config says', () => {
    const x = tensor(opTestValues(shape), shape);
    expectSame(train(make(), x), run('train'));
    expectSame(infer(make(), x), run('eval'));
  });

  it('comes back from its config, at the step where it was', () => {
    const layer = make();
    const x = tensor(opTestValues(shape), shape);
    train(layer, x);
    const map = serialization.SerializationMap.getMap().classNameMap;
    const [layerClass, fromConfig] = map[layer.getClassName()];
    const copy = fromConfig(layerClass, JSON.parse(JSON.stringify(layer.getConfig()))) as DropoutLayer;
    expect(copy.getConfig()).toEqual(layer.getConfig());
    expect(train(copy, x)).toEqual(train(layer, x));
  });
});

describe('alpha dropout', () => {
  it('keeps mean 0 and variance 1, which the built-in layer does not', () => {
    const n = 100_000;
    const y = train(layers.alphaDropout({ rate: 0.5, seed: 5 }), tensor(opTestValues([n])));
    const mean = y.reduce((a, b) => a + b, 0) / n;
    const variance = y.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1);
    // five standard errors: of a mean sqrt(1 / n), of a variance at most sqrt(E y^4 / n) with E y^4 < 4 here
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(variance - 1)).toBeLessThan((5 * 2) / Math.sqrt(n));
  });
});

describe('alpha dropout in a stack of SELU layers', () => {
  it('keeps mean 0 and variance 1 through four of them', () => {
    const width = 256;
    let x = tensor(opTestValues([64, width]), [64, width]);
    for (let depth = 0; depth < 4; depth++) {
      const kernelInitializer = initializers.leCunNormal({ seed: depth });
      const dense = tf.dense({ units: width, activation: 'selu', kernelInitializer });
      const dropped = layers.alphaDropout({ rate: 0.2, seed: 1, name: `alpha_${depth}` });
      x = dropped.apply(dense.apply(x) as Tensor, { training: true }) as Tensor;
      const { mean, variance } = moments(x);
      // units of a layer share its weights, so their means and variances are known to 1 / sqrt(width) at worst: five standard errors
      expect(Math.abs(mean.dataSync()[0])).toBeLessThan(5 / Math.sqrt(width));
      expect(Math.abs(variance.dataSync()[0] - 1)).toBeLessThan((5 * Math.SQRT2) / Math.sqrt(width));
    }
  });
});

describe('stacked layers of one seed', () => {
  it('drop independently of each other', () => {
    const n = 40_000;
    const [a, b] = ['a', 'b'].map((name) => train(layers.dropout({ rate: 0.5, seed: 1, name }), ones([n])));
    const both = a.filter((value, i) => value > 0 && b[i] > 0).length;
    // binomial with p = 1/4; the same mask would give n / 2
    expect(Math.abs(both - n / 4)).toBeLessThan(5 * Math.sqrt((n * 3) / 16));
  });
});

describe('DropKey', () => {
  it('leaves attention weights that add up to 1, also in rows that lost all their keys', () => {
    const layer = layers.dropKey({ rate: 0.9, seed: 1, name: 'keys' });
    const weights = softmax(layer.apply(tensor(opTestValues([2, 3, 8, 4]), [2, 3, 8, 4]), { training: true }) as Tensor);
    const rows = reshape(weights, [48, 4]).arraySync() as number[][];
    for (const row of rows) expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    expect(rows.filter((row) => row.every((weight) => weight === 0.25)).length).toBeGreaterThan(0); // all dropped: P = 0.66 a row
    expect(rows.filter((row) => row.filter((weight) => weight === 0).length === 3).length).toBeGreaterThan(0);
  });
});

describe('configs', () => {
  it('show a fresh seed where none was given', () => {
    const [a, b] = [layers.dropout({ rate: 0.5 }), layers.dropout({ rate: 0.5 })].map((layer) => layer.getConfig().seed);
    expect(Number.isSafeInteger(a)).toBe(true);
    expect(a).not.toBe(b);
  });

  it('write seeds as numbers up to 2^53 - 1 and as digits beyond, and read both', () => {
    const json = (seed: bigint | number | string) => layers.dropout({ rate: 0.5, seed }).getConfig().seed;
    expect(json(2 ** 53 - 1)).toBe(9007199254740991);
    expect(json(2n ** 53n)).toBe('9007199254740992');
    expect(json(2n ** 64n - 1n)).toBe('18446744073709551615');
    expect(json('18446744073709551615')).toBe('18446744073709551615');
  });

  it("leave tfjs' own Dropout in its place", () => {
    layers.dropout({ rate: 0.5 });
    const map = serialization.SerializationMap.getMap().classNameMap;
    expect(map.Dropout[0]).toBe(tf.dropout({ rate: 0.5 }).constructor);
    expect(map.DropkitDropout[0]).toBe(Dropout);
  });
});

describe('bad arguments', () => {
  const make = (args: object) => () => layers.dropout(args as never);

  it.each([
    [{}, TypeError, /DropkitDropout: "rate" expected a number in \[0, 1\], got undefined/],
    [{ rate: '0.5' }, TypeError, /"rate" expected a number in \[0, 1\], got "0.5"/],
    [{ rate: 1.5 }, RangeError, /"rate" expected a number in \[0, 1\], got 1.5/],
    [{ rate: -0.1 }, RangeError, /"rate".*got -0.1/],
    [{ rate: Number.NaN }, RangeError, /"rate".*got NaN/],
    [{ rate: 0.5, seed: -1 }, RangeError, /"seed".*got -1/],
    [{ rate: 0.5, seed: 2n ** 64n }, RangeError, /"seed"/],
    [{ rate: 0.5, seed: 1.5 }, RangeError, /"seed".*got 1.5/],
    [{ rate: 0.5, seed: 'abc' }, TypeError, /"seed".*got "abc"/],
    [{ rate: 0.5, stream: 2 ** 32 }, RangeError, /"stream"/],
    [{ rate: 0.5, step: -1 }, RangeError, /"step"/],
    [{ rate: 0.5, p: 0.5 }, TypeError, /"p" expected no option of this name/],
    [{ rate: 0.5, noiseShape: 'all' }, TypeError, /"noiseShape"/],
    [{ rate: 0.5, scaling: 'twice' }, RangeError, /"scaling".*got "twice"/],
  ])('%o', (args, type, text) => {
    expect(make(args)).toThrow(type);
    expect(make(args)).toThrow(text);
  });

  it.each([
    ['dropBlock2d', { rate: 0.1 }, TypeError, /"blockSize" expected an integer from 1.*got undefined/],
    ['dropBlock2d', { rate: 0.1, blockSize: 0 }, RangeError, /"blockSize".*got 0/],
    ['dropBlock2d', { rate: 0.1, blockSize: 3, normalization: 'batch' }, RangeError, /"normalization".*got "batch"/],
    ['dropBlock3d', { rate: 0.1, blockSize: 3, dataFormat: 'NDHWC' }, RangeError, /"dataFormat".*got "NDHWC"/],
    ['uniformDropout', {}, TypeError, /"beta" expected a number in \[0, 1\], got undefined/],
    ['uniformDropout', { beta: 2 }, RangeError, /"beta".*got 2/],
    ['gaussianDropout', { rate: 0.1, noiseShape: [0.5] }, RangeError, /"noiseShape/],
    ['cutout', { size: 0 }, RangeError, /"size".*got 0/],
    ['cutout', { size: 2, holes: 0 }, RangeError, /"holes".*got 0/],
    ['dropPath', { rate: 0.1, mode: 'rows' }, RangeError, /"mode".*got "rows"/],
    ['stochasticDepth', { rate: 0.1, mode: 'rows' }, RangeError, /"mode".*got "rows"/],
    ['shakeDrop', { rate: 0.1, mode: 1 }, TypeError, /"mode".*got 1/],
    ['attentionDropout', { rate: 0.1, broadcastAxes: '0' }, TypeError, /"broadcastAxes".*got "0"/],
    ['dropKey', { rate: 0.1, scaling: 'none' }, TypeError, /"scaling" expected no option of this name/],
    ['variationalDropout', { rate: 0.1, scaling: 'twice' }, RangeError, /"scaling".*got "twice"/],
  ] as const)('%s %o', (name, args, type, text) => {
    const makeOther = () => (layers[name] as (args: unknown) => unknown)(args);
    expect(makeOther).toThrow(type);
    expect(makeOther).toThrow(text);
  });

  it('are copied: an array that the caller changes later changes nothing', () => {
    const noiseShape: (number | null)[] = [null, 1];
    const layer = layers.dropout({ rate: 0.5, noiseShape });
    noiseShape[1] = 9;
    expect(layer.getConfig()).toMatchObject({ noiseShape: [null, 1] });
  });

  it('are told when the layer is connected: noise shapes, ranks and data formats', () => {
    const x = input({ shape: [5, 6] });
    expect(() => layers.dropout({ rate: 0.5, noiseShape: [null, 2, null] }).apply(x)).toThrow(/"noiseShape".*\[null, 2, null\]/);
    expect(() => layers.dropout({ rate: 0.5, noiseShape: [1, 5] }).apply(x)).toThrow(/"noiseShape"/);
    expect(() => layers.dropout({ rate: 0.5, noiseShape: [8, 1, 6] }).apply(x)).not.toThrow();
    expect(() => layers.spatialDropout2d({ rate: 0.5 }).apply(x)).toThrow(/ndim=4/);
    expect(() => layers.spatialDropout1d({ rate: 0.5, dataFormat: 'NCHW' as never })).toThrow(/"dataFormat".*"NCHW"/);
    expect(() => layers.dropout({ rate: 0.5 }).apply([x, input({ shape: [5, 6] })])).toThrow(/"inputs" expected one tensor/);
  });

  it('leave no tensor behind, and the step where it was', () => {
    const layer = layers.dropout({ rate: 0.5, noiseShape: [8, 1] });
    const x = zeros([4, 2]);
    const ids = zeros([4, 2], 'int32');
    const before = memory().numTensors;
    expect(() => layer.apply(x, { training: true })).toThrow(RangeError);
    expect(() => layers.dropout({ rate: 0.5 }).apply(ids, { training: true })).toThrow(/float32.*int32/);
    expect(memory().numTensors).toBe(before);
    expect(layer.step).toBe(0);
  });

  it('a step beyond 2^32 - 1 throws instead of starting again', () => {
    const layer = layers.dropout({ rate: 0.5, step: 2 ** 32 - 1 });
    train(layer, ones([4]));
    expect(() => train(layer, ones([4]))).toThrow(/"step"/);
    // and can be saved and loaded in that state
    const loaded = layers.dropout(layer.getConfig() as never);
    expect(loaded.step).toBe(2 ** 32);
    expect(() => train(loaded, ones([4]))).toThrow(/"step"/);
  });
});

it('works in a functional model and hands masks of masked layers on', () => {
  const x = input({ shape: [4, 3] });
  const y = layers.dropout({ rate: 0.5 }).apply(tf.masking({ maskValue: 0 }).apply(x)) as never;
  const net = functional({
    inputs: x,
    outputs: tf.simpleRNN({ units: 2, recurrentInitializer: 'glorotUniform' }).apply(y) as never,
  });
  expect((net.predict(ones([2, 4, 3])) as Tensor).shape).toEqual([2, 2]);
});
