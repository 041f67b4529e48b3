// Floats of 16 bits as numbers: decoded exactly, and encoded from float64 with one rounding, ties to even. IEEE 754-2019, section 3;
// bfloat16 is the upper half of a float32.

/** How the bits of a float are shared out. */
export interface FloatFormat {
  readonly fractionBits: number;
  /** Exponent of the least normal number. */
  readonly leastExponent: number;
}

export const FLOAT16_FORMAT: FloatFormat = { fractionBits: 10, leastExponent: -14 };
export const BFLOAT16_FORMAT: FloatFormat = { fractionBits: 7, leastExponent: -126 };

/** The number that 16 bits stand for. */
export function decodeSmall({ fractionBits, leastExponent }: FloatFormat, bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits & 0x7fff) >> fractionBits;
  const fraction = (bits & ((1 << fractionBits) - 1)) / 2 ** fractionBits;
  if (exponent === topExponent(leastExponent)) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** leastExponent;
  return sign * (1 + fraction) * 2 ** (exponent - 1 + leastExponent);
}

/** The 16 bits of the nearest number; infinity beyond the largest, and one quiet NaN for all. */
export function encodeSmall({ fractionBits, leastExponent }: FloatFormat, value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const infinity = topExponent(leastExponent) << fractionBits;
  if (Number.isNaN(value)) return infinity | (1 << (fractionBits - 1));
  const size = Math.abs(value);
  if (size === Number.POSITIVE_INFINITY) return sign | infinity;
  const exponent = Math.max(exponentOf(size), leastExponent);
  // in steps of the last place, so that a carry runs on into the exponent
  const steps = roundToEven(size * 2 ** fractionBits * 2 ** -exponent);
  return sign | Math.min(steps + (exponent - leastExponent) * 2 ** fractionBits, infinity);
}

/** The exponent bits of infinities and NaN: all of them set. */
function topExponent(leastExponent: number): number {
  return 3 - 2 * leastExponent;
}

/** floor(log2 size), for normal float64. */
function exponentOf(size: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, size);
  return ((view.getUint16(0) >> 4) & 0x7ff) - 1023;
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
