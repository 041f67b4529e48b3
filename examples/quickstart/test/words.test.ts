import { describe, expect, it } from 'vitest';
import type { Results } from '../src/experiment.js';
import type { Estimate } from '../src/statistics.js';
import { findings, headline, hex, percent, points } from '../src/words.js';

describe('numbers', () => {
  it('come with their standard error', () => {
    expect(percent({ value: 0.0843, standardError: 0.00293 })).toBe('8.43 % ± 0.29');
    expect(points({ value: -0.0139, standardError: 0.002 })).toBe('−1.39 ± 0.20 points');
  });

  it('show masks in hex, eight digits a word', () => {
    expect(hex(Uint32Array.of(1, 0xcae1818a, 3), 2)).toBe('00000001 cae1818a');
  });
});

describe('findings', () => {
  it('say that dropout helped only where it did by two standard errors', () => {
    expect(findings(results(-0.01, 0.002))[0]).toBe('Dropout lowered the test error by 1.00 ± 0.20 points against no dropout.');
    expect(headline(results(-0.01, 0.002))).toBe('Fewer test errors with dropout: 9.0 % against 10.0 %');
  });

  it('say that it hurt where it did', () => {
    expect(findings(results(0.01, 0.002))[0]).toBe('Dropout raised the test error by 1.00 ± 0.20 points against no dropout.');
    expect(headline(results(0.01, 0.002))).toBe('More test errors with dropout: 11.0 % against 10.0 %');
  });

  it('call small differences no difference', () => {
    expect(findings(results(-0.003, 0.002))[0]).toBe(
      'Dropout made no clear difference (−0.30 ± 0.20 points) against no dropout.',
    );
    expect(headline(results(-0.003, 0.002))).toBe('About as many test errors with dropout: 9.7 % against 10.0 %');
    expect(findings(results(0, 0))[0]).toContain('no clear difference');
  });
});

/** Results in which dropout changes the error rate of 10 % by `value`. */
function results(value: number, standardError: number): Results {
  const some: Estimate = { value: 0.5, standardError: 0.01 };
  const difference: Estimate = { value, standardError };
  const method = (error: number) => ({ error: { value: error, standardError: 0.003 }, difference, loss: some });
  const certainty = { sure: some, unsure: some };
  return {
    methods: { plain: method(0.1), dropout: method(0.1 + value), mean: method(0.1 + value) },
    meanAgainstScaling: difference,
    certainties: [certainty, certainty, certainty, certainty],
  } as unknown as Results;
}
