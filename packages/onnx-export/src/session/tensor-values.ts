// Values of the runtime's tensors as numbers.
import { UnsupportedError } from '@dropkit/core';
import type { RuntimeTensor } from './runtime.js';

/** The values of a tensor, wherever it is, as new float64 numbers; integers beyond 2^53 are rounded. */
export async function valuesOf(name: string, tensor: RuntimeTensor): Promise<Float64Array> {
  const isOnCpu = tensor.location === undefined || tensor.location === 'cpu' || tensor.location === 'cpu-pinned';
  const data = isOnCpu || !tensor.getData ? tensor.data : await tensor.getData();
  if (tensor.type === 'float16' && data instanceof Uint16Array) return Float64Array.from(data, half);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float64Array.from(data, Number);
  if (ArrayBuffer.isView(data)) return new Float64Array(data as unknown as ArrayLike<number>);
  throw new UnsupportedError(`[@dropkit/onnx-export] McSession: output ${JSON.stringify(name)} has no numbers (${tensor.type}).`);
}

/** The number that the bits of an IEEE 754 binary16 are: 1 bit sign, 5 exponent, 10 fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}
