// One number that tells whether a draw looks right: the kept share of a mask, or the mean of multiplicative noise, beside what theory
// expects and how far a single draw strays from that.
import {
  concreteNoise,
  type DropoutConfig,
  gaussianNoise,
  keptCount,
  type MeanVariance,
  maskCount,
  type Plan,
  uniformNoise,
} from '@dropkit/core';
import { keptShare } from './kept-share.js';

/** A measured number and its expectation. */
export interface Statistic {
  readonly name: string;
  readonly measured: number;
  readonly expected: number;
  /** Absent where it would take too long to work out. */
  readonly standardDeviation?: number;
}

/**
 * @param words the packed mask
 * @param ones what the plan makes of ones: the factors, where it multiplies
 */
export function statisticOf(config: DropoutConfig, plan: Plan, words: Uint32Array, ones: Float32Array): Statistic | undefined {
  const noise = noiseOf(config);
  if (noise) {
    const mean = ones.reduce((sum, value) => sum + value, 0) / ones.length;
    const standardDeviation = Math.sqrt(noise.variance / maskCount(plan));
    return { name: 'mean factor', measured: mean, expected: noise.mean, standardDeviation };
  }
  const share = keptShare(config, plan);
  if (!share) return undefined;
  const { mean: expected, standardDeviation } = share;
  return { name: 'kept share', measured: keptCount(words) / maskCount(plan), expected, standardDeviation };
}

function noiseOf(config: DropoutConfig): MeanVariance | undefined {
  switch (config.variant) {
    case 'gaussian':
      return gaussianNoise(config.p);
    case 'uniform':
      return uniformNoise(config.beta);
    case 'variationalGaussian':
      return { mean: 1, variance: config.alpha };
    case 'concrete':
      return concreteNoise(config.p, config.temperature ?? 0.1);
    default:
      return undefined;
  }
}
