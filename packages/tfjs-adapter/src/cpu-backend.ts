// The CPU backend that draws every mask of this package, unless a caller passes one.
import type { Backend, FloatArray } from '@dropkit/core';
import { createCpuBackend } from '@dropkit/cpu';

/** What draws masks and, on tfjs' cpu and wasm backends, applies them too. */
export type HostBackend = Backend<FloatArray>;

let shared: HostBackend | undefined;

/** One instance for all ops and layers: it holds no state but its scratch memory, and is made at first use, never at import. */
export function sharedCpuBackend(): HostBackend {
  shared ??= createCpuBackend();
  return shared;
}
