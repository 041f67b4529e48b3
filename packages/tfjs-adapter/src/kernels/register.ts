// Our kernel in tfjs' registry, which is global: one form for each of tfjs' backends, the portable one for all others.
import { getKernel, type NamedTensorInfoMap, registerKernel, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import { cpuKernel } from './cpu.js';
import { KERNEL, type PlanAttributes, type PlanKernel } from './plan-kernel.js';
import { runPortable } from './portable.js';
import { wasmKernel } from './wasm.js';
import { webglKernel } from './webgl.js';
import { webgpuKernel } from './webgpu.js';

const NATIVE: Readonly<Record<string, PlanKernel>> = {
  cpu: cpuKernel,
  wasm: wasmKernel,
  webgl: webglKernel,
  webgpu: webgpuKernel,
};

/** tfjs' names of the backends that have a form of their own. */
export const NATIVE_BACKENDS: readonly string[] = Object.keys(NATIVE);

/** Registers the kernel for a backend, unless it is there already. */
export function registerKernelFor(backendName: string): void {
  if (getKernel(KERNEL, backendName)) return;
  const native = NATIVE[backendName] as PlanKernel | undefined;
  registerKernel({
    kernelName: KERNEL,
    backendName,
    kernelFunc: ({ inputs, backend, attrs }) => run(native, backend, inputs, attrs as unknown as PlanAttributes),
    disposeFunc: (backend) => native?.release?.(backend as never),
  });
}

function run(
  native: PlanKernel | undefined,
  backend: unknown,
  inputs: NamedTensorInfoMap,
  attributes: PlanAttributes,
): TensorInfo {
  const { x, other } = inputs as { x: Tensor; other?: Tensor };
  return native?.fits(backend) ? native.run(backend as never, attributes, x, other) : runPortable(attributes, x, other);
}
