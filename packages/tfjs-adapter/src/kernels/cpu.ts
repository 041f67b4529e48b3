// Plans on tfjs' cpu backend: our CPU kernels read the tensor's own array, and tfjs keeps the array that they write.
import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { sharedCpuBackend } from '../cpu-backend.js';
import { sourceOf } from './drawn.js';
import type { PlanKernel } from './plan-kernel.js';

/** What we use of `MathBackendCPU`. */
interface CpuBackendOfTfjs {
  /** The array itself, not a copy. */
  readSync(dataId: object): ArrayLike<number>;
  /** Keeps `values`. */
  makeTensorInfo(shape: number[], dtype: DataType, values: Float32Array): TensorInfo;
}

export const cpuKernel: PlanKernel = {
  fits: (given) => {
    const { readSync, makeTensorInfo } = given as CpuBackendOfTfjs;
    return typeof readSync === 'function' && typeof makeTensorInfo === 'function';
  },
  run(backend: CpuBackendOfTfjs, attributes, x, other) {
    const { plan, host = sharedCpuBackend() } = attributes;
    const values = (tensor: TensorInfo) => float32(backend.readSync(tensor.dataId));
    const out = new Float32Array(x.size);
    host.forward(plan, sourceOf(attributes, host), values(x), out, other && { other: values(other) });
    return backend.makeTensorInfo(x.shape, 'float32', out);
  },
};

/** tfjs casts int32 and bool to float32 by renaming them, so a float32 tensor can hold an Int32Array or a Uint8Array. */
function float32(values: ArrayLike<number>): Float32Array {
  return values instanceof Float32Array ? values : new Float32Array(values);
}
