// Inputs as plain data, which any runtime's tensors are made of: always the same numbers, which look random.
import type { Runtime } from './session.js';

/** What a tensor is made of. */
export interface TensorData {
  readonly type: 'float32' | 'int64' | 'uint64' | 'uint32' | 'bool';
  readonly data: Float32Array | BigInt64Array | BigUint64Array | Uint32Array | Uint8Array;
  readonly dims: readonly number[];
}

/** Inputs by name. */
export type FeedData = Readonly<Record<string, TensorData>>;

/** Float32 numbers between -scale and scale. */
export function noiseData(dims: readonly number[], scale = 1, seed = 1): TensorData & { readonly data: Float32Array } {
  const size = dims.reduce((a, b) => a * b, 1);
  let state = seed;
  const data = Float32Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes' linear congruential generator
    return scale * (state / 2 ** 31 - 1);
  });
  return { type: 'float32', data, dims };
}

/** The inputs of a model that draws. */
export function addressData(seed = 42n, step = 7): FeedData {
  return {
    seed: { type: 'uint64', data: BigUint64Array.of(seed), dims: [] },
    step: { type: 'uint32', data: Uint32Array.of(step), dims: [] },
  };
}

/** Tensors of a runtime. */
export function tensorsOf(ort: Runtime, feeds: FeedData): Record<string, InstanceType<Runtime['Tensor']>> {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, { type, data, dims }]) => [
      name,
      new ort.Tensor(type as 'float32', data as Float32Array, dims),
    ]),
  );
}
