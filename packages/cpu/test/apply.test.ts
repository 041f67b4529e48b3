// forward and backward against the reference: constants, element types, arrays of every provenance, masks of every shape.

import { type DropoutConfig, type FloatArray, gradientPlan, lower, operandsOf, type Plan, parseConfig } from '@dropkit/core';
import vectors from '@dropkit/core/vectors/select.json';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ENGINES, elementPlan, expectSame, hostile, mapPlan, reference } from './support.js';

const ADDRESS = { seed: 42, stream: 1, step: 2 };
const TYPES = [Float32Array, Float64Array, ...(globalThis.Float16Array ? [Float16Array] : [])] as const;

let reads = 0;
const fromHex = (words: string[]) => new Float32Array(Uint32Array.from(words, (word) => Number.parseInt(word, 16)).buffer);

describe.each(ENGINES)('$name forward', ({ create }) => {
  const backend = create();
  const expectReference = (
    plan: Plan,
    x: FloatArray,
    out?: FloatArray,
    source: Parameters<typeof backend.forward>[1] = ADDRESS,
  ) => {
    const expected = reference.forward(plan, source, x.slice(), out && x.slice());
    const actual = backend.forward(plan, source, x, out);
    expectSame(actual, expected);
    return actual;
  };

  it.each(vectors.cases)('vector: $scaling, p = $p', ({ scaling, p, seed, stream, step, x, y, dx }) => {
    const variant = scaling === 'alpha' ? { variant: 'alpha', p } : { variant: 'dropout', p, scaling };
    const plan = lower(parseConfig(variant), [x.length], 'train');
    const address = { seed: BigInt(seed), stream, step };
    expectSame(backend.forward(plan, address, fromHex(x)), fromHex(y));
    expectSame(backend.backward(plan, address, fromHex(x)), fromHex(dx));
  });

  describe.each(TYPES.map((type) => ({ name: type.name, type })))('$name', ({ type }) => {
    it.each([0, 1, 3, 4, 7, 8, 31, 32, 33, 129, 5000, 70_001])('%i elements, dropped NaN and infinity become zero', (count) => {
      expectReference(elementPlan(count, 0x4ccccccd, 77), type.from(hostile(count)));
    });

    it('alpha adds, and drops to a constant', () => {
      const plan = { ...elementPlan(1000, 0x4ccccccd), scale: 0.8864053, shift: 0.3895, dropped: -1.1687 };
      expectReference(plan, type.from(hostile(1000)));
      expectReference(gradientPlan(plan), type.from(hostile(1000)));
    });

    it('evaluation scales, a zero plan clears, the identity copies into `out` and returns x without it', () => {
      const { map, shape, maskShape } = elementPlan(1000, 1);
      const x = type.from(hostile(1000));
      expectReference({ kind: 'scale', factor: 0.9, map, shape, maskShape }, x);
      expectReference({ kind: 'zero', map, shape, maskShape }, x, new type(1000));
      expectReference({ kind: 'identity', map, shape, maskShape }, x, new type(1000));
      expect(backend.forward({ kind: 'identity', map, shape, maskShape }, ADDRESS, x)).toBe(x);
    });

    it('views at any offset, into `out`, in place, and nothing beside them is touched', () => {
      const buffer = new ArrayBuffer(16_400 * 8);
      const all = new Uint8Array(buffer).fill(0xa5);
      const x = new type(buffer, type.BYTES_PER_ELEMENT * 3, 7001);
      const out = new type(buffer, type.BYTES_PER_ELEMENT * 7009, 7001);
      x.set(type.from(hostile(7001)));
      expect(expectReference(elementPlan(7001, 0x80000000), x, out)).toBe(out);
      expect(expectReference(elementPlan(7001, 0x1999999a), x, x)).toBe(x);
      const edges = [0, 3 * type.BYTES_PER_ELEMENT - 1, 7004 * type.BYTES_PER_ELEMENT, 7009 * type.BYTES_PER_ELEMENT - 1];
      for (const edge of [...edges, (7009 + 7001) * type.BYTES_PER_ELEMENT]) expect(all[edge]).toBe(0xa5);
    });

    it('arrays from alloc, from elsewhere, and one of each', () => {
      const dtype = type.name.replace('Array', '').toLowerCase() as 'float32';
      const plan = elementPlan(9001, 0x4ccccccd, 5);
      const x = type.from(hostile(9001));
      const [a, b] = [backend.alloc(9001, dtype), backend.alloc(9001, dtype)] as FloatArray[];
      a.set(x);
      expect(expectReference(plan, a, b)).toBe(b);
      expectReference(plan, x, b);
      expectReference(plan, a, new type(9001));
      expect(expectReference(plan, a)).toBeInstanceOf(type);
      expect(expectReference(plan, a.subarray(), a.subarray()).byteOffset).toBe(a.byteOffset);
      backend.free(a);
      backend.free(b);
    });
  });

  it('shared memory', () => {
    // Pages that are not isolated have shared memories, but not the constructor of their buffers.
    const x = new Float32Array(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer, 0, 1000);
    x.set(hostile(1000));
    expectReference(elementPlan(1000, 0x4ccccccd), x, x);
  });

  it('arrays of two arenas', () => {
    const n = 2_500_000;
    // Eight are more than the first arena holds; those that nobody touches cost nothing.
    const arrays = Array.from({ length: 8 }, () => backend.alloc(n));
    const [x, out] = [arrays[0].fill(1), arrays[7]];
    expect(x.buffer === out.buffer).toBe(false);
    const plan = elementPlan(n, 0x1999999a, 3);
    expectSame(backend.forward(plan, ADDRESS, x, out), backend.forward(plan, ADDRESS, new Float32Array(n).fill(1)));
    for (const array of arrays) backend.free(array);
  });

  it.each([0x80000000, 0x1999999a])('large arrays at an odd offset, threshold %i: what small ones say', (t) => {
    const n = 300_007;
    const x = backend.alloc(n).fill(1);
    const y = backend.forward(elementPlan(n, t, 1001), ADDRESS, x, backend.alloc(n));
    for (let at = 0; at < n; at += 60_001) {
      const count = Math.min(60_001, n - at);
      const part = backend.forward(elementPlan(count, t, 1001 + at), ADDRESS, new Float32Array(count).fill(1));
      expectSame(y.subarray(at, at + count), part);
    }
    backend.free(x);
    backend.free(y);
  });

  it.each([
    [{ variant: 'dropout', p: 0.5 }, [200_000]],
    [{ variant: 'alpha', p: 0.1 }, [200_000]],
    [{ variant: 'spatial', p: 0.5, layout: 'channelsFirst' }, [2, 10, 10_000]],
    [{ variant: 'shakeDrop', p: 0.5 }, [20, 400]],
    [{ variant: 'gaussian', p: 0.5 }, [40_000]],
    [{ variant: 'zoneout', p: 0.5 }, [40_000]],
    [{ variant: 'dropBlock', p: 0.3, blockSize: 3 }, [2, 2, 30, 30]],
  ] as [DropoutConfig, number[]][])('an array that throws when it is written to spoils no later call: %o', (config, shape) => {
    const backend = create();
    const plan = lower(config, shape, 'train');
    const count = shape.reduce((a, b) => a * b, 1);
    const x = new Float32Array(count).fill(1);
    const operands = 'other' in operandsOf(plan) ? { other: new Float32Array(count).fill(2) } : undefined;
    const expected = backend.forward(plan, ADDRESS, x, undefined, operands);
    const element = elementPlan(300, 2 ** 31);
    const kept = backend.forward(element, ADDRESS, x.slice(0, 300));
    class Refuses extends Float32Array {
      override set(): void {
        throw new Error('no');
      }
    }
    const out = new Refuses(count);
    try {
      backend.forward(plan, ADDRESS, new Refuses(count).fill(5), out, operands && { other: new Refuses(count).fill(7) });
    } catch {}
    const before = Float32Array.from(out);
    expectSame(backend.forward(element, ADDRESS, x.slice(0, 300)), kept);
    expectSame(backend.forward(plan, ADDRESS, x, undefined, operands), expected);
    expectSame(Float32Array.from(out), before);
  });

  it('a call that throws half way leaves nothing behind for the next', () => {
    const plan = elementPlan(300_000, 0x4ccccccd);
    // subarray asks the class which constructor to use: the way for a caller's own class to throw in the middle of a call
    class Treacherous extends Float32Array {
      static get [Symbol.species](): Float32ArrayConstructor {
        if (++reads === 2) throw new Error('no');
        return Float32Array;
      }
    }
    for (const start of [0, 1]) {
      reads = start;
      try {
        backend.forward(plan, ADDRESS, new Treacherous(300_000), new Float32Array(300_000));
      } catch {}
      expectReference(
        plan,
        Float32Array.from({ length: 300_000 }, (_, i) => i),
        new Float32Array(300_000),
      );
    }
  });

  it('a kept mask does what its address does', () => {
    const plan = mapPlan(0.3, [50, 41], [0, 1], 9);
    const x = Float32Array.from(hostile(2050));
    const mask = backend.mask(plan, ADDRESS);
    expectSame(backend.forward(plan, mask, x), backend.forward(plan, ADDRESS, x));
    expectReference(elementPlan(2050, 0x4ccccccd), x, undefined, reference.mask(elementPlan(2050, 0x4ccccccd), ADDRESS));
  });

  const shapes: [string, number[], number[]][] = [
    ['a scalar', [], []],
    ['spatial', [7, 49], [1, 0]],
    ['spatial, channels last', [3, 49, 5], [5, 0, 1]],
    ['variational', [3, 100, 64], [64, 0, 1]],
    ['variational, odd', [3, 700, 33], [33, 0, 1]],
    ['one row for all', [1000, 7], [0, 1]],
    ['batch', [999], [0]],
    ['shared twice', [3, 5, 4, 7], [4, 0, 1, 0]],
    ['shared three times', [5, 3, 2, 4, 7], [0, 4, 0, 1, 0]],
    ['long runs', [2, 40_000], [1, 0]],
    ['a row longer than a chunk', [2, 66_001], [0, 1]],
    ['a slice', [4, 6, 10], [1000, 50, 1]],
    ['a slice of columns', [100], [77]],
    ['a slice with shared axes', [4, 3, 10], [1000, 0, 1]],
    ['rows with nothing in them', [3, 0, 5], [5, 0, 1]],
  ];
  it.each(shapes)('%s', (_, dims, strides) => {
    const plan = mapPlan(0.4, dims, strides, 123_456);
    const n = dims.reduce((a, b) => a * b, 1);
    expectReference(plan, Float32Array.from(hostile(n)));
    expectSame(backend.mask(plan, ADDRESS), reference.mask(plan, ADDRESS));
  });

  it('any map, from an address and from a kept mask', () => {
    const axis = fc.record({ dim: fc.integer({ min: 1, max: 9 }), shared: fc.boolean(), gap: fc.nat(3) });
    const axes = fc.array(axis, { maxLength: 5 });
    const property = fc.property(axes, fc.nat(2 ** 40), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (axes, base, p) => {
      let stride = 1;
      const strides = axes.toReversed().map(({ dim, shared, gap }) => {
        const own = shared ? 0 : stride;
        if (!shared) stride *= dim + gap;
        return own;
      });
      const plan = mapPlan(
        p,
        axes.map(({ dim }) => dim),
        strides.reverse(),
        base,
      );
      const x = Float32Array.from(hostile(axes.reduce((n, { dim }) => n * dim, 1)));
      expectReference(plan, x);
      expectReference(plan, x, undefined, reference.mask(plan, ADDRESS));
    });
    fc.assert(property, { seed: 20262, numRuns: 80 });
  });
});
