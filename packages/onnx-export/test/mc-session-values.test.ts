// What sessions read from tensors of the runtime, and that both runtimes' own types fit.
import type * as node from 'onnxruntime-node';
import type * as web from 'onnxruntime-web';
import { expect, expectTypeOf, it } from 'vitest';
import type { Runtime, RuntimeTensor } from '../src/index.js';
import { valuesOf } from '../src/session/tensor-values.js';

it('types of both runtimes fit', () => {
  expectTypeOf<typeof web>().toExtend<Runtime>();
  expectTypeOf<typeof node>().toExtend<Runtime>();
  expectTypeOf<web.Tensor>().toExtend<RuntimeTensor>();
  expectTypeOf<node.Tensor>().toExtend<RuntimeTensor>();
});

it('float16, as the bits of IEEE 754 where the language has no type for it', async () => {
  // binary16 from the standard: 1, -2, 65504 (largest), 2^-14 (smallest normal), 2^-24 (smallest), -0, infinities, NaN
  const bits = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x8000, 0x7c00, 0xfc00, 0x7e00);
  const values = await valuesOf('y', { type: 'float16', dims: [9], data: bits });
  expect([...values]).toEqual([1, -2, 65504, 2 ** -14, 2 ** -24, -0, Infinity, -Infinity, NaN]);
});

it('integers of 64 bits, booleans, and what is on the GPU', async () => {
  expect([...(await valuesOf('y', { type: 'int64', dims: [2], data: BigInt64Array.of(-3n, 7n) }))]).toEqual([-3, 7]);
  expect([...(await valuesOf('y', { type: 'bool', dims: [2], data: Uint8Array.of(1, 0) }))]).toEqual([1, 0]);
  const remote = { type: 'float32', dims: [1], location: 'gpu-buffer', data: null, getData: async () => Float32Array.of(2) };
  expect([...(await valuesOf('y', remote))]).toEqual([2]);
  await expect(valuesOf('y', { type: 'string', dims: [1], data: ['a'] })).rejects.toThrow('"y" has no numbers (string)');
});
