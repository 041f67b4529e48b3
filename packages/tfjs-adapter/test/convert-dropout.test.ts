// convertDropout: every shape of model keeps its graph, weights, names and predictions, and the original stays as it is.
import '@tensorflow/tfjs-backend-cpu';
import { streamId } from '@dropkit/core';
import { io, memory, mul, ones, type serialization, setBackend, type Tensor, tensor, train } from '@tensorflow/tfjs-core';
import {
  constraints,
  model as functional,
  input,
  type LayersModel,
  loadLayersModel,
  regularizers,
  type Sequential,
  type SymbolicTensor,
  sequential,
  layers as tf,
} from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { convertDropout, type DropoutLayer, layers, mcPredict } from '../src/index.js';
import { leftBy, predicted, weightsOf } from './model-values.js';
import { opTestValues } from './op-values.js';

beforeAll(() => setBackend('cpu'));

const x = () => tensor(opTestValues([5, 8]), [5, 8]);
const apply = (layer: tf.Layer, inputs: SymbolicTensor | SymbolicTensor[]) => layer.apply(inputs) as SymbolicTensor;
const classes = (model: LayersModel) => model.layers.map((layer) => layer.getClassName());
const names = (model: LayersModel) => model.layers.map(({ name }) => name);

function classifier(): Sequential {
  return sequential({
    name: 'classifier',
    layers: [
      tf.dense({ units: 8, activation: 'relu', inputShape: [8], name: 'hidden' }),
      tf.batchNormalization({ name: 'norm' }),
      tf.dropout({ rate: 0.5, name: 'drop', seed: 7 }),
      tf.dense({ units: 3, activation: 'softmax', name: 'out' }),
    ],
  });
}

/** Same predictions, same weights, and the new model really samples. */
async function expectConverted(original: LayersModel, inputs: Tensor | Tensor[] = x(), options = {}) {
  const before = [predicted(original, inputs), weightsOf(original)];
  const { model, report } = convertDropout(original, options);
  expect(predicted(model, inputs)).toEqual(before[0]);
  expect(weightsOf(model)).toEqual(before[1]);
  expect([predicted(original, inputs), weightsOf(original)]).toEqual(before);
  const { outputs } = await mcPredict(model, inputs, { samples: 20, seed: 1 });
  return { model, report, spreads: outputs.map(({ variance }) => Math.max(...variance)) };
}

describe('a sequential model', () => {
  it('gets our layer in the place of the one of tfjs, and keeps the rest', async () => {
    const original = classifier();
    const { model, report, spreads } = await expectConverted(original);
    expect(classes(model)).toEqual(['Dense', 'BatchNormalization', 'DropkitDropout', 'Dense']);
    expect(names(model)).toEqual(names(original));
    expect(model.name).toBe('classifier');
    expect(model.getClassName()).toBe('Sequential');
    expect(model.inputNames).toEqual(original.inputNames);
    expect(model.outputNames).toEqual(original.outputNames);
    expect(spreads[0]).toBeGreaterThan(0);
    const drop = model.getLayer('drop') as DropoutLayer;
    expect([drop.rate, drop.seed, drop.stream]).toEqual([0.5, 7n, streamId('drop')]);
    expect(report.sites).toEqual([
      { path: 'drop', action: 'replaced', from: 'Dropout(rate 0.5)', to: 'DropkitDropout(rate 0.5)', reason: '' },
    ]);
    expect(`${report}`).toBe(
      'convertDropout "classifier": 1 replaced\n' +
        '  replaced  drop  Dropout(rate 0.5) -> DropkitDropout(rate 0.5)\n' +
        '  The new model is not compiled: compile it to train it. Optimizer and its state stay with the original.',
    );
  });

  it('may begin with dropout', async () => {
    const original = sequential({ layers: [tf.dropout({ rate: 0.3, inputShape: [8] }), tf.dense({ units: 2 })] });
    const { model, spreads } = await expectConverted(original);
    expect(model.inputNames).toEqual(original.inputNames);
    expect(spreads[0]).toBeGreaterThan(0);
  });

  it('may begin with dropout of another variant, which is told the shape', async () => {
    const original = sequential({ layers: [tf.dropout({ rate: 0.3, inputShape: [8], name: 'drop' }), tf.dense({ units: 2 })] });
    const replace = ({ name }: { name: string }) => layers.dropPath({ rate: 0.5, name });
    await expectConverted(original, x(), { replace });
  });

  it('may begin with an input layer or another model', async () => {
    const inner = sequential({ layers: [tf.inputLayer({ inputShape: [8] }), tf.dropout({ rate: 0.5 }), tf.dense({ units: 4 })] });
    const { spreads } = await expectConverted(sequential({ layers: [inner, tf.dropout({ rate: 0.5 }), tf.dense({ units: 2 })] }));
    expect(spreads[0]).toBeGreaterThan(0);
  });

  it('has each layer of tfjs converted to ours of its kind', () => {
    const original = sequential({
      layers: [
        tf.dropout({ rate: 0.1, noiseShape: [null as never, 1, 4], inputShape: [3, 4], name: 'a' }),
        tf.spatialDropout1d({ rate: 0.2, name: 'b' }),
        tf.gaussianDropout({ rate: 0.3, name: 'c' }),
        tf.alphaDropout({ rate: 0.4, name: 'd' }),
        tf.gaussianNoise({ stddev: 1, name: 'e' }),
      ],
    });
    const { model, report } = convertDropout(original, { seed: 9 });
    expect(classes(model)).toEqual([
      'DropkitDropout',
      'DropkitSpatialDropout1D',
      'DropkitGaussianDropout',
      'DropkitAlphaDropout',
      'GaussianNoise',
    ]);
    expect(model.layers.slice(0, 4).map((layer) => (layer as DropoutLayer).rate)).toEqual([0.1, 0.2, 0.3, 0.4]);
    expect(model.layers.slice(0, 4).every((layer) => (layer as DropoutLayer).seed === 9n)).toBe(true);
    expect(model.layers[0].getConfig()).toMatchObject({ noiseShape: [null, 1, 4] });
    expect(report.sites[4]).toMatchObject({ action: 'left', reason: 'noise that is added, no dropout' });
    expect([report.count('replaced'), report.count('left')]).toEqual([4, 1]);
  });

  it('keeps layers of ours as they are', () => {
    const original = sequential({ layers: [layers.dropout({ rate: 0.5, seed: 3, stream: 5, step: 8, inputShape: [8] })] });
    const { model, report } = convertDropout(original, { seed: 1 });
    const { seed, stream, step } = model.layers[0] as DropoutLayer;
    expect([seed, stream, step]).toEqual([3n, 5, 8]);
    expect(report.sites[0]).toMatchObject({ action: 'left', reason: 'is of this package already' });
  });

  it('says why something stays: rate 1 of tfjs, alpha noise shapes', () => {
    const original = sequential({
      layers: [tf.dropout({ rate: 1, inputShape: [8] }), tf.alphaDropout({ rate: 0.5, noiseShape: [5, 1] })],
    });
    const { model, report } = convertDropout(original);
    expect(classes(model)).toEqual(['Dropout', 'AlphaDropout']);
    expect(report.sites.map(({ reason }) => reason)).toEqual([
      'tfjs drops nothing at rate 1, our layers everything: give a rate below 1',
      'alpha dropout with a noise shape has no counterpart here: give one with "replace"',
    ]);
  });
});

describe('functional models', () => {
  it('with several inputs and outputs, in order, by name', async () => {
    const [a, b] = [input({ shape: [4], name: 'a' }), input({ shape: [4], name: 'b' })];
    const joined = apply(tf.concatenate({ name: 'joined' }), [a, b]);
    const dropped = apply(tf.dropout({ rate: 0.5, name: 'drop' }), joined);
    const left = apply(tf.dense({ units: 2, name: 'left' }), dropped);
    const right = apply(tf.dense({ units: 3, name: 'right' }), joined);
    const original = functional({ inputs: [b, a], outputs: [right, left], name: 'two' });
    const parts = [ones([5, 4]), tensor(opTestValues([5, 4]), [5, 4])];
    const { model, spreads } = await expectConverted(original, parts);
    expect([model.inputNames, model.outputNames]).toEqual([
      ['b', 'a'],
      ['right', 'left'],
    ]);
    expect(spreads[0]).toBe(0);
    expect(spreads[1]).toBeGreaterThan(0);
  });

  it('with shared layers: one copy, applied as often; dropout at two places draws two masks', async () => {
    const [a, b] = [input({ shape: [64] }), input({ shape: [64] })];
    const drop = tf.dropout({ rate: 0.5, name: 'drop' });
    const dense = tf.dense({ units: 4, name: 'shared' });
    const outputs = [a, b].map((side) => apply(dense, apply(drop, side)));
    const original = functional({ inputs: [a, b], outputs: apply(tf.concatenate(), outputs) });
    const { model } = await expectConverted(original, [ones([2, 64]), ones([2, 64])]);
    expect(model.layers.filter(({ name }) => name === 'shared').length).toBe(1);
    expect(model.getLayer('shared').inboundNodes.length).toBe(2);
    const { mean } = await mcPredict(model, [ones([1, 64]), ones([1, 64])], { samples: 1, seed: 1 });
    expect(mean.slice(0, 4)).not.toEqual(mean.slice(4));
  });

  it('with a layer that two nested models share', async () => {
    const shared = tf.dense({ units: 8, name: 'shared' });
    const half = (name: string) => {
      const start = input({ shape: [8] });
      return functional({ inputs: start, outputs: apply(tf.dropout({ rate: 0.5, name: 'drop' }), apply(shared, start)), name });
    };
    const [first, second] = [half('first'), half('second')];
    const start = input({ shape: [8] });
    const original = functional({ inputs: start, outputs: apply(second, apply(first, start)) });
    const { model, report } = await expectConverted(original);
    const [one, other] = ['first', 'second'].map((name) => (model.getLayer(name) as LayersModel).getLayer('shared'));
    expect(one).toBe(other);
    // equal names in two models: the second one's stream comes from its path, so mcPredict takes the model
    expect(report.sites.map(({ path }) => path)).toEqual(['first/drop', 'second/drop']);
    const streams = ['first', 'second'].map((name) => (model.getLayer(name) as LayersModel).getLayer('drop') as DropoutLayer);
    expect(streams.map(({ stream }) => stream)).toEqual([streamId('drop'), streamId('second/drop')]);
  });

  it('that are parts of other models, nested at any depth', async () => {
    const deepest = sequential({ name: 'deepest', layers: [tf.dropout({ rate: 0.5, inputShape: [8], name: 'drop' })] });
    const middle = sequential({ name: 'middle', layers: [tf.dense({ units: 8, inputShape: [8] }), deepest] });
    const start = input({ shape: [8] });
    const whole = functional({ inputs: start, outputs: apply(tf.dense({ units: 2, name: 'end' }), apply(middle, start)) });
    const { report, spreads } = await expectConverted(whole);
    expect(report.sites[0].path).toBe('middle/deepest/drop');
    expect(spreads[0]).toBeGreaterThan(0);
    const features = functional({ inputs: whole.inputs, outputs: whole.layers[1].outboundNodes[0].inputTensors[0] });
    expect((await expectConverted(features)).report.count('replaced')).toBe(1);
  });

  it('with masks of time steps', async () => {
    const original = sequential({
      layers: [
        tf.embedding({ inputDim: 10, outputDim: 4, maskZero: true, inputLength: 6 }),
        tf.dropout({ rate: 0.5, name: 'drop' }),
        tf.simpleRNN({ units: 3, recurrentInitializer: 'glorotUniform' }),
      ],
    });
    const ids = tensor([1, 2, 3, 0, 0, 0, 4, 5, 0, 0, 0, 0], [2, 6]);
    expect((await expectConverted(original, ids)).spreads[0]).toBeGreaterThan(0);
    const alone = predicted(original, tensor([1, 2, 3, 7, 7, 7], [1, 6]));
    expect(predicted(convertDropout(original).model, ids)[0].slice(0, 3)).not.toEqual(alone[0]); // the mask is heard
  });

  it('with dropout inside wrappers', async () => {
    const wrapped = tf.timeDistributed({ layer: tf.dropout({ rate: 0.5, name: 'inner' }), inputShape: [3, 8], name: 'each' });
    const { report, spreads } = await expectConverted(sequential({ layers: [wrapped] }), ones([2, 3, 8]));
    expect(report.sites[0]).toMatchObject({ path: 'each/inner', action: 'replaced', to: 'DropkitDropout(rate 0.5)' });
    expect(spreads[0]).toBeGreaterThan(0);
    const model = sequential({ layers: [tf.dense({ units: 8, inputShape: [8] }), tf.dropout({ rate: 0.5 })] });
    const wrappedModel = tf.timeDistributed({ layer: model, inputShape: [3, 8] });
    expect((await expectConverted(sequential({ layers: [wrappedModel] }), ones([2, 3, 8]))).spreads[0]).toBeGreaterThan(0);
  });

  it('with fixed batches, and inputs of other types', async () => {
    const start = input({ batchShape: [5, 2], dtype: 'int32' });
    const embedded = apply(tf.flatten(), apply(tf.embedding({ inputDim: 4, outputDim: 3 }), start));
    const original = functional({ inputs: start, outputs: apply(tf.dropout({ rate: 0.5 }), embedded) });
    const { model } = await expectConverted(original, tensor([0, 1, 2, 3, 3, 2, 1, 0, 1, 1], [5, 2], 'int32'));
    expect([model.inputs[0].shape, model.inputs[0].dtype]).toEqual([[5, 2], 'int32']);
  });
});

/** A layer that tfjs does not know, with a weight, and a config that forgets the name. */
class Scale extends tf.Layer {
  static readonly className = 'TestOnlyScale';
  private weight?: ReturnType<tf.Layer['addWeight']>;

  override build(): void {
    const initializer = { apply: () => tensor([2]) } as never;
    this.weight = this.addWeight('scale', [1], 'float32', initializer, undefined, true, undefined, () => initializer);
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return mul([inputs].flat()[0], this.weight!.read());
  }

  override getConfig(): serialization.ConfigDict {
    return {};
  }
}

describe('layers', () => {
  it('of the user need not be registered, and keep name and weights', async () => {
    const original = sequential({
      layers: [tf.dense({ units: 8, inputShape: [8] }), new Scale({ name: 'mine' }), tf.dropout({ rate: 0.5 })],
    });
    original.getLayer('mine').setWeights([tensor([3])]);
    const { model } = await expectConverted(original);
    expect(model.layers[1]).toBeInstanceOf(Scale);
    expect(model.layers[1].name).toBe('mine');
  });

  it('keep regularisers, constraints and all flags of what trains', () => {
    const dense = tf.dense({
      units: 4,
      inputShape: [8],
      name: 'dense',
      kernelRegularizer: regularizers.l2({ l2: 0.1 }),
      kernelConstraint: constraints.maxNorm({ maxValue: 0.5, axis: 0 }),
    });
    const frozen = tf.dense({ units: 4, name: 'frozen', trainable: false });
    const original = sequential({ layers: [dense, tf.dropout({ rate: 0.5 }), frozen, tf.dense({ units: 1, name: 'last' })] });
    original.getLayer('last').weights[0].trainable = false; // its kernel alone: tfjs lists the bias first now
    const { model } = convertDropout(original);
    expect(model.getLayer('dense').getConfig()).toEqual(dense.getConfig());
    expect(model.getLayer('frozen').trainable).toBe(false);
    expect(model.trainableWeights.map(({ originalName }) => originalName)).toEqual(
      original.trainableWeights.map(({ originalName }) => originalName),
    );
    expect(predicted(model, x())).toEqual(predicted(original, x())); // values that break their constraint, too
    original.trainable = false;
    expect(convertDropout(original).model.trainableWeights.length).toBe(0);
  });
});

describe('recurrent layers', () => {
  const rates = { dropout: 0.5, recurrentDropout: 0.25, recurrentInitializer: 'glorotUniform' } as const;
  const sequences = () => tensor(opTestValues([5, 3, 8]), [5, 3, 8]);
  const start = { inputShape: [3, 8] };

  it.each(['lstm', 'gru', 'simpleRNN'] as const)('%s with dropout become ours with a cell around their own', async (kind) => {
    const original = sequential({
      layers: [
        tf[kind]({ units: 4, returnSequences: true, name: 'one', ...rates, ...start }),
        tf[kind]({ units: 2, goBackwards: true, name: 'two', ...rates, dropout: 0 }),
      ],
    });
    const { model, report, spreads } = await expectConverted(original, sequences());
    expect(classes(model)).toEqual(['DropkitRNN', 'DropkitRNN']);
    expect(names(model)).toEqual(['one', 'two']);
    expect(report.sites.map(({ path, action, to }) => [path, action, to])).toEqual([
      ['one', 'replaced', 'DropkitRNN(rate 0.5, recurrentRate 0.25)'],
      ['two', 'replaced', 'DropkitRNN(rate 0, recurrentRate 0.25)'],
    ]);
    expect(spreads[0]).toBeGreaterThan(0);
  });

  it('without dropout stay what they are, and are no sites', () => {
    const original = sequential({ layers: [tf.lstm({ units: 2, recurrentInitializer: 'glorotUniform', ...start })] });
    const { model, report } = convertDropout(original);
    expect(classes(model)).toEqual(['LSTM']);
    expect(report.sites).toEqual([]);
  });

  it('in both directions draw masks of their own in each, also loaded again', async () => {
    const layer = tf.gru({ units: 4, name: 'gru', ...rates }) as never;
    const original = sequential({ layers: [tf.bidirectional({ layer, mergeMode: 'concat', name: 'both', ...start })] });
    const { model, report } = await expectConverted(original, sequences());
    expect(report.sites[0]).toMatchObject({ path: 'both', action: 'replaced' });
    const saved: io.ModelArtifacts[] = [];
    await model.save(
      io.withSaveHandler(async (artifacts) => {
        saved.push(artifacts);
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      }),
    );
    const again = await loadLayersModel(io.fromMemory(saved[0]));
    const options = { samples: 5, seed: 1 };
    const [before, after] = [await mcPredict(model, sequences(), options), await mcPredict(again, sequences(), options)];
    expect(after.mean).toEqual(before.mean);
  });

  it('in both directions keep the names of their weights, so that those load that were saved before', () => {
    const layer = tf.gru({ units: 4, name: 'gru', ...rates }) as never;
    const original = sequential({ layers: [tf.bidirectional({ layer, mergeMode: 'concat', name: 'both', ...start })] });
    const weightNames = (model: LayersModel) => model.weights.map((weight) => weight.originalName);
    expect(weightNames(convertDropout(original).model)).toEqual(weightNames(original));
    const named = Object.fromEntries(original.weights.map((weight) => [weight.originalName, weight.read()]));
    expect(() => convertDropout(original).model.loadWeights(named)).not.toThrow();
  });

  it('of classes without a counterpart stay, with the reason', async () => {
    const cell = tf.lstmCell({ units: 2, ...rates }) as never;
    const { report, model } = convertDropout(sequential({ layers: [tf.rnn({ cell, name: 'rnn', ...start })] }));
    expect(report.sites[0]).toMatchObject({ action: 'left', reason: expect.stringContaining('no counterpart') });
    await expect(mcPredict(model, sequences(), { samples: 2 })).rejects.toThrow(/its report says what it cannot convert/);
  });

  it('with masks of time steps, and states that are returned', async () => {
    const words = input({ shape: [6] });
    const embedded = apply(tf.embedding({ inputDim: 10, outputDim: 4, maskZero: true }), words);
    const [y, h, c] = tf.lstm({ units: 3, returnState: true, ...rates }).apply(embedded) as SymbolicTensor[];
    const ids = tensor([1, 2, 3, 0, 0, 0, 4, 5, 0, 0, 0, 0], [2, 6]);
    const { spreads } = await expectConverted(functional({ inputs: words, outputs: [y, h, c] }), ids);
    expect(spreads.length).toBe(3);
  });
});

describe('the two models', () => {
  it('share memory until one trains, and outlive each other', async () => {
    const original = classifier();
    const { numBytes, numDataBuffers } = memory();
    const { model } = convertDropout(original);
    expect(memory().numDataBuffers).toBe(numDataBuffers);
    expect(memory().numBytes).toBeLessThanOrEqual(2 * numBytes); // tfjs counts shared data twice, and allocates it once
    const before = predicted(original, x());
    model.compile({ optimizer: train.sgd(0.5), loss: 'meanSquaredError' });
    await model.fit(x(), ones([5, 3]), { epochs: 2, verbose: 0 });
    expect(predicted(original, x())).toEqual(before);
    expect(predicted(model, x())).not.toEqual(before);
    const trained = predicted(model, x());
    original.dispose();
    expect(predicted(model, x())).toEqual(trained);
    const second = convertDropout(model).model;
    model.dispose();
    expect(predicted(second, x())).toEqual(trained);
  });

  it('disposed, leave nothing', () => {
    const original = classifier();
    expect(leftBy(() => convertDropout(original).model.dispose())).toBe(0);
  });

  it('have optimizers of their own: the new one is not compiled', () => {
    const original = classifier();
    original.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    const { model, report } = convertDropout(original);
    expect(model.optimizer).toBeUndefined();
    expect(report.notes[0]).toContain('not compiled');
    expect(original.optimizer).toBeDefined();
  });

  it('have their own metadata', () => {
    const original = classifier();
    original.setUserDefinedMetadata({ labels: ['a', 'b', 'c'] });
    expect(convertDropout(original).model.getUserDefinedMetadata()).toEqual({ labels: ['a', 'b', 'c'] });
  });

  it('are saved under the same names of weights, and loaded again', async () => {
    const original = classifier();
    const { model } = convertDropout(original);
    const saved: io.ModelArtifacts[] = [];
    for (const each of [original, model]) {
      await each.save(
        io.withSaveHandler(async (artifacts) => {
          saved.push(artifacts);
          return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
        }),
      );
    }
    expect(saved[1].weightSpecs).toEqual(saved[0].weightSpecs);
    const again = await loadLayersModel(io.fromMemory(saved[1]));
    expect(predicted(again, x())).toEqual(predicted(original, x()));
    expect((await mcPredict(again, x(), { samples: 5, seed: 1 })).mean).toEqual(
      (await mcPredict(model, x(), { samples: 5, seed: 1 })).mean,
    );
  });
});

describe('options', () => {
  it('replace takes other variants, keeps what it says, and asks about layers of ours too', () => {
    const original = sequential({
      layers: [
        tf.conv2d({ filters: 2, kernelSize: 3, inputShape: [8, 8, 1], name: 'conv' }),
        tf.dropout({ rate: 0.25, name: 'one' }),
        tf.dropout({ rate: 0.25, name: 'two' }),
        layers.dropout({ rate: 0.5, name: 'three' }),
        tf.dropout({ rate: 0.25, name: 'four' }),
      ],
    });
    const { model, report } = convertDropout(original, {
      replace: ({ name, config }) => {
        if (name === 'two') return 'keep';
        return name === 'four' ? undefined : layers.spatialDropout2d({ rate: config.rate as number, name });
      },
    });
    expect(classes(model).slice(1)).toEqual(['DropkitSpatialDropout2D', 'Dropout', 'DropkitSpatialDropout2D', 'DropkitDropout']);
    expect(report.sites[1]).toMatchObject({ path: 'two', action: 'left', reason: 'as "replace" said' });
  });

  it('insert goes by name, by class and by function, also inside nested models', async () => {
    const inner = sequential({
      name: 'inner',
      layers: [tf.dense({ units: 8, inputShape: [8], name: 'a' }), tf.dense({ units: 8, name: 'b' })],
    });
    const start = input({ shape: [8], name: 'start' });
    const original = functional({ inputs: start, outputs: apply(tf.dense({ units: 2, name: 'c' }), apply(inner, start)) });
    const layer = ({ name }: { name: string }) => layers.dropout({ rate: 0.5, name: `${name}_dropout` });
    const inserted = (options: Parameters<typeof convertDropout>[1]) =>
      convertDropout(original, options).report.sites.map(({ path, action }) => `${action} ${path}`);
    expect(inserted({ insert: [{ after: 'c', layer }] })).toEqual(['inserted c_dropout']);
    expect(inserted({ insert: [{ after: 'inner/a', layer }] })).toEqual(['inserted inner/a_dropout']);
    expect(inserted({ insert: [{ after: { className: 'Dense' }, layer }] })).toEqual([
      'inserted inner/a_dropout',
      'inserted inner/b_dropout',
      'inserted c_dropout',
    ]);
    expect(inserted({ insert: [{ after: ({ name }) => name === 'start', layer }] })).toEqual(['inserted start_dropout']);
    const { spreads, model } = await expectConverted(original, x(), {
      insert: [
        { after: 'start', layer },
        { after: 'inner', layer },
      ],
    });
    expect(spreads[0]).toBeGreaterThan(0);
    expect(model.inputNames).toEqual(['start']);
  });

  it('insert after a shared layer inserts at each of its places', () => {
    const [a, b] = [input({ shape: [8] }), input({ shape: [8] })];
    const dense = tf.dense({ units: 4, name: 'shared' });
    const original = functional({ inputs: [a, b], outputs: apply(tf.concatenate(), [apply(dense, a), apply(dense, b)]) });
    const layer = () => layers.dropout({ rate: 0.5, name: 'new' });
    const { model } = convertDropout(original, { insert: [{ after: 'shared', layer }] });
    expect(model.getLayer('new').inboundNodes.length).toBe(2);
  });

  const layer = () => layers.dropout({ rate: 0.5, name: 'x' });
  it.each([
    [{ seed: -1 }, /"seed"/],
    [{ replace: 5 }, /"replace" expected a function, got 5/],
    [{ replace: () => 7 }, /"replace" expected a function that makes a layer, got 7 from it/],
    [{ insert: {} }, /"insert" expected an array/],
    [{ insert: [{ after: 5, layer }] }, /"insert\[0\].after" expected a name, \{ className \} or a function/],
    [{ insert: [{ after: 'hidden' }] }, /"insert\[0\].layer" expected a function/],
    [{ insert: [{ after: 'hidden', layer, befor: 1 }] }, /"befor" expected no option/],
    [{ insert: [{ after: 'hiden', layer }] }, /"insert\[0\].after" expected a layer of the model, got "hiden", which fits none/],
    [{ insert: [{ after: { className: 'Conv2D' }, layer }] }, /got "Conv2D", which fits none/],
    [{ insert: [{ after: 'hidden', layer: () => null }] }, /"insert" expected a function that makes a layer, got null/],
    [{ insert: [{ after: 'hidden', layer: () => layers.dropout({ rate: 0.5, name: 'out' }) }] }, /"out" is used 2 times/],
    [{ rate: 5 }, /"rate" expected no option of this name/],
  ])('%o is refused, and nothing is left behind', (options, text) => {
    const original = classifier();
    expect(leftBy(() => expect(() => convertDropout(original, options as never)).toThrow(text))).toBe(0);
  });

  it('a replacement of another shape is refused by name and place', () => {
    expect(() => convertDropout(classifier(), { replace: () => tf.dense({ units: 9, name: 'wide' }) })).toThrow(
      /"replace" expected a layer that makes \[null, 8\] at "drop", as the one in its place, got \[null, 9\] from "wide"/,
    );
  });

  it('a layer that stands somewhere already is refused', () => {
    const original = classifier();
    const used = layers.dropout({ rate: 0.5 });
    used.apply(input({ shape: [8] }));
    expect(leftBy(() => expect(() => convertDropout(original, { replace: () => used })).toThrow(/in use already/))).toBe(0);
  });

  it('layers that cannot be built leave nothing behind', () => {
    const original = classifier();
    const insert = [{ after: 'hidden', layer: () => layers.spatialDropout2d({ rate: 0.5 }) }];
    expect(leftBy(() => expect(() => convertDropout(original, { insert })).toThrow(/ndim/))).toBe(0);
  });
});

describe('what is no LayersModel', () => {
  it.each([
    [undefined, /"model" expected a tf.LayersModel, got undefined/],
    [{ executor: {}, modelUrl: 'x' }, /A graph model has its dropout folded away.*tfjs_layers_model/],
    [{ modelTopology: {} }, /tf.loadLayersModel/],
    [{ layers: [] }, /another copy of @tensorflow\/tfjs-layers/],
  ])('%o is refused with what to do', (model, text) => {
    expect(() => convertDropout(model as never)).toThrow(text);
  });

  it('the result of a conversion among them', async () => {
    await expect(mcPredict(convertDropout(classifier()) as never, x(), { samples: 2 })).rejects.toThrow(/Pass its "model"/);
  });
});

it('mcPredict says what to do with a model of tfjs', async () => {
  await expect(mcPredict(classifier(), x(), { samples: 2 })).rejects.toThrow(/"drop".*convertDropout\(model\)\.model/);
  await expect(mcPredict(sequential({ layers: [tf.dense({ units: 1, inputShape: [8] })] }), x(), { samples: 2 })).rejects.toThrow(
    /insert it with convertDropout/,
  );
});
