// Moments of masks, normals and policies against closed forms. Bounds are 5 standard errors, derived from n.
import { describe, expect, it } from 'vitest';
import { type Address, createReferenceBackend, type DropoutConfig, isKept, linearUniform, lower, normal } from '../src/index.js';

const backend = createReferenceBackend();
const n = 1 << 15;
const SIGMAS = 5;

function keptFlags(config: DropoutConfig, address: Address): number[] {
  const mask = backend.mask(lower(config, [n], 'train'), address);
  return Array.from({ length: n }, (_, i) => Number(isKept(mask, i)));
}
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

describe('Bernoulli masks', () => {
  it.each([0.1, 1 / 3, 0.5, 0.9])('share and independence at p = %d', (p) => {
    const config: DropoutConfig = { variant: 'dropout', p };
    const address = { seed: 2024, stream: 1, step: 1 };
    const a = keptFlags(config, address);
    expect(Math.abs(mean(a) - (1 - p))).toBeLessThan(SIGMAS * Math.sqrt((p * (1 - p)) / n));
    const centred = a.map((kept) => kept - (1 - p));
    const others = {
      neighbour: [...centred.slice(1), centred[0]],
      'a group away': [...centred.slice(128), ...centred.slice(0, 128)],
      step: keptFlags(config, { ...address, step: 2 }).map((kept) => kept - (1 - p)),
      stream: keptFlags(config, { ...address, stream: 2 }).map((kept) => kept - (1 - p)),
      seed: keptFlags(config, { ...address, seed: 2025 }).map((kept) => kept - (1 - p)),
    };
    for (const [name, other] of Object.entries(others)) {
      const covariance = mean(centred.map((value, i) => value * other[i]));
      expect(Math.abs(covariance), name).toBeLessThan((SIGMAS * p * (1 - p)) / Math.sqrt(n));
    }
  });

  it('are nested: what p drops, every larger p drops too', () => {
    const address = { seed: 5 };
    const flags = [0.05, 0.2, 0.5, 0.51, 0.95].map((p) => keptFlags({ variant: 'dropout', p }, address));
    for (let k = 1; k < flags.length; k++) expect(flags[k].every((kept, i) => kept <= flags[k - 1][i])).toBe(true);
  });
});

describe('scaling policies on standard normal input', () => {
  const x = Float64Array.from({ length: n }, (_, i) => normal(i, { seed: 99 }));
  // E y = 0 and Var y: inverted 1 / (1 - p), standard and none 1 - p, alpha 1
  it.each<[DropoutConfig, number]>([
    [{ variant: 'dropout', p: 0.3 }, 1 / 0.7],
    [{ variant: 'dropout', p: 0.3, scaling: 'standard' }, 0.7],
    [{ variant: 'dropout', p: 0.3, scaling: 'none' }, 0.7],
    [{ variant: 'alpha', p: 0.3 }, 1],
  ])('%o', (config, variance) => {
    const y = backend.forward(lower(config, [n], 'train'), { seed: 7 }, x);
    const squares = y.map((value) => value * value);
    const fourth = mean(squares.map((value) => value * value));
    expect(Math.abs(mean(y))).toBeLessThan(SIGMAS * Math.sqrt(variance / n));
    expect(Math.abs(mean(squares) - variance)).toBeLessThan(SIGMAS * Math.sqrt((fourth - variance ** 2) / n));
  });
});

describe('linear words', () => {
  it('uniforms have mean 1/2 and variance 1/12', () => {
    const u = Array.from({ length: n }, (_, i) => linearUniform(i, { seed: 8 }));
    expect(Math.abs(mean(u) - 0.5)).toBeLessThan(SIGMAS * Math.sqrt(1 / 12 / n));
    // Var (u - 1/2)^2 = 1/80 - 1/144
    expect(Math.abs(mean(u.map((v) => (v - 0.5) ** 2)) - 1 / 12)).toBeLessThan(SIGMAS * Math.sqrt((1 / 80 - 1 / 144) / n));
  });

  it('normals have mean 0, variance 1, fourth moment 3, and independent partners', () => {
    const z = Array.from({ length: n }, (_, i) => normal(i, { seed: 8 }));
    expect(Math.abs(mean(z))).toBeLessThan(SIGMAS * Math.sqrt(1 / n));
    expect(Math.abs(mean(z.map((v) => v ** 2)) - 1)).toBeLessThan(SIGMAS * Math.sqrt(2 / n));
    expect(Math.abs(mean(z.map((v) => v ** 4)) - 3)).toBeLessThan(SIGMAS * Math.sqrt(96 / n));
    const pairs = z.filter((_, i) => i % 2 === 0).map((v, m) => v * z[2 * m + 1]);
    expect(Math.abs(mean(pairs))).toBeLessThan(SIGMAS * Math.sqrt(2 / n));
  });
});
