// The kernels of all plans on one memory. Arrays that live elsewhere pass through two halves of the tile, a piece at a time; the rest of
// it holds numbers. Nothing here is put off, so nothing is left behind by a call that throws.
import type { FloatArray } from '@dropkit/core';
import { type FullKernels, type Kernels, NUMBERS, PIECE } from '../kernels.js';
import { type WasmKernels, wasmKernels } from './kernels.js';
import { MINUS_ZERO, TILE, TILE_BYTES } from './layout.js';

type Fill = (
  keyLow: number,
  keyHigh: number,
  step: number,
  stream: number,
  high: number,
  low: number,
  count: number,
  to: number,
  offset: number,
  amplitude: number,
) => void;
type Pairs = (src: number, other: number, dst: number, n: number, ...rest: number[]) => void;

type Fuse = (
  src: number,
  bias: number,
  biasStep: number,
  residual: number,
  residualStep: number,
  dst: number,
  n: number,
  bits: number,
  bit: number,
  scale: number,
) => void;
type AddRows = (src: number, rows: number, columns: number, sums: number, bits: number, bit: number, scale: number) => void;

interface Exports {
  readonly normals: Fill;
  readonly uniforms: Fill;
  relax(at: number, count: number, logit: number, temperature: number, scale: number, slope: number): void;
  readonly times32: (src: number, factors: number, dst: number, n: number) => void;
  readonly times64: (src: number, factors: number, dst: number, n: number) => void;
  readonly mix32: Pairs;
  readonly mix64: Pairs;
  readonly choose32: Pairs;
  readonly choose64: Pairs;
  readonly fuse32: Fuse;
  readonly fuse64: Fuse;
  readonly sums32: AddRows;
  readonly sums64: AddRows;
}

/** The tile in four: x and the result, the other input, and numbers. */
const SLOT_BYTES = TILE_BYTES / 4;
const OTHER = TILE + SLOT_BYTES;
const NUMBERS_AT = TILE + 2 * SLOT_BYTES;

/** What linear words add to the high word of their block numbers (SPEC section 2). */
const DOMAIN = 2 ** 24;

/** Makes an instance of all kernels with a memory of `pages`. */
export function wasmFullKernels(module: WebAssembly.Module, pages: number): FullKernels & WasmKernels {
  const kernels = wasmKernels(module, pages);
  const wasm = kernels.wasm as unknown as Exports;
  const { buffer } = kernels;
  const float32 = new Float32Array(buffer);
  const float64 = new Float64Array(buffer);
  float32.fill(-0, MINUS_ZERO.float32 / 4, MINUS_ZERO.float32 / 4 + 32);
  float64.fill(-0, MINUS_ZERO.float64 / 8, MINUS_ZERO.float64 / 8 + 32);
  const numbers = new Float64Array(buffer, NUMBERS_AT, NUMBERS);
  const window = NUMBERS_AT + PIECE * 8;
  /** The memory as numbers in which an array's elements are computed. */
  const heapOf = ({ BYTES_PER_ELEMENT }: FloatArray) => (BYTES_PER_ELEMENT === 8 ? float64 : float32);
  const isHome = (array: FloatArray) => array.buffer === buffer && array.BYTES_PER_ELEMENT >= 4;
  /** The address of elements [first, first + n): where they are, or a slot, where they are copied to. */
  const bring = (array: FloatArray, first: number, n: number, slot: number): number => {
    const heap = heapOf(array);
    const size = heap.BYTES_PER_ELEMENT;
    if (isHome(array)) return array.byteOffset + first * size;
    heap.set(array.subarray(first, first + n), slot / size);
    return slot;
  };
  /** Runs `use` on addresses of elements [start, start + count), as many at a time as fit; `done` have gone before. */
  function pieces(
    inputs: FloatArray[],
    out: FloatArray,
    start: number,
    count: number,
    use: (src: number, other: number, dst: number, n: number, done: number) => void,
  ): void {
    const heap = heapOf(out);
    const size = heap.BYTES_PER_ELEMENT;
    const most = isHome(out) && inputs.every(isHome) ? count : SLOT_BYTES / size;
    for (let done = 0, n: number; done < count; done += n) {
      n = Math.min(most, count - done);
      const first = start + done;
      const [src, other] = inputs.map((array, i) => bring(array, first, n, i ? OTHER : TILE));
      const dst = bring(out, first, 0, TILE);
      use(src, other, dst, n, done);
      if (dst === TILE) out.set(heap.subarray(TILE / size, TILE / size + n), first);
    }
  }
  const is64 = (array: FloatArray) => array.BYTES_PER_ELEMENT === 8;

  return Object.assign(kernels, {
    numbers,
    noise({ keyLow, keyHigh, step, stream }, { distribution, offset, amplitude }, block, count) {
      const fill = distribution === 'normal' ? wasm.normals : wasm.uniforms;
      fill(keyLow, keyHigh, step, stream, Math.floor(block / 2 ** 32) + DOMAIN, block, count, window, offset, amplitude);
    },
    relax: (count, { logit, temperature, scale, slope }) => wasm.relax(window, count, logit, temperature, scale, slope),
    times(x, out, start, count, at) {
      const kernel = is64(x) ? wasm.times64 : wasm.times32;
      pieces([x], out, start, count, (src, _, dst, n, done) => kernel(src, NUMBERS_AT + (at + done) * 8, dst, n));
    },
    choose(x, other, out, start, count, bit) {
      const kernel = is64(x) ? wasm.choose64 : wasm.choose32;
      const bits = kernels.bits.byteOffset;
      pieces([x, other], out, start, count, (src, o, dst, n, done) => kernel(src, o, dst, n, bits, bit + done));
    },
    mix(x, other, out, { factor, otherFactor }) {
      const kernel = is64(x) ? wasm.mix64 : wasm.mix32;
      pieces([x, other], out, 0, x.length, (src, o, dst, n) => kernel(src, o, dst, n, factor, otherFactor));
    },
    fuse(x, { bias, at, residual, scale }, out, start, count, bit) {
      const kernel = is64(x) ? wasm.fuse64 : wasm.fuse32;
      const nothing = is64(x) ? MINUS_ZERO.float64 : MINUS_ZERO.float32;
      const bits = kernels.bits.byteOffset;
      const heap = heapOf(x);
      const size = heap.BYTES_PER_ELEMENT;
      const areHome = isHome(x) && isHome(out) && isHome(bias ?? x) && isHome(residual ?? x);
      const most = areHome ? count : SLOT_BYTES / size;
      for (let done = 0, n: number; done < count; done += n) {
        n = Math.min(most, count - done);
        const first = start + done;
        const src = bring(x, first, n, TILE);
        const row = bias ? bring(bias, at + done, n, NUMBERS_AT) : nothing;
        const rest = residual ? bring(residual, first, n, OTHER) : nothing;
        const dst = bring(out, first, 0, TILE);
        kernel(src, row, bias ? size : 0, rest, residual ? size : 0, dst, n, bits, bit + done, scale);
        if (dst === TILE) out.set(heap.subarray(TILE / size, TILE / size + n), first);
      }
    },
    addRows(x, start, rows, columns, bit, sums, to, scale) {
      const kernel = is64(x) ? wasm.sums64 : wasm.sums32;
      const src = bring(x, start, rows * columns, TILE);
      const at = bring(sums as FloatArray, to, columns, OTHER);
      kernel(src, rows, columns, at, kernels.bits.byteOffset, bit, scale);
      const { BYTES_PER_ELEMENT: size } = sums;
      if (at === OTHER) sums.set(heapOf(x).subarray(OTHER / size, OTHER / size + columns), to);
    },
    accumulator(length, x) {
      const type = is64(x) ? Float64Array : Float32Array;
      return length * type.BYTES_PER_ELEMENT > 2 * SLOT_BYTES ? new type(length) : new type(buffer, NUMBERS_AT, length);
    },
  } satisfies Omit<FullKernels, keyof Kernels>);
}
