// Monte Carlo prediction: moments against closed forms, what stays in inference mode, what is refused, what is left behind.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { createReferenceBackend, lower, streamId } from '@dropkit/core';
import { memory, ones, setBackend, type Tensor, tensor, tidy, train, zeros } from '@tensorflow/tfjs-core';
import {
  model as functional,
  input,
  type LayersModel,
  type SymbolicTensor,
  sequential,
  layers as tf,
} from '@tensorflow/tfjs-layers';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DropoutLayer, layers, type McPrediction, mcPredict } from '../src/index.js';
import { opTestValues } from './op-values.js';

beforeAll(() => setBackend('cpu'));

const WEIGHTS = [0.5, -1, 2, 0.25, -0.75, 1.5];

/** z = w'(mask x / keep): one dense unit behind a dropout layer. */
function linearModel(rate: number): LayersModel {
  return sequential({
    layers: [
      layers.dropout({ rate, seed: 1, name: 'site', inputShape: [WEIGHTS.length] }),
      tf.dense({ units: 1, useBias: false, weights: [tensor(WEIGHTS, [WEIGHTS.length, 1])] }),
    ],
  });
}

/** Two dropout sites, batch normalisation with statistics of its own, softmax. */
function classifier(): LayersModel {
  return sequential({
    layers: [
      tf.dense({ units: 16, activation: 'relu', inputShape: [4] }),
      layers.dropout({ rate: 0.5, seed: 1, name: 'first' }),
      tf.batchNormalization({}),
      layers.dropout({ rate: 0.25, seed: 1, name: 'second' }),
      tf.dense({ units: 3, activation: 'softmax' }),
    ],
  });
}

describe('statistics', () => {
  it('are the moments of a linear model in closed form', async () => {
    const p = 0.3;
    const [samples, rows] = [100, 50];
    const x = [1, 2, -1, 0.5, 3, -2];
    const input = tensor(Array.from({ length: rows }, () => x));
    const { mean, variance, shape } = await mcPredict(linearModel(p), input, { samples, seed: 5 });
    const z = WEIGHTS.reduce((sum, w, i) => sum + w * x[i], 0);
    // Var z = p / (1 - p) sum w^2 x^2 (Srivastava et al. 2014, section 9); fourth moment of a sum of independent terms
    const squares = WEIGHTS.map((w, i) => (w * x[i]) ** 2);
    const expected = (p / (1 - p)) * squares.reduce((a, b) => a + b, 0);
    const q = 1 - p;
    const fourth = squares.reduce(
      (a, s) => a + s ** 2 * ((p * (p ** 3 + q ** 3)) / q ** 3 - 3 * (p / q) ** 2),
      3 * expected ** 2,
    );
    // the rows are equal and drawn independently: their averages have the variances of one row, divided by the rows
    const average = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / rows;
    const varianceOfVariance = (fourth - (expected ** 2 * (samples - 3)) / (samples - 1)) / samples;
    expect(shape).toEqual([rows, 1]);
    expect(Math.abs(average(mean) - z)).toBeLessThan(5 * Math.sqrt(expected / samples / rows));
    expect(Math.abs(average(variance) - expected)).toBeLessThan(5 * Math.sqrt(varianceOfVariance / rows));
  });

  it('come from the masks of (seed, stream of the layer, base + t)', async () => {
    const x = opTestValues([2, 6]);
    const { mean } = await mcPredict(linearModel(0.5), tensor(x, [2, 6]), { samples: 1, seed: 8, base: 40 });
    const plan = lower({ variant: 'dropout', p: 0.5 }, [2, 6], 'train');
    const dropped = createReferenceBackend().forward(plan, { seed: 8, stream: streamId('site'), step: 40 }, x);
    const z = (row: number) => WEIGHTS.reduce((sum, w, i) => sum + w * dropped[row * 6 + i], 0);
    expect(mean[0]).toBeCloseTo(z(0), 5);
    expect(mean[1]).toBeCloseTo(z(1), 5);
  });

  it('repeat with the seed, change with it, and continue at a base', async () => {
    const model = linearModel(0.5);
    const x = ones([3, 6]);
    const a = await mcPredict(model, x, { samples: 20, seed: 8 });
    expect(await mcPredict(model, x, { samples: 20, seed: 8 })).toEqual(a);
    expect((await mcPredict(model, x, { samples: 20, seed: 9 })).mean).not.toEqual(a.mean);
    const halves = [0, 10].map((base) => mcPredict(model, x, { samples: 10, seed: 8, base }));
    const [first, second] = await Promise.all(halves);
    for (let i = 0; i < 3; i++) expect((first.mean[i] + second.mean[i]) / 2).toBeCloseTo(a.mean[i], 6);
    const { seed, ...random } = await mcPredict(model, x, { samples: 5 });
    expect(await mcPredict(model, x, { samples: 5, seed })).toEqual({ seed, ...random });
  });

  it('hold the uncertainty of class probabilities', async () => {
    const x = tensor(opTestValues([5, 4]), [5, 4]);
    const { uncertainty, mean } = await mcPredict(classifier(), x, { samples: 30, seed: 1, classes: 3 });
    expect(uncertainty?.mutualInformation.length).toBe(5);
    expect(uncertainty?.mutualInformation.every((value) => value > 0)).toBe(true);
    for (let i = 0; i < 15; i++) expect(uncertainty?.mean[i]).toBeCloseTo(mean[i], 10);
  });
});

describe.each(['cpu', 'wasm'])('on tfjs %s', (backend) => {
  beforeEach(async () => {
    expect(await setBackend(backend)).toBe(true);
  });

  it('results do not depend on the batch size', async () => {
    const model = classifier();
    const x = tensor(opTestValues([7, 4]), [7, 4]);
    const whole = await mcPredict(model, x, { samples: 4, seed: 3 });
    for (const batchSize of [1, 3, 7]) {
      const { mean, variance } = await mcPredict(model, x, { samples: 4, seed: 3, batchSize });
      for (let i = 0; i < 21; i++) {
        // masks are the same; matrix products of other sizes may add in another order
        expect(mean[i]).toBeCloseTo(whole.mean[i], 6);
        expect(variance[i]).toBeCloseTo(whole.variance[i], 6);
      }
    }
  });

  it('weights, moving statistics, training steps and the number of tensors stay', async () => {
    const model = classifier();
    const x = tensor(opTestValues([6, 4]), [6, 4]);
    const state = () => model.getWeights().map((weight) => [...weight.dataSync()]);
    const [weights, prediction] = [state(), [...(model.predict(x) as Tensor).dataSync()]];
    const before = memory().numTensors;
    await mcPredict(model, x, { samples: 10, batchSize: 4, classes: 3 });
    expect(memory().numTensors).toBe(before);
    expect(state()).toEqual(weights);
    expect((model.layers[1] as DropoutLayer).step).toBe(0);
    expect([...(model.predict(x) as Tensor).dataSync()]).toEqual(prediction);
  });
});

describe('models', () => {
  beforeAll(() => setBackend('cpu'));

  it('batch normalisation uses its moving statistics, whatever the batch', async () => {
    const x = input({ shape: [2] });
    const normal = tf.batchNormalization({}).apply(x) as SymbolicTensor;
    const dropped = layers.dropout({ rate: 0.5, name: 'beside' }).apply(normal) as SymbolicTensor;
    const model = functional({ inputs: x, outputs: [normal, dropped] });
    const { mean } = await mcPredict(model, tensor([10, 20, 30, 60], [2, 2]), { samples: 2 });
    // moving mean 0, moving variance 1, epsilon 1e-3
    [10, 20, 30, 60].forEach((value, i) => {
      expect(mean[i]).toBeCloseTo(value / Math.sqrt(1.001), 3);
    });
  });

  it('nested and functional models, with several inputs', async () => {
    const inner = sequential({ layers: [layers.dropout({ rate: 0.5, name: 'inner', inputShape: [8] })] });
    const [a, b] = [input({ shape: [4] }), input({ shape: [4] })];
    const joined = tf.concatenate().apply([a, b]) as SymbolicTensor;
    const model = functional({ inputs: [a, b], outputs: inner.apply(joined) as SymbolicTensor });
    const { mean, variance, shape } = await mcPredict(model, [ones([3, 4]), ones([3, 4])], { samples: 64, seed: 1 });
    expect(shape).toEqual([3, 8]);
    expect(variance.every((value) => value > 0)).toBe(true);
    expect(mean.every((value) => value > 0 && value < 2)).toBe(true);
  });

  it('dropout inside a wrapper', async () => {
    const wrapped = tf.timeDistributed({ layer: layers.dropout({ rate: 0.5, name: 'wrapped' }), inputShape: [3, 8] });
    const { variance } = await mcPredict(sequential({ layers: [wrapped] }), ones([1, 3, 8]), { samples: 32, seed: 1 });
    expect(variance.every((value) => value > 0)).toBe(true);
  });

  it('a layer that stands at two places draws a mask at each', async () => {
    const shared = layers.dropout({ rate: 0.5, name: 'shared', scaling: 'none' });
    const x = input({ shape: [256] });
    const outputs = tf.concatenate().apply([shared.apply(x), shared.apply(x)] as SymbolicTensor[]) as SymbolicTensor;
    const { mean } = await mcPredict(functional({ inputs: x, outputs }), ones([1, 256]), { samples: 1, seed: 1 });
    expect(mean.slice(0, 256)).not.toEqual(mean.slice(256));
  });
});

describe('long runs', () => {
  it('report progress, and let the event loop go on', async () => {
    const seen: number[] = [];
    const onProgress = (done: number, total: number) => {
      seen.push(done);
      expect(total).toBe(5);
    };
    await mcPredict(linearModel(0.5), ones([2, 6]), { samples: 5, onProgress });
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  it('stop when the means are known well enough, and say how many samples that took', async () => {
    const x = tensor(opTestValues([2, 6]), [2, 6]);
    const options = { seed: 5, until: { standardError: 0.5 } };
    const early = await mcPredict(linearModel(0.5), x, { ...options, samples: 10_000 });
    expect(early.samples).toBeGreaterThanOrEqual(10);
    expect(early.samples).toBeLessThan(10_000);
    const errors = early.standardDeviation.map((deviation) => deviation / Math.sqrt(early.samples));
    expect(Math.max(...errors)).toBeLessThanOrEqual(0.5);
    const same = await mcPredict(linearModel(0.5), x, { seed: 5, samples: early.samples });
    expect(same.mean).toEqual(early.mean);
    await expect(mcPredict(linearModel(0.5), x, { samples: 9, until: { standardError: 0 } })).rejects.toThrow('until');
  });

  it('hand out every sample, whole and in order', async () => {
    const samples: Float32Array[] = [];
    const steps: number[] = [];
    const { mean } = await mcPredict(linearModel(0.5), ones([5, 6]), {
      samples: 4,
      base: 3,
      batchSize: 2,
      onSample: (values, step) => {
        samples.push(values);
        steps.push(step);
      },
    });
    expect(steps).toEqual([3, 4, 5, 6]);
    expect(new Set(samples).size).toBe(4);
    mean.forEach((value, i) => {
      expect(samples.reduce((sum, sample) => sum + sample[i], 0) / 4).toBeCloseTo(value, 10);
    });
  });

  it('stop at an abort, also between batches, and leave nothing behind', async () => {
    const model = linearModel(0.5);
    const x = ones([4, 6]);
    const before = memory().numTensors;
    const controller = new AbortController();
    const run = mcPredict(model, x, {
      samples: 1e6,
      batchSize: 2,
      signal: controller.signal,
      onProgress: (done) => done === 3 && controller.abort(new Error('enough')),
    });
    await expect(run).rejects.toThrow('enough');
    expect(memory().numTensors).toBe(before);
    const aborted = AbortSignal.abort(new Error('before the start'));
    await expect(mcPredict(model, x, { samples: 5, signal: aborted })).rejects.toThrow('before the start');
    expect((model.predict(x) as Tensor).dataSync()[0]).toBeCloseTo(2.5, 6);
  });

  it('keep their input: it may be disposed while they work, or made in a tidy', async () => {
    const model = linearModel(0.5);
    const values = opTestValues([3, 6]);
    const options = { samples: 20, seed: 1, batchSize: 1 };
    const kept = tensor(values, [3, 6]);
    const before = memory().numTensors;
    const expected = await mcPredict(model, kept, options);
    const x = kept.clone();
    const pending = mcPredict(model, x, options);
    x.dispose();
    expect((await pending).mean).toEqual(expected.mean);
    const inTidy: Promise<McPrediction>[] = [];
    tidy(() => {
      inTidy.push(mcPredict(model, tensor(values, [3, 6]), options));
    });
    expect((await inTidy[0]).mean).toEqual(expected.mean);
    expect(memory().numTensors).toBe(before);
  });

  it('hear a timer that fires while they work', async () => {
    const signal = AbortSignal.timeout(50);
    await expect(mcPredict(linearModel(0.5), ones([4, 6]), { samples: 2 ** 31, signal })).rejects.toThrow(/timeout/i);
  });

  it('may run beside each other, predictions and training on one model', async () => {
    const model = linearModel(0.5);
    model.compile({ optimizer: train.sgd(0), loss: 'meanSquaredError' }); // trains without a change of weights
    const x = ones([4, 6]);
    const plain = [...(model.predict(x) as Tensor).dataSync()];
    const alone = await mcPredict(model, x, { samples: 30, seed: 1 });
    const other = await mcPredict(model, x, { samples: 30, seed: 2 });
    const predicted: number[][] = [];
    const onProgress = () => predicted.push([...(model.predict(x) as Tensor).dataSync()]);
    const [, ...both] = await Promise.all([
      model.fit(ones([8, 6]), ones([8, 1]), { epochs: 10, batchSize: 2, verbose: 0 }),
      mcPredict(model, x, { samples: 30, seed: 1, onProgress }),
      mcPredict(model, x, { samples: 30, seed: 2, onProgress }),
    ]);
    expect(both).toEqual([alone, other]);
    expect((model.layers[0] as DropoutLayer).step).toBe(10 * 4);
    expect(predicted.every((values) => values.every((value, i) => value === plain[i]))).toBe(true);
  });

  it('put the layers back when a pass throws', async () => {
    const failing = tf.dense({ units: 1 });
    const model = sequential({ layers: [layers.dropout({ rate: 0.5, name: 'site', inputShape: [256] }), failing] });
    failing.call = () => {
      throw new Error('broken layer');
    };
    const before = memory().numTensors;
    await expect(mcPredict(model, ones([1, 256]), { samples: 2 })).rejects.toThrow('broken layer');
    expect(memory().numTensors).toBe(before + 1);
    expect([...(model.layers[0].apply(ones([1, 256])) as Tensor).dataSync()]).not.toContain(0);
  });
});

describe('models that overflow', () => {
  it('have NaN for an uncertainty, in the rows concerned only', async () => {
    const model = sequential({
      layers: [
        layers.dropout({ rate: 0.5, name: 'site', inputShape: [4] }),
        tf.dense({ units: 2, useBias: false, activation: 'softmax', weights: [tensor(new Array(8).fill(1), [4, 2])] }),
      ],
    });
    const x = tensor([1, 1, 1, 1, Number.POSITIVE_INFINITY, 1, 1, 1], [2, 4]);
    const { uncertainty } = await mcPredict(model, x, { samples: 8, seed: 1, classes: 2 });
    expect(uncertainty?.predictiveEntropy[0]).toBeCloseTo(Math.LN2, 6);
    for (const name of ['predictiveEntropy', 'expectedEntropy', 'mutualInformation', 'variationRatio'] as const) {
      expect(uncertainty?.[name][1]).toBeNaN();
    }
  });
});

describe('refusals', () => {
  const refused = (model: LayersModel, options: object = {}, x: unknown = ones([1, 6])) =>
    expect(mcPredict(model, x as Tensor, { samples: 2, ...options } as never)).rejects;

  it('models that would silently stay deterministic', async () => {
    await refused(sequential({ layers: [tf.dense({ units: 1, inputShape: [6] })] })).toThrow(/expected a dropout layer.*none in/);
    const builtIn = (layer: tf.Layer) => sequential({ layers: [layers.dropout({ rate: 0.5, inputShape: [6, 2] }), layer] });
    await refused(builtIn(tf.dropout({ rate: 0.5, name: 'old' }))).toThrow(/no dropout of tfjs itself.*"old"/);
    await refused(builtIn(tf.spatialDropout1d({ rate: 0.5 }))).toThrow(/tfjs itself/);
    await refused(builtIn(tf.gaussianDropout({ rate: 0.5 }))).toThrow(/tfjs itself/);
    await refused(builtIn(tf.alphaDropout({ rate: 0.5 }))).toThrow(/tfjs itself/);
    const recurrentInitializer = 'glorotUniform';
    await refused(builtIn(tf.lstm({ units: 2, dropout: 0.5, recurrentInitializer }))).toThrow(/tfjs itself/);
    await refused(builtIn(tf.gru({ units: 2, recurrentDropout: 0.5, recurrentInitializer }))).toThrow(/tfjs itself/);
    const bidirectional = tf.bidirectional({
      layer: tf.simpleRNN({ units: 2, dropout: 0.1, recurrentInitializer }) as never,
      mergeMode: 'concat',
    });
    await refused(builtIn(bidirectional)).toThrow(/tfjs itself/);
    const nested = sequential({ layers: [builtIn(tf.dropout({ rate: 0.5 }))] });
    await refused(nested).toThrow(/tfjs itself/);
  });

  it('but not built-in layers at rate 0, nor noise that is no dropout', async () => {
    const model = sequential({
      layers: [layers.dropout({ rate: 0.5, inputShape: [6] }), tf.dropout({ rate: 0 }), tf.gaussianNoise({ stddev: 1 })],
    });
    await expect(mcPredict(model, ones([1, 6]), { samples: 2 })).resolves.toMatchObject({ samples: 2 });
  });

  it('two layers on one stream, but not where one has rate 0', async () => {
    const twice = (rate: number) =>
      sequential({
        layers: [
          layers.dropout({ rate: 0.5, name: 'a', stream: 7, inputShape: [6] }),
          layers.dropout({ rate, name: 'b', stream: 7 }),
        ],
      });
    await refused(twice(0.5)).toThrow(/a stream for each dropout layer, got stream 7 for both "a" and "b"/);
    await expect(mcPredict(twice(0), ones([1, 6]), { samples: 2 })).resolves.toMatchObject({ samples: 2 });
  });

  it.each([
    [{ samples: 0 }, /"samples" expected an integer from 1, got 0/],
    [{ samples: 1.5 }, /"samples"/],
    [{ batchSize: 0 }, /"batchSize"/],
    [{ base: -1 }, /"base"/],
    [{ base: 2 ** 32 - 1 }, /"base".*at most 2\^32/],
    [{ seed: -1 }, /"seed"/],
    [{ seed: 'x' }, /"seed"/],
    [{ classes: 0 }, /"classes"/],
    [{ classes: 2 }, /"classes" expected the last dimension/],
    [{ classes: 1 }, /"classes" expected an integer from 2, got 1. Of a sigmoid output p/],
    [{ onProgress: 5 }, /"onProgress" expected a function, got 5/],
    [{ onSample: 'x' }, /"onSample" expected a function, got "x"/],
    [{ signal: {} }, /"signal" expected an AbortSignal/],
    [{ sample: 3 }, /"sample" expected no option of this name/],
  ])('options %o', async (options, text) => {
    await refused(linearModel(0.5), options).toThrow(text);
  });

  it.each([
    [[1, 2], /"x" expected 1 tensors/],
    ['x', /"x" expected a tf.Tensor.*got "x"/],
    [undefined, /"x" expected a tf.Tensor.*got undefined/],
  ])('input %o', async (x, text) => {
    await refused(linearModel(0.5), {}, x === undefined ? null : x).toThrow(x === undefined ? /got null/ : text);
  });

  it('outputs that are no probabilities, by the rule of all statistics of classifiers', async () => {
    const dense = (kernel: number[]) =>
      sequential({
        layers: [
          layers.dropout({ rate: 0.5, inputShape: [6] }),
          tf.dense({ units: 2, useBias: false, weights: [tensor(kernel, [6, 2])] }),
        ],
      });
    await refused(dense(new Array(12).fill(0.01)), { classes: 2 }).toThrow(
      /expected rows with sum 1, got .* in row 0. Apply a softmax/,
    );
    await refused(dense([...new Array(6).fill([1, -1])].flat()), { classes: 2 }).toThrow(/expected probabilities in \[0, 1\]/);
  });

  it('a stopping rule for samples that are all the same', async () => {
    const idle = sequential({
      layers: [layers.dropout({ rate: 0.5, inputShape: [6] }), tf.dense({ units: 1, kernelInitializer: 'zeros' })],
    });
    await refused(idle, { samples: 50, until: { standardError: 0.1 } }).toThrow(/10 that are all the same. Is dropout on\?/);
  });

  it('models whose sites all have rate 0, as a schedule may leave them', async () => {
    await refused(linearModel(0)).toThrow(/expected a dropout layer that draws, got a rate of 0 in "site".*Set a rate/);
  });

  it('input of another shape or type than the model takes, and says which', async () => {
    const model = linearModel(0.5);
    const name = model.inputs[0].sourceLayer.name;
    const expected = `"x" expected shape [null, 6] for input "${name}", got shape`;
    await refused(model, {}, zeros([2, 5])).toThrow(`${expected} [2, 5]`);
    await refused(model, {}, zeros([6])).toThrow(`${expected} [6]`);
    await refused(model, {}, zeros([2, 6, 1])).toThrow(`${expected} [2, 6, 1]`);
    const text = tensor([['a', 'b', 'c', 'd', 'e', 'f']]);
    await refused(model, {}, text).toThrow(`"x" expected a float32 tensor for input "${name}", got a string tensor`);
    await expect(mcPredict(model, ones([2, 6], 'int32'), { samples: 2 })).resolves.toMatchObject({ shape: [2, 1] });
    const column = sequential({ layers: [layers.dropout({ rate: 0.5, inputShape: [1] })] });
    await expect(mcPredict(column, ones([3]), { samples: 2 })).resolves.toMatchObject({ shape: [3, 1] });
  });

  it('two nested layers on one stream, by their paths', async () => {
    const block = (name: string) => sequential({ name, layers: [layers.dropout({ rate: 0.5, name: 'drop', inputShape: [6] })] });
    const model = sequential({ layers: [block('one'), block('two')] });
    await refused(model).toThrow(/for both "one\/drop" and "two\/drop"/);
  });

  it('empty input, a wrong shape and what is no LayersModel', async () => {
    await refused(linearModel(0.5), {}, zeros([0, 6])).toThrow(/at least one row/);
    await refused(linearModel(0.5), {}, zeros([1, 5])).toThrow(/6/);
    await refused({} as LayersModel).toThrow(/expected a tf.LayersModel, got an object/);
  });
});
