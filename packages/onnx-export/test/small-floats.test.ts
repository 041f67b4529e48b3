// Floats of 16 bits: all of them survive, and numbers between are rounded once, ties to even.
import { expect, it } from 'vitest';
import { scalar, scaledCopy, scaleTensor } from '../src/fold/scaled-tensor.js';
import { BFLOAT16_FORMAT, decodeSmall, encodeSmall, FLOAT16_FORMAT } from '../src/model/small-floats.js';
import { Tensor } from '../src/model/tensor.js';

const BITS = Array.from({ length: 2 ** 16 }, (_, bits) => bits);

it.each([
  ['float16', FLOAT16_FORMAT],
  ['bfloat16', BFLOAT16_FORMAT],
] as const)('%s: every number is itself again', (_, format) => {
  const lost = BITS.filter((bits) => {
    const value = decodeSmall(format, bits);
    return !Number.isNaN(value) && encodeSmall(format, value) !== bits;
  });
  expect(lost).toEqual([]);
});

it('bfloat16 is the upper half of a float32', () => {
  const view = new DataView(new ArrayBuffer(4));
  const other = BITS.filter((bits) => {
    view.setUint32(0, bits * 2 ** 16);
    return !Object.is(decodeSmall(BFLOAT16_FORMAT, bits), view.getFloat32(0));
  });
  expect(other).toEqual([]);
});

// IEEE 754-2019 binary16: 11 digits, largest 65504, least 2^-24
it.each([
  [1 + 2 ** -11, 0x3c00],
  [1 + 3 * 2 ** -11, 0x3c02],
  [1 + 2 ** -11 + 2 ** -40, 0x3c01],
  [2 - 2 ** -12, 0x4000],
  [65519.999, 0x7bff],
  [65520, 0x7c00],
  [-1e300, 0xfc00],
  [2 ** -25, 0],
  [2 ** -25 * 1.001, 1],
  [-(2 ** -24) * 1.5, 0x8002],
  [2 ** -14 - 2 ** -26, 0x0400],
  [-0, 0x8000],
  [5e-324, 0],
  [Number.NaN, 0x7e00],
  [Number.NEGATIVE_INFINITY, 0xfc00],
])('float16 of %d', (value, bits) => {
  expect(encodeSmall(FLOAT16_FORMAT, value)).toBe(bits);
});

it('bfloat16 tensors are scaled, rounded once, in any field', () => {
  const raw = new Uint8Array(Uint16Array.of(0x3f80, 0x4049).buffer); // 1, 3.140625
  const copy = scaledCopy(Tensor.create(16, [2], raw), 0.3, 'w');
  // .3 = 0x3e99999a and .9421875 = 0x3f713333 as float32: the upper halves, the first rounded up by what follows
  expect(new Uint16Array(copy.message.bytes('raw_data')!.slice().buffer)).toEqual(Uint16Array.of(0x3e9a, 0x3f71));
  const listed = Tensor.create(16, [2], new Uint8Array());
  listed.message.clear('raw_data');
  listed.message.setNumbers('int32_data', [0x3f80, 0x4049]);
  scaleTensor(listed, 0.3);
  expect(listed.message.bytes('raw_data')).toEqual(copy.message.bytes('raw_data'));
  expect(scalar(16, 0.3).message.bytes('raw_data')).toEqual(Uint8Array.of(0x9a, 0x3e));
});
