// Monte Carlo prediction of several outputs and inputs, and of several samples in one pass.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { mean as meanOf, memory, ones, setBackend, sub, type Tensor, tensor } from '@tensorflow/tfjs-core';
import {
  model as functional,
  initializers,
  input,
  type LayersModel,
  type SymbolicTensor,
  sequential,
  layers as tf,
} from '@tensorflow/tfjs-layers';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Dropout, layers, type McPredictOptions, mcPredict } from '../src/index.js';
import { predicted } from './model-values.js';
import { opTestValues } from './op-values.js';

const apply = (layer: tf.Layer, inputs: SymbolicTensor | SymbolicTensor[]) => layer.apply(inputs) as SymbolicTensor;

/** Two inputs; a class with dropout, a number with other dropout, and the hidden layer without. */
function heads(): LayersModel {
  const [a, b] = [input({ shape: [4], name: 'a' }), input({ shape: [2], name: 'b' })];
  const kernelInitializer = () => initializers.glorotUniform({ seed: 3 });
  const joined = apply(tf.concatenate(), [a, b]);
  const hidden = apply(
    tf.dense({ units: 8, activation: 'relu', name: 'hidden', kernelInitializer: kernelInitializer() }),
    joined,
  );
  const one = apply(layers.dropout({ rate: 0.5, name: 'first' }), hidden);
  const other = apply(layers.dropout({ rate: 0.25, name: 'second' }), hidden);
  const outputs = [
    apply(tf.dense({ units: 3, activation: 'softmax', name: 'label', kernelInitializer: kernelInitializer() }), one),
    apply(tf.dense({ units: 1, name: 'size', kernelInitializer: kernelInitializer() }), other),
    hidden,
  ];
  return functional({ inputs: [a, b], outputs });
}

const a = (rows: number) => tensor(opTestValues([rows, 4]), [rows, 4]);
const b = (rows: number) => tensor(opTestValues([rows, 2]), [rows, 2]);

describe('several outputs', () => {
  beforeAll(() => setBackend('cpu'));

  it('have statistics each; those of the first stand at the top too', async () => {
    const model = heads();
    const result = await mcPredict(model, [a(5), b(5)], { samples: 30, seed: 1 });
    const { outputs } = result;
    expect(outputs.map(({ name }) => name)).toEqual(['label', 'size', 'hidden']);
    expect(outputs.map(({ shape }) => shape)).toEqual([
      [5, 3],
      [5, 1],
      [5, 8],
    ]);
    expect(outputs.map(({ variance }) => Math.max(...variance) > 0)).toEqual([true, true, false]);
    const { seed, samples, outputs: _, ...first } = result;
    expect(first).toEqual(outputs[0]);
    expect([...outputs[2].mean]).toEqual(predicted(model, [a(5), b(5)])[2]);
    const label = functional({ inputs: model.inputs, outputs: model.outputs[0] });
    const alone = await mcPredict(label, [a(5), b(5)], { samples: 30, seed: 1 });
    expect(alone.mean).toEqual(outputs[0].mean);
  });

  it.each<[McPredictOptions['classes'], boolean[]]>([
    [{ label: 3 }, [true, false, false]],
    [
      [3, null, null],
      [true, false, false],
    ],
    [undefined, [false, false, false]],
  ])('have classes by name or place: %o', async (classes, expected) => {
    const options = { samples: 5, seed: 1, ...(classes && { classes }) };
    const { outputs } = await mcPredict(heads(), [a(5), b(5)], options);
    expect(outputs.map(({ uncertainty }) => uncertainty !== undefined)).toEqual(expected);
  });

  it('are handed out sample by sample, and all count for when to stop', async () => {
    const seen: number[][] = [];
    const options = { samples: 10_000, seed: 1, until: { standardError: 0.02 } };
    const { outputs, samples } = await mcPredict(heads(), [a(5), b(5)], {
      ...options,
      onSample: (values, _, all) => {
        expect(values).toBe(all[0]);
        seen.push(all.map(({ length }) => length));
      },
    });
    expect(samples).toBeLessThan(10_000);
    expect(seen.length).toBe(samples);
    expect(seen[0]).toEqual([15, 5, 40]);
    const errors = outputs.flatMap(({ standardDeviation }) => [...standardDeviation].map((s) => s / Math.sqrt(samples)));
    expect(Math.max(...errors)).toBeLessThanOrEqual(0.02);
  });

  it.each([
    [3, /"classes" expected a number for each of 3 outputs, got 3. Give an array, or an object with names among "label"/],
    [[3], /"classes" expected 3 entries, one for each output, got 1/],
    [{ lable: 3 }, /"classes" expected names among "label" and "size" and "hidden", got "lable"/],
    [{ label: 1 }, /"classes" expected an integer from 2, got 1/],
    [{ size: 2 }, /"classes" expected the last dimension of the output, \[5, 1\], got 2/],
  ])('classes %o are refused', async (classes, text) => {
    await expect(mcPredict(heads(), [a(5), b(5)], { samples: 2, classes: classes as never })).rejects.toThrow(text);
  });
});

describe('several inputs', () => {
  beforeAll(() => setBackend('cpu'));

  it('come in order or by name', async () => {
    const model = heads();
    const byPlace = await mcPredict(model, [a(5), b(5)], { samples: 3, seed: 1 });
    expect(await mcPredict(model, { b: b(5), a: a(5) }, { samples: 3, seed: 1 })).toEqual(byPlace);
  });

  it.each([
    [() => ({ a: ones([5, 4]) }), /"x" expected a tensor for each input, "a" and "b", got "a"/],
    [() => ({ a: ones([5, 4]), c: ones([5, 2]) }), /got "a" and "c"/],
    [() => ({}), /got an object/],
    [() => [ones([5, 4]), ones([4, 2])], /as many in each tensor/],
    [() => ({ a: ones([5, 4]), b: 3 }), /"x" expected a tf.Tensor.*got 3/],
  ])('but not what fits no model, case %#', async (x, text) => {
    await expect(mcPredict(heads(), x() as never, { samples: 2 })).rejects.toThrow(text);
  });
});

/** All there is to split: a mask for each element, one for whole channels, one for the batch, blocks, noise, and a layer at two places. */
function everyKind(): LayersModel {
  const start = input({ shape: [4, 4, 2] });
  const shared = layers.dropout({ rate: 0.3, name: 'shared' });
  const steps = [
    shared,
    layers.spatialDropout2d({ rate: 0.3, name: 'channels' }),
    layers.dropPath({ rate: 0.3, mode: 'batch', name: 'batch' }),
    layers.dropBlock2d({ rate: 0.2, blockSize: 2, name: 'blocks' }),
    layers.gaussianDropout({ rate: 0.2, name: 'noise' }),
    shared,
  ];
  const end = steps.reduce((x, layer) => apply(layer, x), start);
  const merged = apply(layers.stochasticDepth({ rate: 0.5, name: 'depth' }), [start, end]);
  return functional({ inputs: start, outputs: merged });
}

describe.each(['cpu', 'wasm'])('samples in one pass, on tfjs %s', (backend) => {
  beforeEach(async () => {
    expect(await setBackend(backend)).toBe(true);
  });

  it('have the bits of samples in passes of their own', async () => {
    const model = everyKind();
    const x = tensor(opTestValues([3, 4, 4, 2]), [3, 4, 4, 2]);
    const runs = await Promise.all(
      [{ fold: false }, { fold: true }, { batchSize: 7 }, { batchSize: 2 }].map((options) =>
        mcPredict(model, x, { samples: 11, seed: 3, base: 2, ...options }),
      ),
    );
    for (const run of runs) expect(run).toEqual(runs[0]); // no matrix product, so all values are equal
    expect(Math.max(...runs[0].variance)).toBeGreaterThan(0);
  });

  it('agree with a matrix product in between, up to rounding', async () => {
    const model = heads();
    const [folded, alone] = await Promise.all(
      [true, false].map((fold) => mcPredict(model, [a(5), b(5)], { samples: 20, seed: 3, fold })),
    );
    folded.outputs.forEach(({ mean }, output) => {
      mean.forEach((value, i) => {
        expect(value).toBeCloseTo(alone.outputs[output].mean[i], 5);
      });
    });
  });

  it('leave the layers and the number of tensors as they were, also when a pass throws', async () => {
    const broken = tf.dense({ units: 2, name: 'broken' });
    const model = sequential({ layers: [layers.dropout({ rate: 0.5, name: 'site', inputShape: [4] }), broken] });
    const [site] = model.layers;
    const before = memory().numTensors;
    const x = ones([2, 4]);
    await mcPredict(model, x, { samples: 5 });
    broken.call = () => {
      throw new Error('broken layer');
    };
    await expect(mcPredict(model, x, { samples: 5 })).rejects.toThrow('broken layer');
    expect(memory().numTensors).toBe(before + 1);
    expect((site as Dropout).folded).toBeUndefined();
    expect([...(site.apply(x) as Tensor).dataSync()]).not.toContain(0);
  });

  it('end at an abort, and the model goes on', async () => {
    const model = heads();
    const inputs = [a(5), b(5)];
    const plain = predicted(model, inputs);
    const before = memory().numTensors;
    const controller = new AbortController();
    const onProgress = (done: number) => done === 120 && controller.abort(new Error('enough'));
    const run = mcPredict(model, inputs, { samples: 1e6, signal: controller.signal, onProgress });
    await expect(run).rejects.toThrow('enough');
    expect(memory().numTensors).toBe(before);
    expect(predicted(model, inputs)).toEqual(plain);
  });
});

/** A layer of one's own that draws twice. */
class Twice extends Dropout {
  calls = 0;

  override call(inputs: Tensor | Tensor[], kwargs: Parameters<Dropout['call']>[1]): Tensor {
    this.calls++;
    return super.call(super.call(inputs, kwargs), kwargs);
  }
}

it('layers with a call of their own get passes of their own', async () => {
  await setBackend('cpu');
  const site = new Twice({ rate: 0.5, name: 'site', inputShape: [4] });
  const model = sequential({ layers: [site] });
  const { variance } = await mcPredict(model, ones([2, 4]), { samples: 8, seed: 1 });
  expect(site.calls).toBe(8);
  expect(Math.max(...variance)).toBeGreaterThan(0);
});

/** Subtracts the mean of all rows: a layer of one's own that mixes rows. */
class Centre extends tf.Layer {
  static readonly className = 'TestOnlyCentre';

  override call(inputs: Tensor | Tensor[]): Tensor {
    const [x] = [inputs].flat();
    return sub(x, meanOf(x, 0, true));
  }
}

/** Gives the mean of all rows alone. */
class Average extends tf.Layer {
  static readonly className = 'TestOnlyAverage';

  override call(inputs: Tensor | Tensor[]): Tensor {
    return meanOf([inputs].flat()[0], 0, true);
  }
}

describe('models that mix rows', () => {
  beforeAll(() => setBackend('cpu'));

  it('are sampled alone when told so', async () => {
    const model = sequential({ layers: [layers.dropout({ rate: 0.5, name: 'site', inputShape: [4] }), new Centre({})] });
    const { mean } = await mcPredict(model, a(3), { samples: 10, seed: 1, fold: false });
    for (const column of [0, 1, 2, 3]) expect(mean[column] + mean[4 + column] + mean[8 + column]).toBeCloseTo(0, 5);
  });

  it('are found out where the number of rows changes', async () => {
    const model = sequential({ layers: [layers.dropout({ rate: 0.5, name: 'site', inputShape: [4] }), new Average({})] });
    const { shape, mean } = await mcPredict(model, a(3), { samples: 10, seed: 1 });
    expect(shape).toEqual([1, 4]);
    expect(mean).toEqual((await mcPredict(model, a(3), { samples: 10, seed: 1, fold: false })).mean);
    await expect(mcPredict(model, a(3), { samples: 10, batchSize: 2 })).rejects.toThrow(/Use a batchSize of at least 3/);
    const behind = sequential({ layers: [new Average({ inputShape: [4] }), layers.dropout({ rate: 0.5, name: 'site' })] });
    expect((await mcPredict(behind, a(3), { samples: 10, seed: 1 })).shape).toEqual([1, 4]);
  });

  it('and those of one fixed batch stay with it', async () => {
    const model = sequential({ layers: [layers.dropout({ rate: 0.5, name: 'site', batchInputShape: [3, 4] }), new Centre({})] });
    const { mean } = await mcPredict(model, a(3), { samples: 10, seed: 1 });
    expect(mean[0] + mean[4] + mean[8]).toBeCloseTo(0, 5);
  });
});

describe('what is refused', () => {
  beforeAll(() => setBackend('cpu'));

  it('states that outlive a prediction', async () => {
    const recurrent = tf.simpleRNN({ units: 2, stateful: true, recurrentInitializer: 'glorotUniform', name: 'rnn' });
    const model = sequential({ layers: [layers.dropout({ rate: 0.5, batchInputShape: [2, 3, 4] }), recurrent] });
    await expect(mcPredict(model, ones([2, 3, 4]), { samples: 2 })).rejects.toThrow(/stateful/);
  });

  it('fold that is no boolean', async () => {
    await expect(mcPredict(heads(), [a(1), b(1)], { samples: 2, fold: 3 as never })).rejects.toThrow(/"fold" expected a boolean/);
  });
});
