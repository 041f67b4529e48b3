// Addresses and indices: both sides of each limit.
import { describe, expect, it } from 'vitest';
import { addressWords, linearUniform, linearWord, normal, philox4x32, planarUniform, threshold } from '../src/index.js';

describe('addressWords', () => {
  it('splits the seed and fills in stream and step', () => {
    expect(addressWords({ seed: 2n ** 33n + 5n })).toEqual({ keyLow: 5, keyHigh: 2, stream: 0, step: 0 });
    expect(addressWords({ seed: 2 ** 33 + 5 })).toEqual(addressWords({ seed: 2n ** 33n + 5n }));
    expect(addressWords({ seed: 2n ** 64n - 1n, stream: 2 ** 32 - 1, step: 2 ** 32 - 1 })).toEqual({
      keyLow: 0xffffffff,
      keyHigh: 0xffffffff,
      stream: 0xffffffff,
      step: 0xffffffff,
    });
  });

  it.each([
    [{ seed: -1 }, RangeError, '"seed"'],
    [{ seed: 2n ** 64n }, RangeError, '"seed" expected an unsigned 64-bit integer'],
    [{ seed: 2 ** 53 }, RangeError, '"seed"'],
    [{ seed: 0.5 }, RangeError, '"seed"'],
    [{ seed: '1' }, TypeError, '"seed"'],
    [{}, TypeError, '"seed"'],
    [{ seed: 1, stream: 2 ** 32 }, RangeError, '"stream" expected an integer from 0 to 2^32 - 1, got 4294967296'],
    [{ seed: 1, step: 2 ** 32 }, RangeError, '"step"'],
    [{ seed: 1, step: -1 }, RangeError, '"step"'],
    [{ seed: 1, step: Number.NaN }, RangeError, '"step"'],
    [{ seed: 1, stream: 'encoder' }, TypeError, '"stream"'],
    [{ seed: 1, step: null }, TypeError, '"step" expected an integer from 0 to 2^32 - 1, got null.'],
    [{ seed: 1, stream: null }, TypeError, '"stream"'],
    [null, TypeError, '"address"'],
    [42, TypeError, '"address"'],
  ])('refuses %o', (address, type, text) => {
    expect(() => addressWords(address as never)).toThrow(type);
    expect(() => addressWords(address as never)).toThrow(text);
  });
});

describe('indices and thresholds', () => {
  it.each([planarUniform, linearWord, linearUniform, normal])('%o takes [0, 2^53)', (sampler) => {
    expect(sampler(2 ** 53 - 1, { seed: 1 })).toEqual(expect.any(Number));
    expect(() => sampler(2 ** 53, { seed: 1 })).toThrow(RangeError);
    expect(() => sampler(-1, { seed: 1 })).toThrow(RangeError);
    expect(() => sampler(0.5, { seed: 1 })).toThrow(RangeError);
    expect(() => sampler('0' as never, { seed: 1 })).toThrow(TypeError);
  });

  it('T is clamped inside (0, 1) and undefined outside', () => {
    expect(threshold(Number.MIN_VALUE)).toBe(1);
    expect(threshold(1 - 2 ** -53)).toBe(2 ** 32 - 1);
    expect(threshold(0.1)).toBe(0x1999999a);
    expect(threshold(Math.fround(0.1))).toBe(0x199999a0); // why T is never recomputed from a float32 ratio
    for (const p of [0, 1, -0.1, 1.1, Number.NaN]) expect(() => threshold(p)).toThrow(RangeError);
    expect(() => threshold('0.5' as never)).toThrow(TypeError);
  });

  it('philox4x32 checks its words', () => {
    expect(() => philox4x32(new Uint32Array(3), new Uint32Array(2))).toThrow(RangeError);
    expect(() => philox4x32(new Uint32Array(4), [0, 0] as never)).toThrow(TypeError);
  });
});
