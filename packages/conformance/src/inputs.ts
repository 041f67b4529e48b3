// The inputs of the cases, by name: pure functions of name, float type and length.
// `subnormals` is apart from `specials`, since a device may flush subnormals to zero (SPEC section 12) and nothing else.
import { type DType, type FloatArray, normal } from '@dropkit/core';
import { FLOAT_FORMATS, type FloatFormat, floatArray } from './array.js';

/** Names of the input generators. */
export const INPUT_NAMES = ['ones', 'ramp', 'normals', 'shiftedNormals', 'specials', 'subnormals', 'nan'] as const;

/** Name of an input generator. */
export type InputName = (typeof INPUT_NAMES)[number];

/** Not an address of any case, so that inputs and masks never share random words. */
const NORMALS_ADDRESS = { seed: 0x5eed_0f_1a9en, stream: 0xffff, step: 0xffff };

/** Odd multiples of 1/128 below 8: 10 significant bits, so that all three float types hold them; no two neighbours alike, none zero. */
const RAMP_PERIOD = 1021;

/**
 * The input of a case.
 *
 * @example makeInput('ramp', 'float32', 3); // Float32Array [ -7.9765625, -7.9609375, -7.9453125 ]
 */
export function makeInput(name: InputName, dtype: DType, length: number): FloatArray {
  return floatArray(dtype, length, generator(name, FLOAT_FORMATS[dtype]));
}

function generator(name: InputName, format: FloatFormat): (index: number) => number {
  if (name === 'ones') return () => 1;
  if (name === 'nan') return () => Number.NaN;
  if (name === 'ramp') return (i) => ((i % RAMP_PERIOD) - (RAMP_PERIOD - 1) / 2 - 0.5) / 64;
  if (name === 'normals') return (i) => normal(i, NORMALS_ADDRESS);
  if (name === 'shiftedNormals') return (i) => 1 + normal(i, NORMALS_ADDRESS);
  const values = name === 'specials' ? specials(format) : subnormals(format);
  return (i) => values[i % values.length];
}

/** An odd number of values, so that each meets kept and dropped elements at every position of a word. */
function specials({ largest, smallestNormal }: FloatFormat): readonly number[] {
  const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
  return [1.5, nan, infinity, -infinity, -0, 0, -2.25, largest, -largest, smallestNormal * 4, -smallestNormal * 4];
}

function subnormals({ smallestNormal, smallestSubnormal: tiny }: FloatFormat): readonly number[] {
  return [tiny, -tiny, smallestNormal / 2, smallestNormal - tiny, 1.5, tiny * 3, -smallestNormal + tiny];
}
