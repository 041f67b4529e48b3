// Inputs of a model, from what somebody chose for them. Random ones are core's numbers: the same for everybody at the same seed.
import { linearUniform, normal, streamId } from '@dropkit/core';
import type { InputChoice } from './messages.js';

/** A tensor before onnxruntime has it. */
export interface Feed {
  readonly type: string;
  readonly data: ArrayLike<number> | ArrayLike<bigint>;
  readonly dims: readonly number[];
}

type Make = (values: readonly number[]) => Feed['data'];

/** numpy's words for the element types that can be filled, with onnxruntime's arrays for them. */
const ARRAYS: Readonly<Record<string, Make>> = {
  float32: (values) => Float32Array.from(values),
  float64: (values) => Float64Array.from(values),
  float16: (values) => Uint16Array.from(values, halfBits),
  int8: (values) => Int8Array.from(values),
  int16: (values) => Int16Array.from(values),
  int32: (values) => Int32Array.from(values),
  int64: (values) => BigInt64Array.from(values, (value) => BigInt(Math.round(value))),
  uint8: (values) => Uint8Array.from(values),
  uint16: (values) => Uint16Array.from(values),
  uint32: (values) => Uint32Array.from(values),
  uint64: (values) => BigUint64Array.from(values, (value) => BigInt(Math.round(value))),
  bool: (values) => Uint8Array.from(values, (value) => (value === 0 ? 0 : 1)),
};

/** Elements of an input up to which this page fills one. */
const MOST = 2 ** 24;

/** What one input is fed with. @throws RangeError for what cannot be */
export function feedOf({ name, elementType, dims, fill, values }: InputChoice, seed: number): Feed {
  const make = ARRAYS[elementType];
  if (!make) throw new RangeError(`Input "${name}" is ${elementType}, which this page cannot fill.`);
  const count = dims.reduce((a, b) => a * b, 1);
  if (!Number.isInteger(count) || count < 0 || count > MOST)
    throw new RangeError(`Input "${name}": expected sizes with at most ${MOST} elements, got ${dims.join(' x ')}.`);
  const data = make(fill === 'values' ? given(name, values, count) : random(fill, count, { seed, stream: streamId(name) }));
  return { type: elementType, data, dims };
}

function random(fill: 'normal' | 'uniform', count: number, address: { seed: number; stream: number }): number[] {
  const draw = fill === 'normal' ? normal : linearUniform;
  return Array.from({ length: count }, (_, i) => draw(i, address));
}

function given(name: string, text: string, count: number): number[] {
  const parts = text.split(/[\s,;[\]]+/).filter(Boolean);
  const values = parts.map(Number);
  const wrong = values.findIndex(Number.isNaN);
  if (wrong >= 0) throw new RangeError(`Input "${name}": expected numbers, got "${parts[wrong]}".`);
  if (values.length === 1) return new Array<number>(count).fill(values[0]);
  if (values.length === count) return values;
  throw new RangeError(`Input "${name}": expected 1 number or ${count}, got ${values.length}.`);
}

/** A number as the bits of its nearest float16, without Float16Array, which not all browsers have. */
function halfBits(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0];
  const sign = (bits >>> 16) & 0x8000;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  const exponent = Math.max(Math.floor(Math.log2(size || 2 ** -24)), -14);
  const steps = roundEven(size / 2 ** (exponent - 10)); // 1024 to 2048, less for subnormals
  return sign | (((exponent + 14) << 10) + steps);
}

function roundEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  if (rest !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}
