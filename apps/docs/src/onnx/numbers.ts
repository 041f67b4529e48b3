// Outputs as plain numbers, whatever their element type.
import type { Tensor } from 'onnxruntime-web';

/** The elements of a tensor, or undefined where they are no numbers. */
export function numbersOf({ type, data }: Pick<Tensor, 'type' | 'data'>): Float64Array | undefined {
  if (type === 'string') return undefined;
  if (type === 'float16' && data instanceof Uint16Array) return Float64Array.from(data, halfValue);
  return Float64Array.from(data as ArrayLike<number>, Number);
}

/** The value of float16 bits. */
function halfValue(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}
