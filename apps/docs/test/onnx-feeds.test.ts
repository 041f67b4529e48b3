// What the page for models feeds and reads: every element type, and float16 bit by bit.
import { linearUniform, normal, streamId } from '@dropkit/core';
import { expect, test } from 'vitest';
import { feedOf } from '../src/onnx/feeds.js';
import type { InputChoice } from '../src/onnx/messages.js';
import { numbersOf } from '../src/onnx/numbers.js';

const choice: InputChoice = { name: 'x', elementType: 'float32', dims: [2, 2], fill: 'values', values: '1 2 3 4' };
const dataOf = (changes: Partial<InputChoice>) => feedOf({ ...choice, ...changes }, 1).data;

test('values go into arrays of the type that onnxruntime has for the element type', () => {
  expect(dataOf({})).toEqual(Float32Array.of(1, 2, 3, 4));
  expect(dataOf({ elementType: 'float64', values: '[0.1, 1e-3; -2, 5]' })).toEqual(Float64Array.of(0.1, 0.001, -2, 5));
  expect(dataOf({ elementType: 'int64', values: '16000', dims: [] })).toEqual(BigInt64Array.of(16000n));
  expect(dataOf({ elementType: 'uint8' })).toEqual(Uint8Array.of(1, 2, 3, 4));
  expect(dataOf({ elementType: 'bool', values: '1 0 2 0' })).toEqual(Uint8Array.of(1, 0, 1, 0));
  expect(dataOf({ values: '7' })).toEqual(Float32Array.of(7, 7, 7, 7));
});

test('random inputs are numbers of core, from the stream of the name', () => {
  const address = { seed: 1, stream: streamId('x') };
  expect(dataOf({ fill: 'normal' })).toEqual(Float32Array.from([0, 1, 2, 3], (i) => normal(i, address)));
  expect(dataOf({ fill: 'uniform' })).toEqual(Float32Array.from([0, 1, 2, 3], (i) => linearUniform(i, address)));
});

test('what does not fit is refused with the name of the input', () => {
  expect(() => dataOf({ values: '1 2 3' })).toThrow('Input "x": expected 1 number or 4, got 3.');
  expect(() => dataOf({ values: '1 2 3 four' })).toThrow('expected numbers, got "four"');
  expect(() => dataOf({ dims: [2, Number.NaN] })).toThrow('expected sizes');
  expect(() => dataOf({ dims: [2 ** 20, 2 ** 20] })).toThrow('at most 16777216');
  expect(() => dataOf({ elementType: 'string' })).toThrow('cannot fill');
});

test('float16: all 65,536 patterns but NaNs come back, and what lies between is rounded to even', () => {
  const all = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);
  const values = numbersOf({ type: 'float16', data: all as never })!;
  const isNumber = (bits: number) => !Number.isNaN(values[bits]);
  const patterns = [...all].filter((bits) => isNumber(bits) && bits !== 0x8000); // text has no -0
  const back = dataOf({
    elementType: 'float16',
    dims: [patterns.length],
    values: patterns.map((bits) => values[bits]).join(' '),
  }) as Uint16Array;
  expect([...back]).toEqual(patterns);
  // 1 + 2^-11 lies between 1 and the next, 1 + 3 * 2^-11 between that and the one after; 65520 is the first that is infinite (IEEE 754)
  const between = dataOf({ elementType: 'float16', values: `${1 + 2 ** -11} ${1 + 3 * 2 ** -11} 65519 65520` });
  expect(between).toEqual(Uint16Array.of(0x3c00, 0x3c02, 0x7bff, 0x7c00));
});

test('outputs are numbers whatever their type, and strings are none', () => {
  expect(numbersOf({ type: 'int64', data: BigInt64Array.of(3n, -4n) })).toEqual(Float64Array.of(3, -4));
  expect(numbersOf({ type: 'bool', data: Uint8Array.of(1, 0) })).toEqual(Float64Array.of(1, 0));
  expect(numbersOf({ type: 'string', data: ['a'] })).toBeUndefined();
});
