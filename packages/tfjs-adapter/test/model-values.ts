// Models and helpers that the tests of model conversion share.
import { memory, type Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** All outputs of a prediction as plain arrays. */
export function predicted(model: LayersModel, x: Tensor | Tensor[]): number[][] {
  return [model.predict(x)].flat().map((y) => {
    const values = [...y.dataSync()];
    y.dispose();
    return values;
  });
}

/** Values of all weights. */
export function weightsOf(model: LayersModel): number[][] {
  return model.getWeights().map((weight) => [...weight.dataSync()]);
}

/** How many tensors `run` leaves behind. */
export function leftBy(run: () => unknown): number {
  const before = memory().numTensors;
  run();
  return memory().numTensors - before;
}
