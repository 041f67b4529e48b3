// Typed arrays by their tags rather than by instanceof, so that arrays of another realm (a frame, a worker's VM) are known too.
import type { DType } from './backend.js';

/** `Float16Array` where the TypeScript library knows it, so that our types compile with older libraries. */
export type Float16 = typeof globalThis extends { Float16Array: { prototype: infer T } } ? T : never;

/** Typed arrays that hold tensor data. Float16Array exists where the runtime has it. */
export type FloatArray = Float32Array | Float64Array | Float16;

const DTYPES: Record<string, DType> = { Float16Array: 'float16', Float32Array: 'float32', Float64Array: 'float64' };

/**
 * The element type of a typed array, or undefined when it is not a float array.
 *
 * @example dtypeOf(new Float32Array(2)); // 'float32'
 */
export function dtypeOf(array: unknown): DType | undefined {
  return ArrayBuffer.isView(array) ? DTYPES[tagOf(array)] : undefined;
}

/** Whether a value is a Uint32Array, of whatever realm. */
export function isUint32Array(value: unknown): value is Uint32Array {
  return ArrayBuffer.isView(value) && tagOf(value) === 'Uint32Array';
}

/** Whether two views have bytes in common. */
export function overlap(a: ArrayBufferView, b: ArrayBufferView): boolean {
  return a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
}

function tagOf(view: ArrayBufferView): string {
  return (view as unknown as Record<symbol, string>)[Symbol.toStringTag];
}
