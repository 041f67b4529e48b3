// The kernels of all plans in plain JavaScript.
import type { FloatArray } from '@dropkit/core';
import { type FullKernels, NUMBERS, PIECE } from '../kernels.js';
import { accumulator, addRows, fuseByBits } from './fused.js';
import { plainKernels } from './kernels.js';
import { drawNoise, relax } from './noise.js';
import { chooseByBits, mix, times } from './pairs.js';

/** Makes the plain kernels of all plans. */
export function plainFullKernels(): FullKernels {
  const kernels = plainKernels();
  const signed = new Int32Array(kernels.bits.buffer);
  const numbers = new Float64Array(NUMBERS);
  const window = numbers.subarray(PIECE);
  // fused plans draw no numbers
  const tiles = { narrow: new Float32Array(numbers.buffer, 0, PIECE), wide: numbers.subarray(0, PIECE) };
  const tileFor = ({ BYTES_PER_ELEMENT }: FloatArray) => (BYTES_PER_ELEMENT === 8 ? tiles.wide : tiles.narrow);
  return {
    ...kernels,
    numbers,
    noise: (address, map, block, count) => drawNoise(window, address, map, block, count),
    relax: (count, map) => relax(window, count, map),
    times: (x, out, start, count, at) => times(x, out, start, count, numbers, at),
    choose: (x, other, out, start, count, bit) => chooseByBits(kernels.bits, bit, x, other, out, start, count),
    mix,
    fuse: (x, fusion, out, start, count, bit) => fuseByBits(signed, bit, x, fusion, out, start, count, tileFor(x)),
    addRows: (x, start, rows, columns, bit, sums, to, scale) =>
      addRows(signed, bit, x, start, rows, columns, sums, to, scale, tileFor(x)),
    accumulator,
  };
}
