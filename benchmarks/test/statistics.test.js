import { describe, expect, it } from 'vitest';
import { ratios, summarise } from '../src/harness/statistics.js';

describe('summarise', () => {
  it('gives median, quartiles and range of an odd number of samples', () => {
    expect(summarise([5, 1, 4, 2, 3])).toEqual({ median: 3, q1: 2, q3: 4, min: 1, max: 5, count: 5 });
  });

  // numpy.quantile([1, 2, 3, 10], [.25, .5, .75]) -> 1.75, 2.5, 4.75 (linear interpolation, R-7)
  it('interpolates between samples as numpy does', () => {
    expect(summarise([10, 1, 3, 2])).toEqual({ median: 2.5, q1: 1.75, q3: 4.75, min: 1, max: 10, count: 4 });
  });

  it('leaves rounds out in which the contender sat out, and does not take them for 0', () => {
    expect(summarise([4, null, null, 2])).toEqual({ median: 3, q1: 2.5, q3: 3.5, min: 2, max: 4, count: 2 });
  });
});

describe('ratios', () => {
  it('divides round by round', () => {
    expect(ratios([2, 9, 8], [1, 3, 4])).toEqual([2, 3, 2]);
  });

  it('is null where either sat out', () => {
    expect(ratios([2, null, 8], [1, 3, null])).toEqual([2, null, null]);
  });

  it('cancels a slow round, which dividing the medians does not', () => {
    const slowRounds = [1, 10, 10];
    const unit = [1, 1, 1].map((time, round) => time * slowRounds[round]);
    const sometimesAbsent = [2, null, null];
    expect(summarise(ratios(sometimesAbsent, unit)).median).toBe(2);
    expect(summarise(sometimesAbsent).median / summarise(unit).median).toBe(0.2);
  });
});
