// Layers and Monte Carlo prediction on tfjs' webgl backend: the masks of the CPU, nothing left on the GPU.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import { memory, ready, setBackend, type Tensor, tensor, train } from '@tensorflow/tfjs-core';
import { initializers, type LayersModel, sequential, layers as tf } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { type DropoutLayer, layers, mcPredict } from '../src/index.js';
import { opTestValues } from './op-values.js';

async function onBackend(name: string): Promise<void> {
  expect(await setBackend(name)).toBe(true);
  await ready();
}

function makeModel(): LayersModel {
  const kernelInitializer = () => initializers.glorotUniform({ seed: 3 });
  return sequential({
    layers: [
      tf.dense({ units: 16, activation: 'relu', inputShape: [4], kernelInitializer: kernelInitializer() }),
      layers.dropout({ rate: 0.3, seed: 42, name: 'hidden' }),
      tf.dense({ units: 3, activation: 'softmax', kernelInitializer: kernelInitializer() }),
    ],
  });
}

const x = () => tensor(opTestValues([10, 4]), [10, 4]);

it('mcPredict agrees with the cpu backend, and leaves no tensor', async () => {
  const means: Float64Array[] = [];
  for (const backend of ['cpu', 'webgl']) {
    await onBackend(backend);
    const [model, input] = [makeModel(), x()];
    const before = memory().numTensors;
    const { mean } = await mcPredict(model, input, { samples: 8, seed: 5, batchSize: 4, classes: 3 });
    expect(memory().numTensors).toBe(before);
    means.push(mean);
  }
  // equal masks; exp and sums differ in the last bits between backends
  for (let i = 0; i < means[0].length; i++) expect(means[1][i]).toBeCloseTo(means[0][i], 5);
});

it('model.fit trains, draws a mask a batch and agrees with the cpu backend', async () => {
  const weights: number[][] = [];
  for (const backend of ['cpu', 'webgl']) {
    await onBackend(backend);
    const model = makeModel();
    model.compile({ optimizer: train.sgd(0.1), loss: 'meanSquaredError' });
    const target = tensor(opTestValues([10, 3]), [10, 3]);
    await model.fit(x(), target, { epochs: 3, batchSize: 5, shuffle: false, verbose: 0 });
    expect((model.layers[1] as DropoutLayer).step).toBe(6);
    weights.push([...(await (model.getWeights()[0] as Tensor).data())]);
  }
  for (let i = 0; i < weights[0].length; i++) expect(weights[1][i]).toBeCloseTo(weights[0][i], 5);
});
