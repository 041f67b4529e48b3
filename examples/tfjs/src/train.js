// Training as any tfjs program does it.
import * as tf from '@tensorflow/tfjs-core';
import { oneHot } from './digits.js';

/** @import { Sequential } from '@tensorflow/tfjs-layers' */
/** @import { Digits } from './digits.js' */

const BATCH_SIZE = 50;
const LEARNING_RATE = 3e-3;

/**
 * @param {Sequential} model trained in place
 * @param {Digits} digits
 * @param {{ epochs: number, onEpoch?: (done: number) => void }} options
 */
export async function train(model, { images, labels }, { epochs, onEpoch }) {
  const optimizer = tf.train.adam(LEARNING_RATE);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  const y = oneHot(labels);
  try {
    const callbacks = { onEpochEnd: (/** @type {number} */ epoch) => onEpoch?.(epoch + 1) };
    await model.fit(images, y, { epochs, batchSize: BATCH_SIZE, shuffle: false, verbose: 0, callbacks });
  } finally {
    y.dispose();
    optimizer.dispose();
  }
}
