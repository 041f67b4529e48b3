// Every kind of plan. `@dropkit/webgpu/bernoulli` is the same for those of one input and one probability, in fewer bytes.
import { createBackend, type WebGpuBackend } from './backend.js';
import { type MaskBytes, withMaskBytes } from './mask-bytes.js';
import { checkDevice, checkOptions, type WebGpuBackendOptions } from './options.js';
import { ALL_PLANS } from './plans/full.js';

export type { Recording, WebGpuBackend } from './backend.js';
export type { HostArray } from './buffers.js';
export { DeviceLostError, OutOfMemoryError, ValidationError } from './errors.js';
export type { MaskBytes } from './mask-bytes.js';
export type { WebGpuBackendOptions } from './options.js';
export type { Type } from './tensors.js';

/**
 * Creates a backend on a device, which stays the caller's: it is neither destroyed nor are its error handlers touched.
 *
 * @param device a GPUDevice of a browser, of Dawn for Node, or of a framework that shares its own
 * @throws TypeError or RangeError for bad arguments
 * @example
 * const adapter = await navigator.gpu.requestAdapter();
 * const backend = createWebGpuBackend(await adapter.requestDevice());
 * const y = backend.forward(plan, { seed: 42 }, backend.upload(x));
 * console.log(await backend.read(y));
 */
export function createWebGpuBackend(device: GPUDevice, options: WebGpuBackendOptions = {}): WebGpuBackend & MaskBytes {
  checkDevice(device);
  return withMaskBytes(createBackend(ALL_PLANS, device, options), checkOptions(device, options).limits);
}
