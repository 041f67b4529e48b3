// Who draws masks that go into a model as inputs: a backend of core's interface, on the CPU or on the GPU that the session runs on.
import type { Address, Plan } from '@dropkit/core';
import { rangeError, typeError } from '../errors.js';

/** What a session asks of a backend; those of @dropkit/cpu, @dropkit/webgpu and core's reference have it. */
export interface MaskBackend {
  readonly name: string;
  /** The packed mask: words, or a GPU buffer of them. */
  mask(plan: Plan, address: Address): unknown;
  /** The mask as a GPU buffer with one byte an element, 1 = kept; those of a backend on a GPU. */
  maskBytes?(plan: Plan, address: Address): unknown;
  dispose?(): void;
}

/** A backend, or what makes one on the device of a session on WebGPU: `createWebGpuBackend` is such a function. */
export type MasksOption = MaskBackend | ((device: never) => MaskBackend);

/** A GPU buffer, as far as a session has to do with it. */
export interface DeviceBuffer {
  destroy(): void;
}

/** @throws TypeError for what is neither a backend nor a function, RangeError for one whose masks cannot go into a model */
export function checkMaskBackend(backend: unknown): asserts backend is MaskBackend {
  const { mask } = (backend ?? {}) as Partial<MaskBackend>;
  if (typeof mask !== 'function') {
    const expected = 'a backend of dropkit, or a function that makes one on a GPUDevice';
    throw typeError('createMcSession', 'options.masks', expected, backend);
  }
}

/** The bytes of a mask that is drawn on the CPU, one an element. */
export function bytesOnCpu(backend: MaskBackend, plan: Plan, address: Address, count: number): Uint8Array {
  const words = backend.mask(plan, address);
  if (!(words instanceof Uint32Array)) {
    const advice =
      'On a GPU give createWebGpuBackend of @dropkit/webgpu itself, for a session with executionProviders ["webgpu"].';
    throw rangeError('createMcSession', 'options.masks', 'a backend whose masks are words', `"${backend.name}"`, advice);
  }
  const bytes = new Uint8Array(count);
  for (let i = 0; i < count; i++) bytes[i] = (words[i >>> 5]! >>> (i & 31)) & 1;
  return bytes;
}
