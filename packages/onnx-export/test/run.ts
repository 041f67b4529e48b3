// Runs a model in onnxruntime-web (wasm, in Node), one thread, and compares outputs bit by bit.
import * as ort from 'onnxruntime-web';
import { noiseData } from './noise.js';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

export type Feeds = Readonly<Record<string, ort.Tensor>>;
export type Level = NonNullable<ort.InferenceSession.SessionOptions['graphOptimizationLevel']>;

/** Outputs by name. */
export async function run(bytes: Uint8Array, feeds: Feeds, level: Level = 'all', options: object = {}) {
  const session = await ort.InferenceSession.create(bytes, { graphOptimizationLevel: level, logSeverityLevel: 4, ...options });
  try {
    return await session.run({ ...feeds });
  } finally {
    await session.release();
  }
}

/** Type, dims and bytes of an output, to compare. */
export function bitsOf(tensor: ort.OnnxValue): string {
  const { type, dims, data } = tensor as ort.Tensor;
  if (type === 'string') return JSON.stringify([type, dims, data]);
  const view = data as Float32Array;
  return `${type}[${dims}] ${Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('hex')}`;
}

/** A float32 tensor of numbers between -1 and 1 that look random and are always the same. */
export function noise(dims: readonly number[], scale = 1, seed = 1): ort.Tensor {
  return new ort.Tensor('float32', noiseData(dims, scale, seed).data, dims);
}

export { ort };
