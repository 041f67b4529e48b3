// The kernels of assembly/*.ts on one fixed-size memory. Arrays inside that memory are worked on where they are;
// all others pass through a tile that stays in the cache.
import type { FloatArray } from '@dropkit/core';
import { CHUNK, GROUP, type Kernels, WRAP } from '../kernels.js';
import { BITS, TILE, TILE_BYTES } from './layout.js';

interface Exports {
  draw(
    k0: number,
    k1: number,
    step: number,
    stream: number,
    high: number,
    low: number,
    threshold: number,
    groups: number,
    bits: number,
  ): void;
  later(src: number, dst: number, groups: number, bits: number, bit: number, scale: number): void;
  settle(): void;
  apply32: Apply;
  apply64: Apply;
}

type Apply = (
  src: number,
  dst: number,
  n: number,
  bits: number,
  bit: number,
  scale: number,
  shift: number,
  dropped: number,
) => void;

/** Compiles the kernels; throws where WebAssembly or its SIMD instructions are missing or forbidden. */
export function compileKernels(text: string): WebAssembly.Module {
  return new WebAssembly.Module(kernelBytes(text));
}

/** The module that a text stands for. */
export function kernelBytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/[%&']?./g)!, byteOf);
}

/** Undoes what scripts/build-kernels.mjs does; below 0 the array wraps. */
function byteOf(text: string): number {
  const page = text.length > 1 ? 40 - text.charCodeAt(0) : 0;
  return page * 80 + text.charCodeAt(text.length - 1) - 43;
}

/** Kernels on a memory of their own, which never grows: growing would detach the arrays that users hold. */
export interface WasmKernels extends Kernels {
  readonly buffer: ArrayBuffer;
  /** What the module exports. */
  readonly wasm: WebAssembly.Exports;
}

function nothing(): void {}

/** Makes an instance with a memory of `pages`. */
export function wasmKernels(module: WebAssembly.Module, pages: number): WasmKernels {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const wasm = exports as unknown as Exports;
  const { buffer } = memory;
  const float32 = new Float32Array(buffer);
  const float64 = new Float64Array(buffer);
  const buffers = BITS.map((address) => new Uint32Array(buffer, address, CHUNK / 32 + 8));
  /** Which of the two bit buffers is in use; the other may belong to the chunk that waits. */
  let current = 0;
  let drawn = false;
  // Elements from tileStart up to tileEnd are at hand, in the tile or at home; `flush` copies a tile of results out.
  let tileStart = 0;
  let tileEnd = 0;
  let flush = nothing;

  return {
    buffer,
    wasm: exports,
    batch: 8,
    get bits() {
      return buffers[current];
    },
    draw({ keyLow, keyHigh, step, stream }, threshold, group, groups) {
      const low = (group % WRAP) * 32;
      wasm.draw(keyLow, keyHigh, step, stream, group / WRAP, low, threshold, groups, BITS[current]);
      drawn = true;
    },
    apply(x, out, start, count, bit, { scale, shift, dropped }) {
      wasm.settle();
      // float16 is computed in float32: the copy into the tile widens it, the copy out of it rounds.
      const heap = x.BYTES_PER_ELEMENT === 8 ? float64 : float32;
      const apply = heap === float64 ? wasm.apply64 : wasm.apply32;
      const size = heap.BYTES_PER_ELEMENT;
      /** The address of the array's first element if the kernels can work on it where it is, else 0. */
      const home = (array: FloatArray) => (array.buffer === buffer && array.BYTES_PER_ELEMENT === size ? array.byteOffset : 0);
      const [src, dst] = [home(x), home(out)];
      const bits = BITS[current];
      let at = 0;
      // Whole groups are put off until the next draw if there was a draw to pipeline with.
      if (drawn && src && dst && heap === float32 && shift === 0 && dropped === 0) {
        at = count - (count % GROUP);
        wasm.later(src + start * 4, dst + start * 4, at / GROUP, bits, bit, scale);
        current ^= 1;
      }
      for (let n: number; at < count; at += n) {
        const first = start + at;
        if (first >= tileEnd) {
          flush();
          flush = nothing;
          const end = src && dst ? x.length : Math.min(x.length, first + TILE_BYTES / size);
          if (!src) heap.set(x.subarray(first, end), dst ? dst / size + first : TILE / size);
          if (!dst) flush = () => out.set(heap.subarray(TILE / size, TILE / size + end - first), first);
          tileStart = first;
          tileEnd = end;
        }
        n = Math.min(tileEnd - first, count - at);
        const to = dst ? dst + first * size : TILE + (first - tileStart) * size;
        apply(src ? src + first * size : to, to, n, bits, bit + at, scale, shift || -0, dropped);
      }
      drawn = false;
    },
    finish() {
      wasm.settle();
      flush();
      this.forget();
    },
    forget() {
      drawn = false;
      wasm.settle();
      flush = nothing;
      tileEnd = 0;
    },
  };
}
