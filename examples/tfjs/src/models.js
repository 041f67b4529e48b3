// Two plain tfjs models, with tfjs' own dropout. Nothing of dropkit is in here: this is what a user already has.
import * as tf from '@tensorflow/tfjs-layers';
import { CLASSES, SIZE } from './digits.js';

/** @param {number} seed @returns {tf.Sequential} */
export function convolutional(seed) {
  const init = seeds(seed);
  const relu = /** @type {const} */ ({ activation: 'relu' });
  const fixed = { trainable: false };
  return tf.sequential({
    name: 'convolutional',
    layers: [
      // frozen: tfjs' wasm backend has no gradient of filters, and random ones are good enough for digits
      tf.layers.conv2d({
        filters: 12,
        kernelSize: 5,
        strides: 2,
        ...relu,
        ...fixed,
        inputShape: [SIZE, SIZE, 1],
        ...init(),
        name: 'conv',
      }),
      tf.layers.maxPooling2d({ poolSize: 2, name: 'pool' }),
      tf.layers.flatten({ name: 'flatten' }),
      tf.layers.dropout({ rate: 0.2, name: 'dropout_1' }),
      tf.layers.dense({ units: 96, ...relu, ...init(), name: 'hidden' }),
      tf.layers.dropout({ rate: 0.5, name: 'dropout_2' }),
      tf.layers.dense({ units: CLASSES, activation: 'softmax', ...init(), name: 'digit' }),
    ],
  });
}

/** Reads an image from top to bottom, two lines at a time. @param {number} seed @returns {tf.Sequential} */
export function recurrent(seed) {
  const init = seeds(seed);
  const recurrentInitializer = tf.initializers.glorotUniform({ seed: seed + 100 });
  return tf.sequential({
    name: 'recurrent',
    layers: [
      tf.layers.reshape({ targetShape: [SIZE / 2, 2 * SIZE], inputShape: [SIZE, SIZE, 1], name: 'lines' }),
      tf.layers.gru({ units: 48, dropout: 0.1, recurrentDropout: 0.1, ...init(), recurrentInitializer, name: 'reader' }),
      tf.layers.dropout({ rate: 0.3, name: 'dropout' }),
      tf.layers.dense({ units: CLASSES, activation: 'softmax', ...init(), name: 'digit' }),
    ],
  });
}

/** Weights that a seed fixes: one seed per layer, counted up. @param {number} first */
function seeds(first) {
  let seed = first;
  return () => ({ kernelInitializer: tf.initializers.glorotUniform({ seed: seed++ }) });
}
