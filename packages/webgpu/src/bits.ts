// Packed masks on the device: sizes, parts, and how elements find their bits.
import { bitMap, type MaskIndexMap } from '@dropkit/core';
import type { Binding, Range, Span } from './dispatch.js';
import { type Axis, mapAxes } from './params.js';

/** Bytes of a packed mask in whole groups of 128, and never none: a binding cannot be empty. */
export function maskSize(count: number): number {
  return Math.max(Math.ceil(count / 128), 1) * 16;
}

/** Bytes of a packed mask without padding, as it may come from elsewhere. */
export function wordsSize(count: number): number {
  return Math.ceil(count / 32) * 4;
}

/** Bits that govern the elements of one dispatch. */
export interface Bits {
  readonly binding: Binding;
  /** Whether bits lie in the order of elements, the first one belonging to the first element of the dispatch. */
  readonly inOrder: boolean;
  readonly axes: readonly Axis[];
}

/** One bit for all elements, which the device reads like any other. */
export function sameBits(kept: boolean): Bits {
  return { binding: new Uint32Array(4).fill(kept ? 0xffffffff : 0), inOrder: false, axes: [[2 ** 31, 0, 0, 0]] };
}

/** Whether each element has a bit of its own, in the same order. */
export function isInOrder(map: MaskIndexMap): boolean {
  const { dims, strides } = bitMap(map);
  return dims.length === 0 || (dims.length === 1 && strides[0] === 1);
}

/** The bits of a span of elements, given the whole mask. */
export function bitsFor(map: MaskIndexMap, mask: Range, { first, count }: Span): Bits {
  const inOrder = isInOrder(map);
  const part = { buffer: mask.buffer, offset: mask.offset + first / 8, size: wordsSize(count) };
  return { binding: inOrder ? part : mask, inOrder, axes: mapAxes(bitMap(map)) };
}

/** The bits of a span of elements, given just those. */
export function bitsInOrder(range: Range): Bits {
  return { binding: range, inOrder: true, axes: [] };
}
