// The kernels on the memory of another module, such as tfjs' wasm backend: arrays that live there are worked on where they are.
// Drawing stays in a memory of our own, at the addresses that the kernels know; what it leaves, a 32nd of the data (factors of noise: twice
// the data), is copied over. The other memory may grow at any time, and may be shared between threads.
import type { FloatArray } from '@dropkit/core';
import type { Engine } from '../engine.js';
import { CHUNK, type FullKernels, PIECE } from '../kernels.js';
import { compileKernels, kernelBytes, type WasmKernels } from './kernels.js';

/** Bits of a chunk with some slack, then a piece of factors. */
const BITS_BYTES = CHUNK / 8 + 64;

/** Bytes of the other memory that the kernels need there. */
export const SCRATCH_BYTES = BITS_BYTES + PIECE * 8;

interface Exports {
  apply32(...args: number[]): void;
  choose32(...args: number[]): void;
  mix32(...args: number[]): void;
  times32(...args: number[]): void;
}

/** An engine that also works in another memory, `scratch` being an address in it; `text` is the module. */
export function guestEngine<K extends FullKernels & WasmKernels>(
  engine: Engine<K>,
  text: string,
  memory: WebAssembly.Memory,
  scratch: number,
): Engine<K> {
  const module = isShared(memory) ? new WebAssembly.Module(onSharedMemory(kernelBytes(text))) : compileKernels(text);
  const guest = guestKernels(engine.kernels, module, memory, scratch);
  const isThere = ({ buffer }: FloatArray) => buffer === memory.buffer;
  return { ...engine, kernelsFor: (x, out) => (isThere(x) && isThere(out) ? guest : engine.kernelsFor(x, out)) };
}

function isShared({ buffer }: WebAssembly.Memory): boolean {
  return Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';
}

/**
 * The module with another type of imported memory: a module says whether its memory is shared, and this is the only difference.
 * https://webassembly.github.io/spec/core/binary/types.html#memory-types
 */
function onSharedMemory(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const name = Array.from('memory', (letter) => letter.charCodeAt(0));
  // ... size of the section, 1 import, "env", "memory", a memory (2) that is not shared (0) of at least 0 pages
  const at = bytes.findIndex((_, i) => [...name, 2, 0, 0].every((byte, n) => bytes[i + n] === byte));
  const shared = [2, 3, 0, 0x80, 0x80, 4]; // a memory that is shared (3) of 0 to 65536 pages
  const size = at - 7;
  const end = at + name.length;
  return Uint8Array.of(
    ...bytes.subarray(0, size),
    bytes[size] + 3,
    ...bytes.subarray(size + 1, end),
    ...shared,
    ...bytes.subarray(end + 3),
  );
}

/** Kernels that draw as `home` does, and apply in `memory` where all arrays are float32 and live there. */
function guestKernels<K extends FullKernels>(
  home: K,
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  scratch: number,
): K {
  const wasm = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
  const areThere = (...arrays: FloatArray[]) =>
    arrays.every((array) => array.buffer === memory.buffer && array.BYTES_PER_ELEMENT === 4);
  const at = (array: FloatArray, index: number) => array.byteOffset + index * 4;
  /** Copies the words with bits [bit, bit + count); the first of them is bit `bit % 32` there. */
  const bringBits = (bit: number, count: number) => {
    const words = home.bits.subarray(Math.floor(bit / 32), Math.ceil((bit + count) / 32));
    new Uint32Array(memory.buffer, scratch, words.length).set(words);
  };

  return Object.assign(Object.create(home) as K, {
    apply(x, out, start, count, bit, map) {
      if (!areThere(x, out)) return home.apply(x, out, start, count, bit, map);
      bringBits(bit, count);
      wasm.apply32(at(x, start), at(out, start), count, scratch, bit % 32, map.scale, map.shift || -0, map.dropped);
    },
    choose(x, other, out, start, count, bit) {
      if (!areThere(x, other, out)) return home.choose(x, other, out, start, count, bit);
      bringBits(bit, count);
      wasm.choose32(at(x, start), at(other, start), at(out, start), count, scratch, bit % 32);
    },
    times(x, out, start, count, from) {
      if (!areThere(x, out)) return home.times(x, out, start, count, from);
      const factors = scratch + BITS_BYTES;
      new Float64Array(memory.buffer, factors, count).set(home.numbers.subarray(from, from + count));
      wasm.times32(at(x, start), factors, at(out, start), count);
    },
    mix(x, other, out, map) {
      if (!areThere(x, other, out)) return home.mix(x, other, out, map);
      wasm.mix32(at(x, 0), at(other, 0), at(out, 0), x.length, map.factor, map.otherFactor);
    },
  } satisfies Pick<FullKernels, 'apply' | 'choose' | 'times' | 'mix'>);
}
