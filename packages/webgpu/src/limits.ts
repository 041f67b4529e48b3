// Work that is too large for one binding or one dispatch is cut into spans.
import type { Span } from './dispatch.js';

/** What one dispatch can take. */
export interface Limits {
  /** Bytes of one storage binding. */
  readonly bindingSize: number;
  /** Workgroups along one dimension of a dispatch. */
  readonly workgroups: number;
}

/** Threads of a workgroup, as in grid.wgsl. */
export const WORKGROUP = 128;

/** Elements that a thread on tensors takes, as in grid.wgsl. */
export const PER_THREAD = 16;

/** Offsets of bindings are multiples of this on every device: the limit minStorageBufferOffsetAlignment may only be lower. */
export const ALIGNMENT = 256;

/** Bits of an aligned piece of mask: spans start at multiples of it, so that tensors and masks are aligned both. */
const PIECE = ALIGNMENT * 8;

/** Elements (or bits) that a tensor or mask may have: their indices are u32 and i32, with room for a last workgroup and a window. */
export const MOST_ELEMENTS = 2 ** 30;

/** Cuts `count` elements of `bits` bits each into spans that fit a binding and, at `perThread` elements a thread, a dispatch. */
export function spans(limits: Limits, count: number, bits: number, perThread: number): Span[] {
  const threads = WORKGROUP * limits.workgroups ** 2;
  const most = Math.min(Math.floor((limits.bindingSize * 8) / bits), threads * perThread);
  const length = Math.max(Math.floor(most / PIECE) * PIECE, PIECE);
  return Array.from({ length: Math.ceil(count / length) }, (_, n) => {
    const first = n * length;
    return { first, count: Math.min(length, count - first) };
  });
}

/** The grid of workgroups for a number of threads, as square as the limit asks for. */
export function gridOf(limits: Limits, threads: number): [number, number] {
  const workgroups = Math.ceil(threads / WORKGROUP);
  const x = Math.min(workgroups, limits.workgroups);
  return [x, Math.ceil(workgroups / x)];
}
