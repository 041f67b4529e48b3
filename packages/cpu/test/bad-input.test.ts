// Every bad argument is named before anything is written.
import { UnsupportedError } from '@dropkit/core';
import { describe, expect, it } from 'vitest';
import { createCpuBackend } from '../src/index.js';
import { ENGINES, elementPlan } from './support.js';

// In the language since ES2024, one year after the library that the project compiles for.
const Resizable = ArrayBuffer as unknown as new (
  bytes: number,
  options: { maxByteLength: number },
) => ArrayBuffer & { resize(bytes: number): void };

describe.each(ENGINES)('$name rejects', ({ create }) => {
  const backend = create();
  const plan = elementPlan(12, 0x80000000);
  const address = { seed: 1 };
  const x = new Float32Array(12).fill(1);
  const expectThrow = (type: new () => Error, message: string, call: () => unknown) => {
    expect(call).toThrow(type);
    expect(call).toThrow(message);
    expect(x.every((value) => value === 1)).toBe(true);
  };

  it('wrong lengths', () => {
    const message = '[@dropkit/cpu] forward: "out" expected 12 elements, got 10.';
    expectThrow(RangeError, message, () => backend.forward(plan, address, x, new Float32Array(10)));
    expectThrow(RangeError, '"dy" expected 12', () => backend.backward(plan, address, new Float32Array(13)));
  });

  it('wrong types', () => {
    expectThrow(TypeError, '"x"', () => backend.forward(plan, address, [1, 2] as never));
    expectThrow(TypeError, '"x"', () => backend.forward(plan, address, new Int32Array(12) as never));
    expectThrow(TypeError, '"out"', () => backend.forward(plan, address, x as never, new Float64Array(12) as never));
  });

  it('arrays that overlap in part', () => {
    const both = new Float32Array(20).fill(1);
    expectThrow(RangeError, '"out"', () => backend.forward(plan, address, both.subarray(0, 12), both.subarray(8)));
    const own = backend.alloc(20).fill(1);
    expectThrow(RangeError, '"out"', () => backend.forward(plan, address, own.subarray(8), own.subarray(0, 12)));
    expect([...both, ...own].every((value) => value === 1)).toBe(true);
  });

  it('detached and resized buffers', () => {
    const gone = new Float32Array(12);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    expectThrow(RangeError, 'detached', () => backend.forward(plan, address, gone));
    const buffer = new Resizable(48, { maxByteLength: 64 });
    const shrunk = new Float32Array(buffer);
    buffer.resize(40);
    expectThrow(RangeError, '"out"', () => backend.forward(plan, address, x, shrunk));
  });

  it('addresses and masks', () => {
    expectThrow(RangeError, 'seed', () => backend.forward(plan, { seed: -1 }, x, x));
    expectThrow(TypeError, 'address', () => backend.forward(plan, 7 as never, x, x));
    expectThrow(RangeError, 'step', () => backend.mask(plan, { seed: 1, step: 2 ** 32 }));
    expectThrow(RangeError, '"mask" expected 1 words, got 2', () => backend.forward(plan, new Uint32Array(2), x, x));
    expectThrow(TypeError, 'mask', () => backend.forward(plan, new Uint8Array(4) as never, x, x));
  });
});

describe('createCpuBackend', () => {
  it('names what it chose', () => {
    expect(createCpuBackend().name).toBe('cpu-simd');
    expect(createCpuBackend({ simd: true }).name).toBe('cpu-simd');
    expect(createCpuBackend({ simd: false }).name).toBe('cpu-plain');
  });

  it('rejects bad options', () => {
    expect(() => createCpuBackend(null as never)).toThrow(TypeError);
    expect(() => createCpuBackend({ simd: 1 } as never)).toThrow('[@dropkit/cpu] createCpuBackend: "simd" expected a boolean');
    expect(() => createCpuBackend({ smid: true } as never)).toThrow('"smid" expected no option');
  });

  it('falls back where WebAssembly is missing or forbidden, unless SIMD is demanded', () => {
    const { WebAssembly } = globalThis;
    class Forbidden {
      constructor() {
        throw new WebAssembly.CompileError('blocked by the Content Security Policy');
      }
    }
    for (const replacement of [undefined, { ...WebAssembly, Module: Forbidden }]) {
      try {
        globalThis.WebAssembly = replacement as never;
        expect(createCpuBackend().name).toBe('cpu-plain');
        expect(() => createCpuBackend({ simd: true })).toThrow(UnsupportedError);
      } finally {
        globalThis.WebAssembly = WebAssembly;
      }
    }
  });
});
