// The kernels of assembly/*.ts on one fixed-size memory. Arrays inside that memory are worked on where they are;
// all others pass through a tile that stays in the cache.
import type { FloatArray } from '@dropkit/core';
import { KERNELS } from '../../generated/kernels.js';
import { type Affine, CHUNK, GROUP, type Kernels } from '../kernels.js';
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
export function compileKernels(): WebAssembly.Module {
  return new WebAssembly.Module(Uint8Array.from(KERNELS.match(/../g)!, (byte) => Number.parseInt(byte, 16)));
}

/** Kernels on a memory of their own, which never grows: growing would detach the arrays that users hold. */
export interface WasmKernels extends Kernels {
  readonly buffer: ArrayBuffer;
}

/** Makes an instance with a memory of `pages`. */
export function wasmKernels(module: WebAssembly.Module, pages: number): WasmKernels {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const wasm = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
  const { buffer } = memory;
  const float32 = new Float32Array(buffer);
  const float64 = new Float64Array(buffer);
  const buffers = BITS.map((address) => new Uint32Array(buffer, address, CHUNK / 32 + 8));
  /** Which of the two bit buffers is in use; the other may belong to the chunk that waits. */
  let current = 0;
  let drawn = false;

  /** The address of element `start` if the array lives in this memory and in the kernel's precision, else 0. */
  const addressOf = (array: FloatArray, start: number, size: number) =>
    array.buffer === buffer && array.BYTES_PER_ELEMENT === size ? array.byteOffset + start * size : 0;

  /** Puts whole groups off until the next draw if there was a draw to pipeline with, and does the rest at once. */
  function applyHere(
    apply: Apply,
    src: number,
    dst: number,
    count: number,
    bit: number,
    { scale, shift, dropped }: Affine,
  ): void {
    const bits = BITS[current];
    let waiting = 0;
    if (drawn && apply === wasm.apply32 && shift === 0 && dropped === 0) {
      waiting = count - (count % GROUP);
      wasm.later(src, dst, waiting / GROUP, bits, bit, scale);
      current ^= 1;
    }
    apply(src + waiting * 4, dst + waiting * 4, count - waiting, bits, bit + waiting, scale, shift || -0, dropped);
  }

  return {
    buffer,
    batch: 8,
    get bits() {
      return buffers[current];
    },
    draw({ keyLow, keyHigh, step, stream }, threshold, group, groups) {
      const low = (group % 2 ** 27) * 32;
      wasm.draw(keyLow, keyHigh, step, stream, group / 2 ** 27, low, threshold, groups, BITS[current]);
      drawn = true;
    },
    apply(x, out, start, count, bit, map) {
      wasm.settle();
      // float16 is computed in float32: the copy into the tile widens it, the copy out of it rounds.
      const double = x.BYTES_PER_ELEMENT === 8;
      const heap = double ? float64 : float32;
      const apply = double ? wasm.apply64 : wasm.apply32;
      const size = heap.BYTES_PER_ELEMENT;
      const src = addressOf(x, start, size);
      const dst = addressOf(out, start, size);
      const tile = TILE_BYTES / size;
      if (src && dst) applyHere(apply, src, dst, count, bit, map);
      else
        for (let at = 0; at < count; at += tile) {
          const n = Math.min(tile, count - at);
          const to = dst ? dst + at * size : TILE;
          const from = src ? src + at * size : to;
          if (!src) heap.set(x.subarray(start + at, start + at + n), from / size);
          apply(from, to, n, BITS[current], bit + at, map.scale, map.shift || -0, map.dropped);
          if (!dst) out.set(heap.subarray(to / size, to / size + n), start + at);
        }
      drawn = false;
    },
    finish: wasm.settle,
  };
}
