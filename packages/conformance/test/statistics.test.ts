// The statistics themselves: exact values by enumeration, and the power to see what they are for.
import { planarUniform } from '@dropkit/core';
import { describe, expect, it } from 'vitest';
import { compareMoment, Z_BOUND } from '../src/index.js';
import { outcomesOf, twoPointMoments } from '../src/statistics/closed-form.js';
import { covariance, keptFraction, varianceOfGroupCounts, worstElement } from '../src/statistics/keep.js';

/** Independent decisions with drop probability p, by core's planar uniforms. */
function decisions(n: number, p: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length: n }, (_, i) => (planarUniform(i, { seed }) >= p * 2 ** 32 ? 1 : 0));
}

const N = 8192;

describe('closed forms', () => {
  it('the variance of the group counts has the standard deviation of a binomial sample variance', () => {
    // mu4 of B(64, 1/2) = 64/4 (1 + 3 * 62 / 4) = 760, sigma^4 = 256; M = 128: sqrt((760 - 125/127 256) / 128) = 1.992
    expect(varianceOfGroupCounts(decisions(N, 0.5), 0.5).sigma).toBeCloseTo(Math.sqrt((760 - (125 / 127) * 256) / 128), 12);
  });
  it('two outcomes have their mean and variance', () => {
    expect(twoPointMoments({ kept: 4, dropped: 0 }, 0.75)).toEqual({ mean: 1, variance: 3 });
  });
  it.each([0.1, 0.5, 0.9])('alpha keeps mean 0 and variance 1 of a standard normal, p = %s', (p) => {
    // E over x ~ N(0, 1) of the affine branch: mean b, second moment a^2 + b^2
    const { kept: b, dropped } = outcomesOf({ variant: 'alpha', p }, 0);
    const a = outcomesOf({ variant: 'alpha', p }, 1).kept - b;
    expect((1 - p) * b + p * dropped).toBeCloseTo(0, 14);
    expect((1 - p) * (a ** 2 + b ** 2) + p * dropped ** 2).toBeCloseTo(1, 14);
  });
});

describe('power', () => {
  const fails = (moment: Parameters<typeof compareMoment>[1]) => compareMoment('', moment, Z_BOUND) !== undefined;

  it('control: independent decisions pass all', () => {
    const keep = decisions(N, 0.3);
    const moments = [keptFraction(keep, 0.3), varianceOfGroupCounts(keep, 0.3), covariance(keep, keep.subarray(1), 0.3)];
    expect(moments.map(fails)).toEqual([false, false, false]);
  });
  it('the mean sees a rate of .33 for .3', () => {
    expect(fails(keptFraction(decisions(N, 0.33), 0.3))).toBe(true);
  });
  it('the variance sees clumps and an even spread, which the mean does not', () => {
    const clumped = decisions(N / 4, 0.5).reduce<number[]>((list, keep) => list.concat(keep, keep, keep, keep), []);
    const even = Array.from({ length: N }, (_, i) => i % 2);
    for (const keep of [clumped, even].map((list) => Uint8Array.from(list))) {
      expect(fails(varianceOfGroupCounts(keep, 0.5))).toBe(true);
      expect(fails(keptFraction(keep, 0.5))).toBe(false);
    }
  });
  it('the covariance sees neighbours that agree a little too often', () => {
    const keep = decisions(N, 0.5);
    for (let i = 1; i < N; i += 8) keep[i] = keep[i - 1];
    expect(fails(covariance(keep, keep.subarray(1), 0.5))).toBe(true);
    expect(fails(covariance(keep, decisions(N, 0.5, 2), 0.5))).toBe(false);
  });
  it('the element means see one element that is never kept', () => {
    const masks = Array.from({ length: 100 }, (_, step) => decisions(16, 0.5, step));
    for (const mask of masks) mask[5] = 0;
    const { element, moment } = worstElement(masks, 0.5);
    expect(element).toBe(5);
    expect(fails(moment)).toBe(true);
  });
});
