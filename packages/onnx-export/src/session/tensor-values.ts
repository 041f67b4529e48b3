// Values of the runtime's tensors as numbers.
import { UnsupportedError } from '@dropkit/core';
import { decodeSmall, FLOAT16_FORMAT } from '../model/small-floats.js';
import type { RuntimeTensor } from './runtime.js';

/** The values of a tensor, wherever it is, as new float64 numbers; integers beyond 2^53 are rounded. */
export async function valuesOf(name: string, tensor: RuntimeTensor): Promise<Float64Array> {
  const isOnCpu = tensor.location === undefined || tensor.location === 'cpu' || tensor.location === 'cpu-pinned';
  const data = isOnCpu || !tensor.getData ? tensor.data : await tensor.getData();
  if (tensor.type === 'float16' && data instanceof Uint16Array)
    return Float64Array.from(data, (bits) => decodeSmall(FLOAT16_FORMAT, bits));
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float64Array.from(data, Number);
  if (ArrayBuffer.isView(data)) return new Float64Array(data as unknown as ArrayLike<number>);
  throw new UnsupportedError(`[@dropkit/onnx-export] McSession: output ${JSON.stringify(name)} has no numbers (${tensor.type}).`);
}
