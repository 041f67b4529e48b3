// Training with everything seeded. model.fit would shuffle with an unseeded generator, so batches are picked here.
import * as tfc from '@tensorflow/tfjs-core';
import { CLASSES, PIXELS } from './digits.js';
import { permutation } from './random.js';

/** @import { Sequential } from '@tensorflow/tfjs-layers' */
/** @import { Digits } from './digits.js' */

/** Digits in a batch. */
export const BATCH_SIZE = 50;
const LEARNING_RATE = 3e-3;

/**
 * Trains a model in place with Adam, on the same batches in the same order for the same seed.
 *
 * @param {Sequential} model
 * @param {Digits} digits
 * @param {object} options
 * @param {number} options.epochs
 * @param {bigint} options.seed
 * @param {AbortSignal} options.signal checked before each batch
 * @param {(epoch: number) => void | Promise<void>} options.onEpoch called after each epoch, counted from 1
 */
export async function train(model, digits, { epochs, seed, signal, onEpoch }) {
  const optimizer = tfc.train.adam(LEARNING_RATE);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  const x = tfc.tensor2d(digits.images, [digits.count, PIXELS]);
  const y = tfc.tidy(() => tfc.cast(tfc.oneHot(tfc.tensor1d(digits.labels, 'int32'), CLASSES), 'float32'));
  try {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      setLearningRate(optimizer, LEARNING_RATE * decay(epoch, epochs));
      const order = permutation(digits.count, { seed, use: 'batches', step: epoch });
      for (let start = 0; start < digits.count; start += BATCH_SIZE) {
        await nextTask(); // lets Ctrl-C through
        signal.throwIfAborted();
        await trainOnRows(model, x, y, order.subarray(start, start + BATCH_SIZE));
      }
      await onEpoch(epoch);
    }
  } finally {
    tfc.dispose([x, y]);
    optimizer.dispose();
  }
}

/** Full speed for the first half, then linearly down to almost nothing. @param {number} epoch @param {number} epochs */
function decay(epoch, epochs) {
  return Math.min(1, (2 * (epochs + 1 - epoch)) / epochs);
}

/** tfjs reads the field anew at each step, but its types keep it to itself. @param {tfc.Optimizer} optimizer @param {number} rate */
function setLearningRate(optimizer, rate) {
  Object.assign(optimizer, { learningRate: rate });
}

/** @param {Sequential} model @param {tfc.Tensor} x @param {tfc.Tensor} y @param {Uint32Array} rows */
async function trainOnRows(model, x, y, rows) {
  const indices = tfc.tensor1d(Int32Array.from(rows), 'int32');
  const batch = [tfc.gather(x, indices), tfc.gather(y, indices)];
  await model.trainOnBatch(batch[0], batch[1]);
  tfc.dispose([indices, ...batch]);
}

function nextTask() {
  return new Promise((resolve) => setImmediate(resolve));
}
