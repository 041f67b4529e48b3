// Plans on tfjs' webgpu backend: our kernels on its device and its buffers, recorded into its own command encoder, so that they run in the order
// of the ops around them and nothing is submitted early.
import { createWebGpuBackend, type Recording, type WebGpuBackend } from '@dropkit/webgpu';
import { type DataType, env, mul, scalar, type Tensor, type TensorInfo, tidy } from '@tensorflow/tfjs-core';
import type { PlanAttributes, PlanKernel } from './plan-kernel.js';
import { runPortable } from './portable.js';

/** What we use of `WebGPUBackend`. */
interface WebGpuBackendOfTfjs {
  readonly device: GPUDevice;
  readonly tensorMap: { get(dataId: object): { readonly dtype: DataType; readonly resource?: unknown } };
  /** What the encoder refers to: tfjs keeps the buffers of these until it has submitted. */
  readonly commandQueueOwnedIds: WeakSet<object>;
  readonly commandEncoder: GPUCommandEncoder | null;
  /** Dispatches since tfjs last submitted. */
  dispatchCountInPass: number;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  /** Gives a tensor its buffer, with its values if it has any. */
  uploadToGPU(dataId: object): void;
  makeTensorInfo(shape: number[], dtype: DataType): TensorInfo;
}

/** What is kept for one instance of tfjs' backend. */
interface Ours {
  readonly backend: WebGpuBackend;
  /** Into the encoder that tfjs had last time. Once it has another one, that encoder is submitted. */
  encoder?: GPUCommandEncoder;
  recording?: Recording;
}

const instances = new WeakMap<object, Ours>();

const METHODS = ['ensureCommandEncoderReady', 'endComputePassEncoder', 'submitQueue', 'uploadToGPU', 'makeTensorInfo'] as const;

export const webgpuKernel: PlanKernel = {
  fits(given) {
    const backend = given as WebGpuBackendOfTfjs;
    const { device, tensorMap, commandQueueOwnedIds, dispatchCountInPass } = backend;
    return (
      METHODS.every((name) => typeof backend[name] === 'function') &&
      typeof device?.createCommandEncoder === 'function' &&
      typeof tensorMap?.get === 'function' &&
      typeof commandQueueOwnedIds?.add === 'function' &&
      typeof dispatchCountInPass === 'number' &&
      'commandEncoder' in backend
    );
  },
  run(backend: WebGpuBackendOfTfjs, attributes, x, other) {
    if (attributes.host) return runPortable(attributes, x, other);
    const floats = other ? [x, other] : [x];
    if (floats.every((input) => isFloat(backend, input))) return record(backend, attributes, x, other);
    return withFloats(floats, ([first, second]) => record(backend, attributes, first, second));
  },
  release(backend: WebGpuBackendOfTfjs) {
    instances.get(backend)?.backend.dispose();
    instances.delete(backend);
  },
};

function record(backend: WebGpuBackendOfTfjs, { plan, address }: PlanAttributes, x: Tensor, other?: Tensor): TensorInfo {
  const out = backend.makeTensorInfo(x.shape, 'float32');
  const buffer = ({ dataId }: TensorInfo) => {
    backend.uploadToGPU(dataId);
    return backend.tensorMap.get(dataId).resource as GPUBuffer;
  };
  const [from, to, second] = [buffer(x), buffer(out), other && buffer(other)];
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  recordingOf(backend).forward(plan, address, from, to, second && { other: second });
  for (const tensor of [x, out, other]) if (tensor) backend.commandQueueOwnedIds.add(tensor.dataId);
  submitInTime(backend);
  return out;
}

function recordingOf(backend: WebGpuBackendOfTfjs): Recording {
  const ours = instances.get(backend) ?? { backend: createWebGpuBackend(backend.device) };
  instances.set(backend, ours);
  const encoder = backend.commandEncoder!;
  if (ours.encoder !== encoder || !ours.recording) {
    ours.recording?.release();
    ours.encoder = encoder;
    ours.recording = ours.backend.record(encoder);
  }
  return ours.recording;
}

/** tfjs submits after so many dispatches of its own, and frees tensors then; ours count as well. */
function submitInTime(backend: WebGpuBackendOfTfjs): void {
  backend.dispatchCountInPass++;
  if (backend.dispatchCountInPass >= env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) backend.submitQueue();
}

/** tfjs casts int32 and bool to float32 by renaming them, so a float32 tensor can lie in a buffer of integers. */
function isFloat({ tensorMap }: WebGpuBackendOfTfjs, { dataId }: Tensor): boolean {
  return tensorMap.get(dataId).dtype === 'float32';
}

function withFloats(tensors: Tensor[], use: (floats: Tensor[]) => TensorInfo): TensorInfo {
  const floats = tensors.map((tensor) => tidy(() => mul(tensor, scalar(1))));
  const out = use(floats);
  for (const tensor of floats) tensor.dispose();
  return out;
}
