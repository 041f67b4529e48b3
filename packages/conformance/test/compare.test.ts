// The comparators and the text of their failures.
import { describe, expect, it } from 'vitest';
import { ulpAt } from '../src/compare/floats.js';
import { compareTail } from '../src/compare/masks.js';
import { compareFloats, compareMasks, compareMoment, Z_BOUND } from '../src/index.js';

const exact = { kind: 'exact' } as const;
const twoUlps = { kind: 'ulp', ulps: 2 } as const;

describe('bit-exact', () => {
  it('takes equal bits and any NaN for any NaN', () => {
    const nan = new Float32Array(new Uint32Array([0x7fc00001, 0x3f800000]).buffer);
    expect(compareFloats(exact, nan, Float32Array.of(Number.NaN, 1))).toBeUndefined();
    expect(compareFloats(exact, new Float32Array(0), new Float32Array(0))).toBeUndefined();
  });

  it('tells -0 from +0 and one ulp from none', () => {
    expect(compareFloats(exact, Float32Array.of(-0), Float32Array.of(0))).toContain('0x80000000 (-0)  0x00000000 (0)');
    expect(compareFloats(exact, Float64Array.of(1 + 2 ** -52), Float64Array.of(1))).toContain('0x3ff0000000000001');
  });

  it('shows count, first bad index, hex, decimal and neighbours', () => {
    const expected = Float32Array.from({ length: 20 }, (_, i) => i);
    const actual = expected.slice();
    actual[7] = 7.5;
    actual[12] = Number.NaN;
    expect(compareFloats(exact, actual, expected, { what: 'forward' })).toBe(
      [
        'forward (bit-exact): 2 of 20 differ, the first at index 7',
        '    index  actual            expected',
        '    4      0x40800000 (4)    0x40800000 (4)',
        '    5      0x40a00000 (5)    0x40a00000 (5)',
        '    6      0x40c00000 (6)    0x40c00000 (6)',
        '  > 7      0x40f00000 (7.5)  0x40e00000 (7)',
        '    8      0x41000000 (8)    0x41000000 (8)',
        '    9      0x41100000 (9)    0x41100000 (9)',
        '    10     0x41200000 (10)   0x41200000 (10)',
      ].join('\n'),
    );
  });

  it('cuts the neighbours at both ends', () => {
    const text = compareFloats(exact, Float32Array.of(1, 2), Float32Array.of(0, 2))!;
    expect(text.split('\n')).toHaveLength(4);
    expect(text).toContain('> 0');
  });

  it('does not compare what has another type or length', () => {
    expect(compareFloats(exact, new Float64Array(1), new Float32Array(1))).toContain('expected float32, got float64');
    expect(compareFloats(exact, new Float32Array(2), new Float32Array(1))).toContain('expected 1 elements, got 2');
  });
});

describe('within k ulp', () => {
  const ulp = 2 ** -23;
  it('takes two units and no third, on either side of a power of two', () => {
    expect(compareFloats(twoUlps, Float32Array.of(1 + 2 * ulp), Float32Array.of(1))).toBeUndefined();
    expect(compareFloats(twoUlps, Float32Array.of(1 + 3 * ulp), Float32Array.of(1))).toContain('within 2 ulp');
    expect(compareFloats(twoUlps, Float32Array.of(-1 - 3 * ulp), Float32Array.of(-1))).toContain('1 of 1 differ');
  });

  it('measures at the given magnitude where two terms cancel', () => {
    const [actual, expected] = [Float32Array.of(1e-8), Float32Array.of(2e-8)];
    expect(compareFloats(twoUlps, actual, expected)).toBeDefined();
    expect(compareFloats(twoUlps, actual, expected, { magnitude: 1 })).toBeUndefined();
  });

  it('is strict where the expected value is zero, infinite or NaN', () => {
    expect(compareFloats(twoUlps, Float32Array.of(1e-45), Float32Array.of(0))).toBeDefined();
    expect(compareFloats(twoUlps, Float32Array.of(3e38), Float32Array.of(Number.POSITIVE_INFINITY))).toBeDefined();
    expect(compareFloats(twoUlps, Float32Array.of(0), Float32Array.of(Number.NaN))).toBeDefined();
    expect(compareFloats(twoUlps, Float32Array.of(Number.NaN), Float32Array.of(1))).toBeDefined();
  });

  it('knows the unit at every magnitude', () => {
    expect(ulpAt(1, 'float32')).toBe(2 ** -23);
    expect(ulpAt(1.99, 'float64')).toBe(2 ** -52);
    expect(ulpAt(2 ** 29 * 8, 'float64')).toBe(2 ** (32 - 52));
    expect(ulpAt(0, 'float32')).toBe(2 ** -149);
    expect(ulpAt(2 ** -127, 'float16')).toBe(2 ** -24);
  });
});

describe('flushed subnormals', () => {
  const tiny = Float32Array.of(2 ** -149);
  it('are zeros of either sign when the device may flush, and only then', () => {
    expect(compareFloats(exact, Float32Array.of(-0), tiny, { flushedInput: tiny })).toBeUndefined();
    expect(compareFloats(exact, Float32Array.of(0), tiny)).toBeDefined();
  });
  it('excuse nothing else', () => {
    expect(compareFloats(exact, Float32Array.of(0), Float32Array.of(1), { flushedInput: Float32Array.of(1) })).toBeDefined();
    expect(compareFloats(exact, Float32Array.of(2 ** -148), tiny, { flushedInput: tiny })).toBeDefined();
  });
});

describe('masks', () => {
  const words = Uint32Array.of(0xffffffff, 0x0000000f);
  it('are compared word by word', () => {
    expect(compareMasks(words, words.slice(), false)).toBeUndefined();
    expect(compareMasks(Uint32Array.of(0xffffffff, 0x1f), words, false)).toContain('> 1      0x0000001f  0x0000000f');
  });
  it('may be padded with zero words where the manifest says so', () => {
    const padded = Uint32Array.of(...words, 0, 0);
    expect(compareMasks(padded, words, true)).toBeUndefined();
    expect(compareMasks(padded, words, false)).toContain('expected 2 words, got 4');
    expect(compareMasks(Uint32Array.of(...words, 0, 1), words, true)).toContain('first at index 3');
    expect(compareMasks(words.subarray(1), words, true)).toContain('expected at least 2 words, got 1');
  });
  it('have no bits beyond their count', () => {
    expect(compareTail(words, 36)).toBeUndefined();
    expect(compareTail(words, 35)).toContain('0x00000008');
    expect(compareTail(words, 0)).toContain('2 of 2');
  });
});

describe('moments', () => {
  const moment = { observed: 0.52, expected: 0.5, sigma: 0.005, n: 10000 };
  it('are judged in standard deviations', () => {
    expect(compareMoment('mean', moment, Z_BOUND)).toBeUndefined();
    expect(compareMoment('mean', { ...moment, observed: 0.53 }, Z_BOUND)).toBe(
      'mean (moments): 6.0 standard deviations away, allowed 4.8916: observed 0.53, expected 0.5, standard deviation 0.005, n = 10000',
    );
  });
  it('never take a NaN, and take a constant only when it is right', () => {
    expect(compareMoment('mean', { ...moment, observed: Number.NaN }, Z_BOUND)).toBeDefined();
    expect(compareMoment('mean', { ...moment, sigma: Number.NaN }, Z_BOUND)).toBeDefined();
    expect(compareMoment('mean', { ...moment, sigma: 0 }, Z_BOUND)).toBeDefined();
    expect(compareMoment('mean', { ...moment, observed: 0.5, sigma: 0 }, Z_BOUND)).toBeUndefined();
  });
});
