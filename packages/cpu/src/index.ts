// Every kind of plan. `@dropkit/cpu/bernoulli` is the same for those of one input and one probability, in fewer bytes.

import { checkCall, checkPlan, checkValue, gradientPlan, typeError } from '@dropkit/core';
import { FULL } from '../generated/full.js';
import { type CpuBackend, type CpuBackendOptions, createBackend } from './backend.js';
import { plainEngine } from './plain/engine.js';
import { plainFullKernels } from './plain/full-kernels.js';
import { ALL_PLANS } from './plans/full.js';
import { wasmEngine } from './wasm/engine.js';
import { wasmFullKernels } from './wasm/full-kernels.js';
import { guestEngine, SCRATCH_BYTES } from './wasm/guest.js';
import { compileKernels } from './wasm/kernels.js';

export type { ArrayTypes, CpuBackend, CpuBackendOptions } from './backend.js';

/**
 * Creates a CPU backend, at once and without network or file access.
 *
 * @throws UnsupportedError when `simd: true` is asked for and the runtime has no WebAssembly SIMD or forbids it
 * @example
 * const backend = createCpuBackend();
 * const plan = lower({ variant: 'dropout', p: 0.5 }, [4], 'train');
 * const y = backend.forward(plan, { seed: 42 }, Float32Array.of(1, 2, 3, 4));
 */
export function createCpuBackend(options: CpuBackendOptions = {}): CpuBackend {
  return createBackend(PARTS, options);
}

/**
 * Creates a CPU backend whose kernels also reach float32 arrays in the memory of another WebAssembly module, such as a framework's heap, and
 * work on them where they are. All other arrays are fine too. The memory may be shared, and may grow: pass arrays on its present buffer.
 *
 * @param memory the other module's memory
 * @param scratch the address, a multiple of 16, of `SCRATCH_BYTES` bytes of it that nobody else uses until `dispose`
 * @throws TypeError or RangeError for bad arguments, UnsupportedError when the runtime has no WebAssembly SIMD or forbids it
 * @example
 * const backend = createCpuBackendOn(memory, malloc(SCRATCH_BYTES));
 * backend.forward(plan, { seed: 42 }, new Float32Array(memory.buffer, x, 1024), new Float32Array(memory.buffer, y, 1024));
 */
export function createCpuBackendOn(memory: WebAssembly.Memory, scratch: number): CpuBackend {
  if (!(memory instanceof WebAssembly.Memory)) {
    throw typeError('cpu', 'createCpuBackendOn', 'memory', 'a WebAssembly.Memory', memory);
  }
  const inRange = Number.isInteger(scratch) && scratch % 16 === 0 && scratch >= 0;
  const fits = inRange && scratch + SCRATCH_BYTES <= memory.buffer.byteLength;
  const expected = `a multiple of 16 with ${SCRATCH_BYTES} bytes of the memory behind it`;
  checkValue(typeof scratch === 'number', fits, 'cpu', 'createCpuBackendOn', 'scratch', expected, scratch);
  const wasm = () => guestEngine(PARTS.wasmEngine(), FULL, memory, scratch);
  return createBackend({ ...PARTS, wasmEngine: wasm }, { simd: true });
}

export { SCRATCH_BYTES };

const PARTS = {
  checks: { checkCall, checkPlan, gradientPlan },
  runners: ALL_PLANS,
  wasmEngine: () => wasmEngine(compileKernels(FULL), wasmFullKernels),
  plainEngine: () => plainEngine(plainFullKernels()),
};
