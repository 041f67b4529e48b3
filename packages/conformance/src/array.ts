// Typed arrays of the three float types: making them, copying them, and looking at their bits.
import { type DType, dtypeOf, type FloatArray } from '@dropkit/core';

/** An array that shows the bits of a float array, element by element. */
export type BitsArray = Uint16Array | Uint32Array | BigUint64Array;

/** Layout of a binary float type: its width, its significand without the hidden bit, and its smallest normal number. */
export interface FloatFormat {
  readonly bits: 16 | 32 | 64;
  readonly fractionBits: number;
  readonly smallestNormal: number;
  readonly smallestSubnormal: number;
  readonly largest: number;
}

/** IEEE 754-2019, table 3.5. */
export const FLOAT_FORMATS: Readonly<Record<DType, FloatFormat>> = {
  float16: { bits: 16, fractionBits: 10, smallestNormal: 2 ** -14, smallestSubnormal: 2 ** -24, largest: 65504 },
  float32: {
    bits: 32,
    fractionBits: 23,
    smallestNormal: 2 ** -126,
    smallestSubnormal: 2 ** -149,
    largest: (2 - 2 ** -23) * 2 ** 127,
  },
  float64: { bits: 64, fractionBits: 52, smallestNormal: 2 ** -1022, smallestSubnormal: 2 ** -1074, largest: Number.MAX_VALUE },
};

/**
 * An array of `length` elements.
 *
 * @throws Error when the runtime has no such type: a manifest that lists `float16` there claims what cannot be tested
 */
export function floatArray(dtype: DType, length: number, valueAt: (index: number) => number = () => 0): FloatArray {
  const array = new (constructorOf(dtype))(length);
  for (let i = 0; i < length; i++) array[i] = valueAt(i);
  return array;
}

/** The same memory as unsigned integers. */
export function bitsOf(array: FloatArray): BitsArray {
  const { buffer, byteOffset, length } = array;
  if (array instanceof Float32Array) return new Uint32Array(buffer, byteOffset, length);
  if (array instanceof Float64Array) return new BigUint64Array(buffer, byteOffset, length);
  return new Uint16Array(buffer, byteOffset, length);
}

function constructorOf(dtype: DType): new (length: number) => FloatArray {
  if (dtype === 'float32') return Float32Array;
  if (dtype === 'float64') return Float64Array;
  if (typeof Float16Array !== 'undefined') return Float16Array;
  throw new Error('the manifest lists float16, but this runtime has no Float16Array to test it with');
}

/** An array from hex words, as vectors write them. */
export function fromBits(dtype: DType, words: readonly string[]): FloatArray {
  const array = floatArray(dtype, words.length);
  const bits = bitsOf(array);
  words.forEach((word, i) => {
    bits[i] = bits instanceof BigUint64Array ? BigInt(`0x${word}`) : Number.parseInt(word, 16);
  });
  return array;
}

/** The float type of an array that is known to be one. */
export function floatTypeOf(array: FloatArray): DType {
  return dtypeOf(array)!;
}
