// What share of a mask's elements should be kept, and how far one draw strays from it: exact, from the config, never from the draw.
import { type DropoutConfig, dropBlockGamma, type Plan } from '@dropkit/core';

/** Expectation and standard deviation of the kept share over all addresses. */
export interface KeptShare {
  readonly mean: number;
  /** Absent where it would take too long to work out. */
  readonly standardDeviation?: number;
}

/**
 * The kept share of a training plan's mask; undefined for plans whose mask decides nothing.
 *
 * @param config whose plan it is, lowered for a whole tensor
 */
export function keptShare(config: DropoutConfig, plan: Plan): KeptShare | undefined {
  switch (plan.kind) {
    case 'select':
    case 'choose':
      return ofIndependent([{ p: plan.threshold / 2 ** 32, count: product(plan.maskShape) }]);
    case 'rows':
      return ofIndependent(
        plan.thresholds.map((t) => ({ p: t / 2 ** 32, count: product(plan.maskShape) / plan.thresholds.length })),
      );
    case 'block':
      return ofBlocks(config as Extract<DropoutConfig, { variant: 'dropBlock' }>, plan.shape);
    case 'cutout':
      return ofHoles(config as Extract<DropoutConfig, { variant: 'cutout' }>, plan.shape);
    case 'noise':
      return config.variant === 'shakeDrop' ? ofIndependent([{ p: config.p, count: product(plan.maskShape) }]) : undefined;
    default:
      return undefined;
  }
}

/** Elements of a map up to which pairs are looked at. */
const MOST_PAIRED = 1024;

/** Elements decided one by one. */
function ofIndependent(parts: readonly { p: number; count: number }[]): KeptShare {
  const all = parts.reduce((sum, { count }) => sum + count, 0);
  const mean = parts.reduce((sum, { p, count }) => sum + (1 - p) * count, 0) / all;
  const variance = parts.reduce((sum, { p, count }) => sum + p * (1 - p) * count, 0) / all ** 2;
  return { mean, standardDeviation: Math.sqrt(variance) };
}

/** DropBlock: an element is kept iff none of the seeds that reach it is dropped; samples and channels are independent. */
function ofBlocks(
  { p, blockSize, layout }: Extract<DropoutConfig, { variant: 'dropBlock' }>,
  shape: readonly number[],
): KeptShare {
  const { sides, maps } = spatial(shape, layout);
  const gamma = dropBlockGamma(p, sides, blockSize);
  const axes = sides.map((side, a) => {
    const b = Math.min(typeof blockSize === 'number' ? blockSize : blockSize[a], side);
    return Array.from({ length: side }, (_, c) => [Math.max(c - b + 1, 0), Math.min(c, side - b)] as const);
  });
  return ofCovering(axes, maps, (reaching) => (1 - gamma) ** reaching);
}

/** Cutout: an element is kept iff no hole's centre is among those that reach it; samples are independent, channels share. */
function ofHoles(
  { size, holes = 1, layout }: Extract<DropoutConfig, { variant: 'cutout' }>,
  shape: readonly number[],
): KeptShare {
  const { sides } = spatial(shape, layout);
  const centres = product(sides);
  const axes = sides.map((side, a) => {
    const s = typeof size === 'number' ? size : size[a];
    const before = Math.floor(s / 2);
    return Array.from({ length: side }, (_, c) => [Math.max(c + before - s + 1, 0), Math.min(c + before, side - 1)] as const);
  });
  return ofCovering(axes, shape[0], (reaching) => (1 - reaching / centres) ** holes);
}

type Range = readonly [first: number, last: number];

/**
 * Mean and deviation of the kept share when boxes of places reach each element. All pairs of elements are looked at, so that large
 * maps get a mean alone.
 *
 * @param axes for each axis and position the places that reach it
 * @param maps independent maps
 * @param survives the probability that none of so many places is hit
 */
function ofCovering(axes: readonly (readonly Range[])[], maps: number, survives: (places: number) => number): KeptShare {
  const positions = axes.reduce<number[][]>((all, ranges) => all.flatMap((at) => ranges.map((_, c) => [...at, c])), [[]]);
  const shared = axes.map((ranges) => ranges.map((one) => ranges.map((other) => overlap(one, other))));
  const reaching = positions.map((at) => at.reduce((count, c, a) => count * shared[a][c][c], 1));
  const kept = reaching.map(survives);
  const mean = kept.reduce((sum, share) => sum + share, 0) / kept.length;
  if (positions.length > MOST_PAIRED) return { mean };
  let covariance = 0;
  for (let i = 0; i < positions.length; i++) {
    for (let j = 0; j < positions.length; j++) {
      let both = 1;
      for (let a = 0; a < axes.length; a++) both *= shared[a][positions[i][a]][positions[j][a]];
      covariance += survives(reaching[i] + reaching[j] - both) - kept[i] * kept[j];
    }
  }
  return { mean, standardDeviation: Math.sqrt(Math.max(covariance, 0) / kept.length ** 2 / maps) };
}

/** Places that reach both positions. */
function overlap([a, b]: Range, [c, d]: Range): number {
  return Math.max(Math.min(b, d) - Math.max(a, c) + 1, 0);
}

function spatial(shape: readonly number[], layout: string | undefined) {
  const sides = layout === 'channelsLast' ? shape.slice(1, -1) : shape.slice(2);
  return { sides, maps: product(shape) / product(sides) };
}

function product(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a * b, 1);
}
