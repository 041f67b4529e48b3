// The kernels of assembly/*.ts on one fixed-size memory. Arrays inside that memory are worked on where they are;
// all others pass through a tile that stays in the cache.
import type { AddressWords } from '@dropkit/core';
import { KERNELS } from '../../generated/kernels.js';
import { type Affine, CHUNK, type FloatArray, type Kernels } from '../kernels.js';
import { BITS, PAGE, TILE, TILE_BYTES } from './layout.js';

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
  return new WebAssembly.Module(Uint8Array.from(atob(KERNELS), (letter) => letter.charCodeAt(0)));
}

/** One instance and its memory, which never grows: growing would detach the arrays that users hold. */
export class WasmKernels implements Kernels {
  readonly batch = 8;
  readonly memory: WebAssembly.Memory;
  readonly bits: Uint32Array;
  readonly #exports: Exports;
  readonly #float32: Float32Array;
  readonly #float64: Float64Array;

  constructor(module: WebAssembly.Module, pages: number) {
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.#exports = new WebAssembly.Instance(module, { env: { memory: this.memory } }).exports as unknown as Exports;
    const { buffer } = this.memory;
    this.bits = new Uint32Array(buffer, BITS[0], CHUNK / 32 + 8);
    this.#float32 = new Float32Array(buffer);
    this.#float64 = new Float64Array(buffer);
  }

  draw(address: AddressWords, threshold: number, group: number, groups: number): void {
    const { keyLow, keyHigh, step, stream } = address;
    const low = (group % 2 ** 27) * 32;
    this.#exports.draw(keyLow, keyHigh, step, stream, group / 2 ** 27, low, threshold, groups, BITS[0]);
  }

  apply(x: FloatArray, out: FloatArray, start: number, count: number, bit: number, map: Affine): void {
    const double = x.BYTES_PER_ELEMENT === 8;
    // float16 is computed in float32: the copy into the tile widens it, the copy out of it rounds.
    const heap = double ? this.#float64 : this.#float32;
    const kernel = double ? this.#exports.apply64 : this.#exports.apply32;
    const size = heap.BYTES_PER_ELEMENT;
    const inPlace = this.#addressOf(x, start, size);
    const outPlace = this.#addressOf(out, start, size);
    const tile = inPlace && outPlace ? count : TILE_BYTES / size;
    for (let at = 0; at < count; at += tile) {
      const n = Math.min(tile, count - at);
      const dst = outPlace ? outPlace + at * size : TILE;
      const src = inPlace ? inPlace + at * size : dst;
      if (!inPlace) heap.set(x.subarray(start + at, start + at + n), src / size);
      kernel(src, dst, n, BITS[0], bit + at, map.scale, map.shift || -0, map.dropped);
      if (!outPlace) out.set(heap.subarray(dst / size, dst / size + n), start + at);
    }
  }

  finish(): void {}

  /** The address of element `start` if the array lives in this memory and in the kernel's precision, else 0. */
  #addressOf(array: FloatArray, start: number, size: number): number {
    return array.buffer === this.memory.buffer && array.BYTES_PER_ELEMENT === size ? array.byteOffset + start * size : 0;
  }
}

/** Pages that hold `bytes`. */
export function pagesFor(bytes: number): number {
  return Math.ceil(bytes / PAGE);
}
