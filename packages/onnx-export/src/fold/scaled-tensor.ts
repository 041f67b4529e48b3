// Stored floats times a number: each product is computed in float64 and rounded once to the tensor's own type.
import { BFLOAT16_FORMAT, decodeSmall, encodeSmall, FLOAT16_FORMAT, type FloatFormat } from '../model/small-floats.js';
import { Tensor } from '../model/tensor.js';

/** How values of a type lie in raw data, and which field has them when they are not raw. */
interface Floats {
  readonly size: number;
  readonly field: 'float_data' | 'double_data' | 'int32_data';
  readonly read: (view: DataView, at: number) => number;
  readonly write: (view: DataView, at: number, value: number) => void;
}

const FLOATS: Readonly<Record<number, Floats>> = {
  1: {
    size: 4,
    field: 'float_data',
    read: (view, at) => view.getFloat32(at, true),
    write: (view, at, value) => view.setFloat32(at, value, true),
  },
  10: small(FLOAT16_FORMAT),
  11: {
    size: 8,
    field: 'double_data',
    read: (view, at) => view.getFloat64(at, true),
    write: (view, at, value) => view.setFloat64(at, value, true),
  },
  16: small(BFLOAT16_FORMAT),
};

/** Whether the values are of a type that can be scaled. */
export function isFloats({ type }: Tensor): boolean {
  return FLOATS[type] !== undefined;
}

/** Whether the values are in the model, whole. */
export function isInside({ external, message }: Tensor): boolean {
  return external === undefined && message.count('segment') === 0;
}

/** Multiplies all values of a tensor; whatever field had them, they are raw bytes afterwards. */
export function scaleTensor(tensor: Tensor, factor: number): void {
  const raw = scaledBytes(tensor, factor);
  tensor.message.clear(FLOATS[tensor.type]!.field);
  tensor.message.set('raw_data', raw);
}

/** A tensor of its own with the values of another, times a factor. */
export function scaledCopy(tensor: Tensor, factor: number, name: string): Tensor {
  return Tensor.create(tensor.type, tensor.dims, scaledBytes(tensor, factor), name);
}

/** One number as a tensor without axes, rounded to a float type. */
export function scalar(type: number, value: number): Tensor {
  const { size, write } = FLOATS[type]!;
  const view = new DataView(new ArrayBuffer(size));
  write(view, 0, value);
  return Tensor.create(type, [], new Uint8Array(view.buffer));
}

function scaledBytes(tensor: Tensor, factor: number): Uint8Array {
  const { size, read, write } = FLOATS[tensor.type]!;
  const raw = tensor.message.bytes('raw_data');
  const bytes = raw ? new Uint8Array(raw) : storedBytes(tensor); // a copy: slice() of a Node Buffer is none
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at + size <= bytes.length; at += size) write(view, at, read(view, at) * factor);
  return bytes;
}

/** The values of the typed field as raw bytes. Small floats are stored there by their bits. */
function storedBytes({ type, message }: Tensor): Uint8Array {
  const { size, field, write } = FLOATS[type]!;
  const values = field === 'int32_data' ? message.ints(field).map(Number) : message.floats(field);
  const view = new DataView(new ArrayBuffer(size * values.length));
  for (const [i, value] of values.entries()) {
    if (field === 'int32_data') view.setUint16(size * i, value, true);
    else write(view, size * i, value);
  }
  return new Uint8Array(view.buffer);
}

function small(format: FloatFormat): Floats {
  return {
    size: 2,
    field: 'int32_data',
    read: (view, at) => decodeSmall(format, view.getUint16(at, true)),
    write: (view, at, value) => view.setUint16(at, encodeSmall(format, value), true),
  };
}
