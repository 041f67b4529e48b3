// Wrappers against closed forms and finite differences: weights that are dropped, layers that are skipped, rates that are learned.
import '@tensorflow/tfjs-backend-cpu';
import { concreteRegularizer, createReferenceBackend, type DropoutConfig, keepsLayer, lower, streamId } from '@dropkit/core';
import {
  memory,
  ones,
  type Scalar,
  setBackend,
  square,
  sum,
  type Tensor,
  tensor,
  train,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { input, type LayerVariable, type SymbolicTensor, sequential, layers as tf } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ConcreteDropout, layers } from '../src/index.js';
import { checkGradients } from './gradients.js';
import { opTestValues } from './op-values.js';

beforeAll(() => setBackend('cpu'));

const SITE = { seed: 9, name: 'site' };
const normals = (shape: number[]) => tensor(opTestValues(shape), shape);
const trained = (layer: tf.Layer, x: Tensor) => layer.apply(x, { training: true }) as Tensor;
const variablesOf = (layer: tf.Layer) => layer.trainableWeights.map((weight: LayerVariable) => weight.read() as Variable);

/** What the reference backend makes of values of a config at the part of a site that draws for one weight. */
function reference(config: DropoutConfig, values: ArrayLike<number>, shape: number[], part: string, step = 0): number[] {
  const stream = streamId(`${streamId('site')}/${part}`);
  const plan = lower(config, shape, 'train');
  return [...createReferenceBackend().forward(plan, { seed: 9, stream, step }, Float32Array.from(values))];
}

describe('DropConnect', () => {
  const make = (args: object = {}) =>
    layers.dropConnect({ layer: tf.dense({ units: 3, weights: [normals([4, 3]), normals([3])] }), rate: 0.5, ...SITE, ...args });

  it('multiplies by the dropped kernel and leaves the bias alone', () => {
    const layer = make();
    const x = ones([1, 4]);
    const dropped = reference({ variant: 'dropConnect', p: 0.5 }, opTestValues([4, 3]), [4, 3], 'kernel');
    const y = trained(layer, x).dataSync();
    const bias = opTestValues([3]);
    for (let unit = 0; unit < 3; unit++) {
      const z = [0, 1, 2, 3].reduce((z, i) => z + dropped[3 * i + unit], bias[unit]);
      expect(y[unit]).toBeCloseTo(z, 5);
    }
  });

  it('is the mean network at inference, and scales there if told so', () => {
    const x = normals([2, 4]);
    const plain = tf.dense({ units: 3, weights: [normals([4, 3]), normals([3])] });
    const expected = [...(plain.apply(x) as Tensor).dataSync()];
    expect([...(make().apply(x) as Tensor).dataSync()]).toEqual(expected);
    const bias = opTestValues([3]);
    const scaled = (make({ scaling: 'standard' }).apply(x) as Tensor).dataSync();
    expected.forEach((value, i) => {
      expect(scaled[i]).toBeCloseTo((value - bias[i % 3]) / 2 + bias[i % 3], 5);
    });
  });

  it.each([
    ['dense', () => tf.dense({ units: 3, kernelInitializer: 'glorotNormal' }), [2, 4]],
    ['conv1d', () => tf.conv1d({ filters: 2, kernelSize: 2 }), [2, 4, 3]],
    ['conv2d', () => tf.conv2d({ filters: 2, kernelSize: 2 }), [2, 3, 3, 2]],
    ['depthwiseConv2d', () => tf.depthwiseConv2d({ kernelSize: 2 }), [2, 3, 3, 2]],
    ['separableConv2d', () => tf.separableConv2d({ filters: 2, kernelSize: 2 }), [2, 3, 3, 2]],
  ] as const)('has the gradients of %s with dropped weights, none for those that are dropped', (_, inner, shape) => {
    const layer = layers.dropConnect({ layer: inner() as never, rate: 0.4, ...SITE });
    const x = normals([...shape]);
    layer.apply(x);
    const loss = () => sum(square(trained(layer, x))) as Scalar;
    checkGradients(layer, loss, variablesOf(layer));
    layer.step = 0;
    const [kernel] = variablesOf(layer);
    const { grads } = variableGrads(loss, [kernel]);
    const path = layer.layer.getClassName().match(/Depthwise|Separable/) ? 'depthwiseKernel' : 'kernel';
    const kept = reference({ variant: 'dropConnect', p: 0.4 }, ones(kernel.shape).dataSync(), kernel.shape, path);
    grads[kernel.name].dataSync().forEach((gradient, i) => {
      expect(gradient === 0).toBe(kept[i] === 0);
    });
  });

  it('drops what it is told to, and says what it does not find', () => {
    const x = normals([1, 4]);
    const layer = layers.dropConnect({
      layer: tf.dense({ units: 3, biasInitializer: 'ones' }),
      targets: ['bias'],
      rate: 1,
      ...SITE,
    });
    const plain = layer.apply(x) as Tensor;
    const dropped = trained(layer, x).dataSync();
    plain.dataSync().forEach((value, i) => {
      expect(dropped[i]).toBeCloseTo(value - 1, 5);
    });
    expect(() => layers.dropConnect({ layer: tf.flatten(), rate: 0.5 }).apply(x)).toThrow(
      /weight named "kernel".*none in "flatten/,
    );
    expect(() => make({ targets: 'kernel' })).toThrow(/"targets" expected an array of names, got "kernel"/);
  });

  it('leaves the weights readable as they are, also after an error', () => {
    const layer = make();
    trained(layer, ones([1, 4]));
    const { kernel } = layer.layer as unknown as { kernel: LayerVariable };
    expect([...kernel.read().dataSync()]).toEqual([...opTestValues([4, 3])]);
    expect(() => trained(layer, ones([1, 5]))).toThrow();
    expect([...kernel.read().dataSync()]).toEqual([...opTestValues([4, 3])]);
    expect(Object.hasOwn(kernel, 'read')).toBe(false);
  });

  it('takes the input shape of what it wraps, where it has none', () => {
    const words = layers.embeddingDropout({ layer: tf.embedding({ inputDim: 20, outputDim: 2, inputLength: 3 }), rate: 0.5 });
    expect((sequential({ layers: [words] }).predict(ones([1, 3])) as Tensor).shape).toEqual([1, 3, 2]);
    const dense = layers.dropConnect({ layer: tf.dense({ units: 3, inputShape: [4] }), rate: 0.5 });
    expect(dense.getConfig().batchInputShape).toEqual([null, 4]);
    const other = layers.dropConnect({ layer: tf.dense({ units: 3, inputShape: [4] }), rate: 0.5, inputShape: [7] });
    expect((sequential({ layers: [other] }).predict(ones([1, 7])) as Tensor).shape).toEqual([1, 3]);
  });

  it('has weights of the names and in the order of tfjs wrappers', () => {
    const model = sequential({
      layers: [layers.dropConnect({ layer: tf.dense({ units: 3 }), rate: 0.5, name: 'w', inputShape: [4] })],
    });
    expect(model.weights.map(({ originalName }) => originalName)).toEqual(['w/kernel', 'w/bias']);
    model.layers[0].trainable = false;
    expect([model.trainableWeights.length, model.weights.length]).toEqual([0, 2]);
  });
});

it('WeightDrop drops recurrent weights, one mask for all time steps, with their gradients', () => {
  const make = (rate: number) =>
    layers.weightDrop({ layer: tf.simpleRNN({ units: 2, recurrentInitializer: 'glorotNormal' }), rate, ...SITE });
  const layer = make(0.5);
  const x = normals([2, 3, 2]);
  layer.apply(x);
  checkGradients(layer, () => sum(square(trained(layer, x))) as Scalar, variablesOf(layer));
  // the same cell with the dropped matrix in its place
  layer.step = 0;
  const y = trained(layer, x);
  const [kernel, recurrentKernel, bias] = layer.getWeights();
  const dropped = reference({ variant: 'weightDrop', p: 0.5 }, recurrentKernel.dataSync(), [2, 2], 'cell.recurrentKernel');
  expect(dropped).toContain(0);
  const plain = tf.simpleRNN({ units: 2, recurrentInitializer: 'zeros', weights: [kernel, tensor(dropped, [2, 2]), bias] });
  expect([...y.dataSync()]).toEqual([...(plain.apply(x) as Tensor).dataSync()]);
});

it('EmbeddingDropout drops a word wherever it stands, and its gradient', () => {
  const embedding = tf.embedding({ inputDim: 6, outputDim: 2, embeddingsInitializer: 'ones' });
  const layer = layers.embeddingDropout({ layer: embedding, rate: 0.5, ...SITE });
  const words = [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5];
  const y = [...trained(layer, tensor(words, [2, 6])).dataSync()];
  const dropped = reference({ variant: 'embedding', p: 0.5 }, ones([6, 2]).dataSync(), [6, 2], 'embeddings');
  expect(y).toEqual([...dropped, ...dropped]);
  layer.step = 0;
  const [table] = variablesOf(layer);
  const { grads } = variableGrads(() => sum(trained(layer, tensor(words, [2, 6]))) as Scalar, [table]);
  expect([...grads[table.name].dataSync()]).toEqual(dropped.map((value) => 2 * value)); // each word stands twice
});

describe('LayerDrop', () => {
  const make = (rate: number, layer: tf.Layer = tf.dense({ units: 4, kernelInitializer: 'ones' })) =>
    layers.layerDrop({ layer, rate, ...SITE });

  it('skips the layer where the mask of its address says so, before it runs', () => {
    const inner = tf.dense({ units: 4, kernelInitializer: 'zeros', biasInitializer: 'ones' });
    let calls = 0;
    inner.setCallHook(() => calls++);
    const layer = make(0.5, inner);
    const stream = streamId('site');
    const kept = Array.from({ length: 16 }, (_, step) => keepsLayer({ variant: 'layerDrop', p: 0.5 }, { seed: 9, stream, step }));
    const runs = kept.map(() => trained(layer, normals([1, 4])).dataSync()[0] === 1);
    expect(runs).toEqual(kept);
    expect(calls).toBe(kept.filter((one) => one).length);
    expect((layer.apply(normals([1, 4])) as Tensor).dataSync()[0]).toBe(1); // inference runs it
  });

  it('gives skipped weights gradients of zero, so that Adam does not mix up what comes after them', () => {
    const layer = make(1);
    const last = tf.dense({ units: 1, kernelInitializer: 'ones' });
    const model = sequential({ layers: [tf.dense({ units: 4, inputShape: [4] }), layer, last] });
    const variables = model.trainableWeights.map((weight) => weight.read() as Variable);
    const loss = () => sum(square(model.apply(normals([3, 4]), { training: true }) as Tensor)) as Scalar;
    const { grads } = variableGrads(loss, variables);
    expect(Object.keys(grads).length).toBe(variables.length);
    for (const { name } of variablesOf(layer)) expect([...grads[name].dataSync()].every((value) => value === 0)).toBe(true);
    const optimizer = train.adam(0.1);
    for (const rate of [1, 0, 1, 0]) {
      layer.rate = rate;
      expect(Number.isFinite(optimizer.minimize(loss, true, variables)!.dataSync()[0])).toBe(true);
    }
  });

  it('takes a nested model as its layer, with its dropout and its losses', () => {
    const block = sequential({
      layers: [
        tf.dense({ units: 4, inputShape: [4], kernelRegularizer: 'l1l2', kernelInitializer: 'ones' }),
        layers.dropout({ rate: 0.5, seed: 1, name: 'inside' }),
      ],
    });
    const layer = make(0.5, block);
    const model = sequential({ layers: [tf.dense({ units: 4, inputShape: [2] }), layer] });
    expect((model.apply(ones([1, 2]), { training: true }) as Tensor).shape).toEqual([1, 4]);
    expect(layer.calculateLosses().length).toBe(1);
    expect(model.calculateLosses()[0].dataSync()[0]).toBeCloseTo(0.01 * 16 + 0.01 * 16, 5); // l1l2 of sixteen ones
  });

  it('refuses a layer that changes the shape', () => {
    expect(() => make(0.5, tf.dense({ units: 3 })).apply(input({ shape: [4] }))).toThrow(
      /"layer" expected an output of the shape of the input.*\[null, 4\] to \[null, 3\]/,
    );
    const two = [input({ shape: [4] }), input({ shape: [4] })];
    expect(() => make(0.5, tf.add()).apply(two)).toThrow(/one input and one output/);
  });
});

describe('StochasticDepth', () => {
  it('adds the branch, dropped by row, to its shortcut', () => {
    const layer = layers.stochasticDepth({ rate: 0.5, ...SITE });
    const [shortcut, branch] = [normals([8, 3]), ones([8, 3])];
    const y = (layer.apply([shortcut, branch], { training: true }) as Tensor).dataSync();
    const plan = lower({ variant: 'dropPath', p: 0.5 }, [8, 3], 'train');
    const address = { seed: 9, stream: streamId('site'), step: 0 };
    const dropped = createReferenceBackend().forward(plan, address, new Float32Array(24).fill(1));
    const x = shortcut.dataSync();
    expect([...y]).toEqual([...x].map((value, i) => Math.fround(value + dropped[i])));
    expect(new Set(dropped)).toEqual(new Set([0, 2]));
    const evaluated = (layer.apply([shortcut, branch]) as Tensor).dataSync();
    expect([...evaluated]).toEqual([...x].map((value) => Math.fround(value + 1)));
  });

  it('takes two tensors of one shape', () => {
    const at = (...shapes: number[][]) => shapes.map((shape) => input({ shape })) as SymbolicTensor[];
    const layer = () => layers.stochasticDepth({ rate: 0.5 });
    expect(() => layer().apply(at([3], [4]))).toThrow(
      /"inputs" expected two tensors of one shape, got \[null, 3\] and \[null, 4\]/,
    );
    expect(() => layer().apply(at([3], [3], [3]))).toThrow(/"inputs" expected two tensors, \[shortcut, branch\]/);
    expect(() => layer().apply(input({ shape: [3] }))).toThrow(/"inputs" expected two tensors, \[shortcut, branch\]/);
  });
});

describe('ConcreteDropout', () => {
  const factors = { weightRegularizer: 0.01, dropoutRegularizer: 0.02 };
  const make = (args: object = {}, inner: tf.Layer = tf.dense({ units: 3 })) =>
    layers.concreteDropout({ layer: inner, initialRate: 0.3, ...factors, ...SITE, ...args });

  it('relaxes its input as core does', () => {
    const layer = make({}, tf.activation({ activation: 'linear' }));
    const x = opTestValues([4, 6]);
    const y = trained(layer, tensor(x, [4, 6])).dataSync();
    const plan = lower({ variant: 'concrete', p: 0.3 }, [4, 6], 'train');
    const expected = createReferenceBackend().forward(plan, { seed: 9, stream: streamId('site') }, x);
    expected.forEach((value, i) => {
      // float32 sigmoids at a temperature of 0.1 amplify roundings of the logit tenfold
      expect(Math.abs(y[i] - value)).toBeLessThan(1e-5 * (1 + Math.abs(value)));
    });
  });

  it('has the gradients to weights and to logit p, of the loss and of the regulariser', () => {
    const layer = make({ temperature: 0.5 });
    const x = normals([3, 4]);
    layer.apply(x);
    checkGradients(layer, () => sum(square(trained(layer, x))) as Scalar, variablesOf(layer));
    const [kernel, , logit] = variablesOf(layer);
    checkGradients(layer, () => layer.regularizer(), [kernel, logit]);
  });

  it("shows core's regulariser, in its losses too", () => {
    const layer = make();
    const x = normals([3, 4]);
    layer.apply(x);
    const squaredNorm = sum(square(layer.getWeights()[0])).dataSync()[0];
    const { value, gradientLogit } = concreteRegularizer({ p: 0.3, squaredNorm, units: 4, ...factors });
    expect(layer.regularizer().dataSync()[0]).toBeCloseTo(value, 5);
    expect(layer.calculateLosses().map((loss) => loss.dataSync()[0])[0]).toBeCloseTo(value, 5);
    const logit = variablesOf(layer)[2];
    const { grads } = variableGrads(() => layer.regularizer(), [logit]);
    expect(grads[logit.name].dataSync()[0]).toBeCloseTo(gradientLogit, 5);
  });

  it('counts the channels that a noise shape drops, and wants to know how many', () => {
    const conv = () => tf.conv2d({ filters: 2, kernelSize: 2, kernelInitializer: 'zeros' });
    const channels = make({ noiseShape: [null, 1, 1, null] }, conv());
    const y = trained(make({ noiseShape: [null, 1, 1, null] }, tf.activation({ activation: 'linear' })), ones([2, 3, 3, 5]));
    const values = y.dataSync();
    for (let i = 0; i < 90; i++) expect(values[i]).toBe(values[45 * Math.floor(i / 45) + (i % 5)]);
    channels.apply(ones([2, 3, 3, 5]));
    const { value } = concreteRegularizer({ p: 0.3, squaredNorm: 0, units: 5, ...factors });
    expect(channels.regularizer().dataSync()[0]).toBeCloseTo(value, 6);
    expect(() => make().apply(input({ shape: [null, 4] }))).toThrow(/a known number of units to drop.*"noiseShape"/);
  });

  it('learns: noise that only hurts makes p fall, entropy alone pulls it to a half', async () => {
    const rateAfter = async (dropoutRegularizer: number) => {
      const layer = make(
        { dropoutRegularizer, weightRegularizer: 0, inputShape: [4] },
        tf.dense({ units: 1, kernelInitializer: 'ones' }),
      );
      const model = sequential({ layers: [layer] });
      model.compile({ optimizer: train.adam(0.05), loss: 'meanSquaredError' });
      const x = normals([64, 4]);
      await model.fit(x, sum(x, 1, true), { epochs: 30, batchSize: 16, verbose: 0, shuffle: false });
      return (layer as ConcreteDropout).rate;
    };
    expect(await rateAfter(0)).toBeLessThan(0.2);
    const pulled = await rateAfter(100);
    expect(pulled).toBeGreaterThan(0.45);
    expect(pulled).toBeLessThan(0.55);
  });

  it('cannot be given or set a rate', () => {
    expect(() => make({ initialRate: 0 })).toThrow(/"initialRate" expected a number inside \(0, 1\), got 0/);
    expect(() => make({ initialRate: '0.1' })).toThrow(TypeError);
    expect(() => make({ weightRegularizer: -1 })).toThrow(/"weightRegularizer" expected a number from 0, got -1/);
    expect(() => make({ temperature: 0 })).toThrow(/"temperature"/);
    expect(() => make({ noiseShape: [null, 2] }).apply(ones([1, 4]))).toThrow(/"noiseShape"/);
    expect(() => {
      make().rate = 0.5;
    }).toThrow(/"rate" expected not to be set/);
    expect(make().getConfig()).toMatchObject({ initialRate: 0.3, temperature: 0.1, ...factors });
  });
});

it('wrappers nest, and keep their streams apart', () => {
  const inner = layers.dropConnect({
    layer: tf.dense({ units: 3, kernelInitializer: 'ones' }),
    rate: 0.5,
    seed: 9,
    name: 'weights',
  });
  const layer = layers.concreteDropout({ layer: inner, ...SITE });
  const x = ones([2, 4]);
  const before = memory().numTensors;
  const y = trained(layer, x);
  expect(y.shape).toEqual([2, 3]);
  expect(layer.getWeights().length).toBe(3);
  expect([layer.step, inner.step]).toEqual([1, 1]);
  y.dispose();
  expect(memory().numTensors).toBe(before + 3); // kernel, bias, logit
});
