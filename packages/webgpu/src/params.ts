// Numbers as the 32-bit words of uniforms.
import type { AddressWords, MaskIndexMap } from '@dropkit/core';

/** Axes that a kernel's map has room for; maps are collapsed, so that few tensors need more than three. */
export const MAX_AXES = 16;

/** Words of one axis. */
export type Axis = readonly [number, number, number, number];

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** The bits of a number as float32, rounded once. */
export function f32(value: number): number {
  float[0] = value;
  return word[0];
}

/** Low and high word of an integer below 2^53. */
export function wide(value: number): [number, number] {
  return [value % 2 ** 32, Math.floor(value / 2 ** 32)];
}

/** The struct Address. */
export function addressParams({ keyLow, keyHigh, step, stream }: AddressWords): number[] {
  return [keyLow, keyHigh, step, stream];
}

/** A uniform: words, then arrays of axes, each at a multiple of 16 bytes. */
export function uniform(words: readonly number[], ...axes: readonly (readonly Axis[])[]): Uint32Array {
  const head = Math.ceil(words.length / 4) * 4;
  const params = new Uint32Array(head + axes.length * MAX_AXES * 4);
  params.set(words);
  axes.forEach((list, n) => {
    params.set(list.flat(), head + n * MAX_AXES * 4);
  });
  return params;
}

/** Whether indices are consecutive and start at a multiple of `size`, as blocks of numbers and groups of decisions do. */
export function startsBlocks({ dims, strides, base }: MaskIndexMap, size = 4): boolean {
  return dims.length === 1 && strides[0] === 1 && base % size === 0;
}

/** A map with 64-bit strides. */
export function mapAxes({ dims, strides }: MaskIndexMap): Axis[] {
  return dims.map((dim, d) => [dim, ...wide(strides[d]), 0]);
}
