// Plans on tfjs' wasm backend: our kernels run in the heap of its Emscripten module, on the tensors where they are.
import { createCpuBackendOn, SCRATCH_BYTES } from '@dropkit/cpu';
import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { type HostBackend, sharedCpuBackend } from '../cpu-backend.js';
import { sourceOf } from './drawn.js';
import type { PlanKernel } from './plan-kernel.js';

/** What we use of `BackendWasm`. */
interface WasmBackendOfTfjs {
  readonly wasm: EmscriptenModule;
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  /** Allocates; the heap may grow, which detaches all views of it. */
  makeOutput(shape: number[], dtype: DataType): TensorInfo;
  disposeData(dataId: object): boolean;
}

interface EmscriptenModule {
  readonly HEAPU8: Uint8Array;
  /** The module's exports, its memory among them. */
  readonly asm?: { readonly memory?: unknown };
  /** The memory of the build with threads, which imports it. */
  readonly wasmMemory?: unknown;
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/** What is kept for one instance of tfjs' backend. */
interface Guest {
  readonly backend: HostBackend;
  /** What the heap is now; it changes when the heap grows. */
  buffer(): ArrayBufferLike;
  release(): void;
}

const guests = new WeakMap<object, Guest>();

export const wasmKernel: PlanKernel = {
  fits: (backend) => {
    const { wasm, dataIdMap, makeOutput, disposeData } = backend as WasmBackendOfTfjs;
    return (
      [makeOutput, disposeData, dataIdMap?.get, wasm?._malloc].every((method) => typeof method === 'function') &&
      wasm.HEAPU8 instanceof Uint8Array
    );
  },
  run(backend: WasmBackendOfTfjs, attributes, x, other) {
    const guest = guestOf(backend);
    const { plan, host = guest.backend } = attributes;
    const source = sourceOf(attributes, host);
    const out = backend.makeOutput(x.shape, 'float32');
    const view = ({ dataId }: TensorInfo) => viewOf(guest.buffer(), backend.dataIdMap.get(dataId).memoryOffset, x.size);
    try {
      host.forward(plan, source, view(x), view(out), other && { other: view(other) });
      return out;
    } catch (error) {
      backend.disposeData(out.dataId); // no garbage collector knows this heap
      throw error;
    }
  },
  release(backend: WasmBackendOfTfjs) {
    guests.get(backend)?.release();
    guests.delete(backend);
  },
};

function viewOf(buffer: ArrayBufferLike, address: number, length: number): Float32Array {
  if (address === 0)
    throw new RangeError("[@dropkit/tfjs-adapter] dropout: tfjs' wasm heap has no room left. Dispose of tensors first.");
  return new Float32Array(buffer, address, length);
}

function guestOf(backend: WasmBackendOfTfjs): Guest {
  const known = guests.get(backend);
  if (known) return known;
  const guest = createGuest(backend.wasm);
  guests.set(backend, guest);
  return guest;
}

/** malloc promises 8 bytes of alignment, the kernels ask for 16. */
const ALIGNMENT = 16;

/** Without a memory to share, as where a bundler renamed it, or without SIMD, our kernels take the heap for any caller's array. */
function createGuest(wasm: EmscriptenModule): Guest {
  const memory = wasm.asm?.memory ?? wasm.wasmMemory;
  const copying = { backend: sharedCpuBackend(), buffer: () => wasm.HEAPU8.buffer, release() {} };
  if (!(memory instanceof WebAssembly.Memory) || sharedCpuBackend().name !== 'cpu-simd') return copying;
  const block = wasm._malloc(SCRATCH_BYTES + ALIGNMENT) >>> 0;
  if (block === 0) return copying;
  const backend = createCpuBackendOn(memory, Math.ceil(block / ALIGNMENT) * ALIGNMENT);
  const release = () => {
    backend.dispose();
    wasm._free(block);
  };
  return { backend, buffer: () => memory.buffer, release };
}
