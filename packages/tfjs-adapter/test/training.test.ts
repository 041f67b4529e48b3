// model.fit: learning, fresh masks, and stopping and resuming bit by bit.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { io, memory, type Scalar, setBackend, sum, type Tensor, tensor, train, variableGrads } from '@tensorflow/tfjs-core';
import { initializers, type LayersModel, loadLayersModel, sequential, layers as tf } from '@tensorflow/tfjs-layers';
import { beforeEach, describe, expect, it } from 'vitest';
import { type DropoutLayer, layers, registerLayers } from '../src/index.js';
import { uniformAt } from './uniform.js';

const ROWS = 64;
const dropoutOf = (model: LayersModel) => model.layers[1] as DropoutLayer;

/** y = x1 - x2 from 8 inputs. */
function data(): { x: Tensor; y: Tensor } {
  const x = Float32Array.from({ length: ROWS * 8 }, (_, i) => 2 * uniformAt(i) - 1);
  const y = Float32Array.from({ length: ROWS }, (_, row) => x[row * 8] - x[row * 8 + 1]);
  return { x: tensor(x, [ROWS, 8]), y: tensor(y, [ROWS, 1]) };
}

function makeModel(): LayersModel {
  const kernelInitializer = () => initializers.glorotUniform({ seed: 3 });
  const model = sequential({
    layers: [
      tf.dense({ units: 32, activation: 'relu', inputShape: [8], kernelInitializer: kernelInitializer() }),
      layers.dropout({ rate: 0.2, seed: 42, name: 'hidden' }),
      tf.dense({ units: 1, kernelInitializer: kernelInitializer() }),
    ],
  });
  return compiled(model);
}

function compiled(model: LayersModel): LayersModel {
  model.compile({ optimizer: train.sgd(0.1), loss: 'meanSquaredError' });
  return model;
}

const fit = (model: LayersModel, epochs: number) => {
  const { x, y } = data();
  return model.fit(x, y, { epochs, batchSize: 16, shuffle: false, verbose: 0 });
};

const weightsOf = (model: LayersModel) => model.getWeights().map((weight) => [...weight.dataSync()]);

/** Saves to memory, and takes the topology through JSON text. */
async function artifactsOf(model: LayersModel, config: io.SaveConfig = {}): Promise<io.ModelArtifacts> {
  let saved: io.ModelArtifacts | undefined;
  await model.save(
    io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
    config,
  );
  return { ...saved, modelTopology: JSON.parse(JSON.stringify(saved?.modelTopology)) };
}

async function saveAndLoad(model: LayersModel): Promise<LayersModel> {
  return compiled(await loadLayersModel(io.fromMemory(await artifactsOf(model))));
}

describe.each(['cpu', 'wasm'])('training on tfjs %s', (backend) => {
  beforeEach(async () => {
    expect(await setBackend(backend)).toBe(true);
  });

  it('reduces the loss, one step a batch, and predicts without dropout afterwards', async () => {
    const model = makeModel();
    const { history } = await fit(model, 30);
    expect(history.loss.at(-1)).toBeLessThan(0.5 * (history.loss[0] as number));
    expect(dropoutOf(model).step).toBe(30 * 4);
    const { x } = data();
    const [first, second] = [model.predict(x), model.predict(x)].map((y) => [...(y as Tensor).dataSync()]);
    expect(second).toEqual(first);
    expect(dropoutOf(model).step).toBe(30 * 4);
  });

  it('repeats itself bit by bit with the same seed, and evaluation in between changes nothing', async () => {
    const [a, b] = [makeModel(), makeModel()];
    await fit(a, 4);
    await fit(b, 2);
    const { x, y } = data();
    (b.evaluate(x, y, { verbose: 0 }) as Scalar).dispose();
    await fit(b, 2);
    expect(weightsOf(b)).toEqual(weightsOf(a));
  });

  it('resumes from a saved model bit by bit', async () => {
    const whole = makeModel();
    await fit(whole, 4);
    const first = makeModel();
    await fit(first, 2);
    const second = await saveAndLoad(first);
    expect(dropoutOf(second).getConfig()).toEqual(dropoutOf(first).getConfig());
    expect(dropoutOf(second).step).toBe(8);
    await fit(second, 2);
    expect(weightsOf(second)).toEqual(weightsOf(whole));
  });

  it('resumes with the state of the optimizer, if that is saved too', async () => {
    const adam = () => {
      const model = makeModel();
      model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
      return model;
    };
    const whole = adam();
    await fit(whole, 4);
    const first = adam();
    await fit(first, 2);
    const second = await loadLayersModel(io.fromMemory(await artifactsOf(first, { includeOptimizer: true })));
    await fit(second, 2);
    expect(weightsOf(second)).toEqual(weightsOf(whole));
  });

  it('would not resume bit by bit if the step were lost', async () => {
    const whole = makeModel();
    await fit(whole, 4);
    const model = makeModel();
    await fit(model, 2);
    dropoutOf(model).step = 0;
    await fit(model, 2);
    expect(weightsOf(model)).not.toEqual(weightsOf(whole));
  });

  it('leaves the number of tensors alone in fit and in custom loops', async () => {
    const model = makeModel();
    await fit(model, 1);
    const { x, y } = data();
    const before = memory().numTensors;
    await model.fit(x, y, { epochs: 3, shuffle: false, verbose: 0 });
    const optimizer = train.sgd(0.1);
    const loss = () => sum(model.apply(x, { training: true }) as Tensor) as Scalar;
    for (let i = 0; i < 3; i++) {
      const { value, grads } = variableGrads(loss);
      optimizer.applyGradients(grads);
      value.dispose();
      for (const gradient of Object.values(grads)) gradient.dispose();
    }
    optimizer.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

it('loads a model that was saved with seeds beyond 2^53, after one registration call', async () => {
  await setBackend('cpu');
  const model = sequential({
    layers: [layers.dropout({ rate: 0.5, inputShape: [4], seed: 2n ** 64n - 1n, stream: 7, step: 9 })],
  });
  registerLayers();
  const copy = (await saveAndLoad(model)).layers[0] as DropoutLayer;
  expect([copy.seed, copy.stream, copy.step]).toEqual([2n ** 64n - 1n, 7, 9]);
});
