// The kernels of assembly/*.ts on one fixed-size memory. Arrays inside that memory are worked on where they are;
// all others pass through a tile that stays in the cache.
import type { AddressWords } from '@dropkit/core';
import { KERNELS } from '../../generated/kernels.js';
import { type Affine, CHUNK, type FloatArray, GROUP, type Kernels } from '../kernels.js';
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
  return new WebAssembly.Module(Uint8Array.from(atob(KERNELS), (letter) => letter.charCodeAt(0)));
}

/** Typed views of an instance's memory and the kernel that goes with them. */
interface Precision {
  readonly heap: Float32Array | Float64Array;
  readonly tile: Float32Array | Float64Array;
  readonly apply: Apply;
}

/** One instance and its memory, which never grows: growing would detach the arrays that users hold. */
export class WasmKernels implements Kernels {
  readonly batch = 8;
  readonly memory: WebAssembly.Memory;
  readonly #exports: Exports;
  readonly #single: Precision;
  readonly #double: Precision;
  readonly #buffers: readonly Uint32Array[];
  /** Which of the two bit buffers is in use; the other may belong to the chunk that waits. */
  #current = 0;
  #drawn = false;

  constructor(module: WebAssembly.Module, pages: number) {
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.#exports = new WebAssembly.Instance(module, { env: { memory: this.memory } }).exports as unknown as Exports;
    const { buffer } = this.memory;
    this.#buffers = BITS.map((address) => new Uint32Array(buffer, address, CHUNK / 32 + 8));
    this.#single = precision(buffer, Float32Array, this.#exports.apply32);
    this.#double = precision(buffer, Float64Array, this.#exports.apply64);
  }

  get bits(): Uint32Array {
    return this.#buffers[this.#current];
  }

  draw(address: AddressWords, threshold: number, group: number, groups: number): void {
    const { keyLow, keyHigh, step, stream } = address;
    const low = (group % 2 ** 27) * 32;
    this.#exports.draw(keyLow, keyHigh, step, stream, group / 2 ** 27, low, threshold, groups, BITS[this.#current]);
    this.#drawn = true;
  }

  apply(x: FloatArray, out: FloatArray, start: number, count: number, bit: number, map: Affine): void {
    this.#exports.settle();
    // float16 is computed in float32: the copy into the tile widens it, the copy out of it rounds.
    const { heap, tile, apply } = x.BYTES_PER_ELEMENT === 8 ? this.#double : this.#single;
    const size = heap.BYTES_PER_ELEMENT;
    const src = this.#addressOf(x, start, size);
    const dst = this.#addressOf(out, start, size);
    if (src && dst) this.#applyHere(apply, src, dst, count, bit, map);
    else
      for (let at = 0; at < count; at += tile.length) {
        const n = Math.min(tile.length, count - at);
        const from = src ? src + at * size : dst ? dst + at * size : TILE;
        const to = dst ? dst + at * size : TILE;
        if (!src) heap.set(x.subarray(start + at, start + at + n), from / size);
        apply(from, to, n, BITS[this.#current], bit + at, map.scale, map.shift || -0, map.dropped);
        if (!dst) out.set(n === tile.length ? tile : tile.subarray(0, n), start + at);
      }
    this.#drawn = false;
  }

  /** Puts whole groups off until the next draw if there was a draw to pipeline with, and does the rest at once. */
  #applyHere(apply: Apply, src: number, dst: number, count: number, bit: number, { scale, shift, dropped }: Affine): void {
    const bits = BITS[this.#current];
    let waiting = 0;
    if (this.#drawn && apply === this.#exports.apply32 && shift === 0 && dropped === 0) {
      waiting = count - (count % GROUP);
      this.#exports.later(src, dst, waiting / GROUP, bits, bit, scale);
      this.#current ^= 1;
    }
    apply(src + waiting * 4, dst + waiting * 4, count - waiting, bits, bit + waiting, scale, shift || -0, dropped);
  }

  finish(): void {
    this.#exports.settle();
  }

  /** The address of element `start` if the array lives in this memory and in the kernel's precision, else 0. */
  #addressOf(array: FloatArray, start: number, size: number): number {
    return array.buffer === this.memory.buffer && array.BYTES_PER_ELEMENT === size ? array.byteOffset + start * size : 0;
  }
}

function precision(buffer: ArrayBuffer, type: Float32ArrayConstructor | Float64ArrayConstructor, apply: Apply): Precision {
  return { heap: new type(buffer), tile: new type(buffer, TILE, TILE_BYTES / type.BYTES_PER_ELEMENT), apply };
}
