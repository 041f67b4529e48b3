// Masks with a byte an element, as libraries with booleans take them: see widen.wgsl.
import type { Dispatch, Kernel, Range } from '../dispatch.js';
import { uniform } from '../params.js';
import grid from '../wgsl/grid.wgsl';
import text from './widen.wgsl';

export const WIDEN: Kernel = { name: 'widen', sources: [grid, text] };

/** Bytes of `count` elements, in whole threads, and never none. */
export function bytesSize(count: number): number {
  return Math.max(Math.ceil(count / 16), 1) * 16;
}

/** Writes `count` bits as bytes; `target` is as long as `bytesSize(count)`. */
export function widen(bits: Range, count: number, target: Range): Dispatch {
  return { kernel: WIDEN, constants: [], params: uniform([count]), bindings: { 1: bits, 2: target }, threads: target.size / 16 };
}
