// TensorProto: weights and constants. Values are decoded only from small tensors, where an operator's parameters are needed; large
// ones stay views of the file.
import { ModelFormatError } from '../errors.js';
import { Message } from '../wire/message.js';
import { BOOL, FLOAT, INT64 } from './element-type.js';
import { TENSOR } from './schema.js';

/** A stored tensor. */
export class Tensor {
  constructor(readonly message: Message) {}

  /** A new tensor; without dims it is a scalar. The values are stored as raw bytes, little-endian. */
  static create(type: number, dims: readonly number[], raw: Uint8Array, name = ''): Tensor {
    const message = Message.empty(TENSOR);
    message.setNumbers('dims', dims);
    message.set('data_type', type);
    if (name) message.set('name', name);
    message.set('raw_data', raw);
    return new Tensor(message);
  }

  /** A new int64 vector, or a tensor of other dims. */
  static int64s(values: readonly bigint[], dims: readonly number[] = [values.length]): Tensor {
    const raw = new DataView(new ArrayBuffer(8 * values.length));
    for (const [i, value] of values.entries()) raw.setBigInt64(8 * i, value, true);
    return Tensor.create(INT64, dims, new Uint8Array(raw.buffer));
  }

  /** A new float32 tensor. */
  static floats(values: readonly number[], dims: readonly number[]): Tensor {
    const raw = new DataView(new ArrayBuffer(4 * values.length));
    for (const [i, value] of values.entries()) raw.setFloat32(4 * i, value, true);
    return Tensor.create(FLOAT, dims, new Uint8Array(raw.buffer));
  }

  get name(): string {
    return this.message.text('name');
  }

  /** The number of the element type, see element-type.ts. */
  get type(): number {
    return Number(this.message.int('data_type'));
  }

  /** @throws ModelFormatError for a negative size or one beyond 2^53 */
  get dims(): number[] {
    return this.message.ints('dims').map((size) => {
      if (size >= 0n && size <= Number.MAX_SAFE_INTEGER) return Number(size);
      throw new ModelFormatError(this.message.path, this.message.start, 'sizes from 0 to 2^53 - 1', `${size}`);
    });
  }

  /** Elements by the dims. */
  get size(): number {
    return this.dims.reduce((product, size) => product * size, 1);
  }

  /** Where the values are kept outside of the model, as the keys of ONNX's external data say; undefined when they are inside. */
  get external(): Readonly<Record<string, string>> | undefined {
    if (this.message.int('data_location') !== EXTERNAL) return undefined;
    return Object.fromEntries(this.message.messages('external_data').map((entry) => [entry.text('key'), entry.text('value')]));
  }

  /** The values of a small float32, float64, int32 or int64 tensor; undefined for other types, outside values, and large tensors. */
  get numbers(): number[] | undefined {
    const reader = READERS[this.type];
    if (!reader || this.external || this.message.end - this.message.start > SMALL) return undefined;
    const raw = this.message.bytes('raw_data');
    if (!raw) return this.stored(reader.field);
    const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
    const values: number[] = [];
    for (let at = 0; at + reader.size <= raw.length; at += reader.size) values.push(reader.read(view, at));
    return values;
  }

  /** The value of a boolean scalar that is inside the model. */
  get flag(): boolean | undefined {
    if (this.type !== BOOL || this.external) return undefined;
    const value = this.message.bytes('raw_data')?.[0] ?? this.message.ints('int32_data')[0];
    return value === undefined ? undefined : Boolean(value);
  }

  private stored(field: StoredField): number[] {
    if (field === 'float_data' || field === 'double_data') return this.message.floats(field);
    return this.message.ints(field).map(Number);
  }
}

/** Bytes of the largest tensor that can be a parameter of an operator, such as a shape: far more than any has. */
const SMALL = 2 ** 16;

/** DataLocation.EXTERNAL */
const EXTERNAL = 1n;

type StoredField = 'float_data' | 'double_data' | 'int32_data' | 'int64_data';

interface NumberReader {
  readonly size: number;
  /** Where the values are when they are not raw. */
  readonly field: StoredField;
  readonly read: (view: DataView, at: number) => number;
}

const READERS: Readonly<Record<number, NumberReader>> = {
  1: { size: 4, field: 'float_data', read: (view, at) => view.getFloat32(at, true) },
  6: { size: 4, field: 'int32_data', read: (view, at) => view.getInt32(at, true) },
  7: { size: 8, field: 'int64_data', read: (view, at) => Number(view.getBigInt64(at, true)) },
  11: { size: 8, field: 'double_data', read: (view, at) => view.getFloat64(at, true) },
};
