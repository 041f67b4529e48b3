// The op on tfjs' wasm build with threads, whose memory is shared.
import './browser-wasm.js';
import { backend, env } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { describeOp } from './op-tests.js';

describeOp('wasm');

it('ran on shared memory', async () => {
  expect(crossOriginIsolated).toBe(true);
  expect(await env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')).toBe(true);
  const { wasm } = backend() as unknown as { wasm: { HEAPU8: Uint8Array; wasmMemory: WebAssembly.Memory } };
  expect(wasm.HEAPU8.buffer).toBeInstanceOf(SharedArrayBuffer);
  // what our kernels are instantiated on; without it they would copy
  expect(wasm.wasmMemory).toBeInstanceOf(WebAssembly.Memory);
});
