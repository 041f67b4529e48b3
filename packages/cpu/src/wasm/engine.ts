// Memory of the WebAssembly engine: arenas, each one instance of the kernels on a memory of fixed size. A full arena is never
// enlarged, which would detach every array in it; the next one is twice as large. Pages cost nothing until they are touched.
import type { DType } from '@dropkit/core';
import { arrayType, type Engine } from '../engine.js';
import type { FloatArray, Kernels } from '../kernels.js';
import { Allocator, blockSize } from './allocator.js';
import { WasmKernels } from './kernels.js';
import { HEAP, PAGE } from './layout.js';

/** 64 MiB, or room for four arrays of the size that needs a new arena: arrays that are used together should live together. */
const FIRST_PAGES = 1024;
const MAX_PAGES = 65536;

interface Arena {
  readonly kernels: WasmKernels;
  readonly allocator: Allocator;
}

/** The engine on compiled kernels. */
export function wasmEngine(module: WebAssembly.Module): Engine {
  const scratch = new WasmKernels(module, HEAP / PAGE);
  const arenas: Arena[] = [];
  const arenaOf = ({ buffer }: FloatArray) => arenas.find((arena) => arena.kernels.memory.buffer === buffer);

  function addArena(bytes: number): Arena {
    const needed = Math.ceil((HEAP + blockSize(bytes)) / PAGE);
    const wished = Math.min(MAX_PAGES, Math.max(FIRST_PAGES * 2 ** arenas.length, needed * 4));
    const kernels = needed < wished ? roomy(wished, needed) : new WasmKernels(module, needed);
    const arena = { kernels, allocator: new Allocator(HEAP, kernels.memory.buffer.byteLength) };
    arenas.push(arena);
    return arena;
  }

  /** Where the address space is short, what is needed has to do. */
  function roomy(wished: number, needed: number): WasmKernels {
    try {
      return new WasmKernels(module, wished);
    } catch {
      return new WasmKernels(module, needed);
    }
  }

  function take(bytes: number): [Arena, number] {
    for (const arena of arenas) {
      const address = arena.allocator.take(bytes);
      if (address !== undefined) return [arena, address];
    }
    const arena = addArena(bytes);
    return [arena, arena.allocator.take(bytes)!];
  }

  return {
    name: 'cpu-simd',
    kernels: scratch,
    kernelsFor: (x, out): Kernels => (arenaOf(out) ?? arenaOf(x))?.kernels ?? scratch,
    alloc(length: number, dtype: DType): FloatArray {
      const type = arrayType(dtype);
      const [arena, address] = take(length * type.BYTES_PER_ELEMENT);
      return new type(arena.kernels.memory.buffer, address, length);
    },
    free: (array) => arenaOf(array)?.allocator.release(array.byteOffset, array.byteLength) ?? false,
  };
}
