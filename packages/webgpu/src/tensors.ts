// The tensors of one call, and the parts of them that a dispatch binds.

import type { Binding, Dispatch, Range, Span, Store } from './dispatch.js';
import { PER_THREAD } from './limits.js';

/** Element types of tensors. */
export type Type = 'float32' | 'float16';

/** Bits of an element. */
export const TYPE_BITS: Readonly<Record<Type, number>> = { float32: 32, float16: 16 };

/** The buffers of one call. Two of them may be one. */
export interface Tensors {
  readonly type: Type;
  readonly count: number;
  readonly y: GPUBuffer;
  readonly x: GPUBuffer;
  /** A second input of y's length. */
  readonly other?: GPUBuffer;
  /** One element for each column. */
  readonly bias?: GPUBuffer;
}

/** Bound where a kernel declares what it will not read. */
export const NOTHING = new Uint32Array(4);

/** Bytes of a tensor, in whole words. */
export function tensorSize(type: Type, count: number): number {
  return Math.ceil((count * TYPE_BITS[type]) / 32) * 4;
}

/** What kernels on tensors have in common: `scale.wgsl` and its like declare y, x and other at bindings 1, 2 and 3. */
export function onTensors(
  { type, x, y, other }: Tensors,
  { first, count }: Span,
): Pick<Dispatch, 'store' | 'constants' | 'bindings' | 'threads'> {
  const store: Store = count % 4 === 0 ? type : `${type}-ragged`;
  const offset = tensorSize(type, first);
  const part = (buffer: GPUBuffer): Range => ({ buffer, offset, size: tensorSize(type, count) });
  const input = (buffer: GPUBuffer): Binding => (buffer === y ? NOTHING : part(buffer));
  return {
    store,
    constants: [
      ...(count % PER_THREAD === 0 ? ['WHOLE'] : []),
      ...(x === y ? ['X_IS_Y'] : []),
      ...(other === y ? ['OTHER_IS_Y'] : []),
    ],
    bindings: other ? { 1: part(y), 2: input(x), 3: input(other) } : { 1: part(y), 2: input(x) },
    threads: Math.ceil(count / PER_THREAD),
  };
}
