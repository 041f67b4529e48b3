// Packed masks of the readable backend, one element after another. Blocks go seed by seed, holes element by element.
import { type BlockPlan, type CutoutPlan, indexAt, maskCount, type Plan } from '@dropkit/core';
import type { Parts, Span } from './parts.js';
import type { Random } from './readable-random.js';

/** The packed mask of any plan. */
export function drawMask(parts: Parts, plan: Plan, random: Random): Uint32Array {
  const kept = keptElements(parts, plan, random);
  const packed = new Uint32Array(Math.ceil(kept.length / 32));
  kept.forEach((isKept, n) => {
    if (isKept) packed[n >>> 5] |= 1 << (n & 31);
  });
  return parts.finish(packed, kept.length);
}

/** The factor of each kept element of a block plan, by its sample in the plan. */
export function blockFactors(parts: Parts, plan: BlockPlan, kept: (part: BlockPlan) => number): number[] {
  const { box, shape } = plan;
  const samples = parts.countsSamples(plan);
  const counted = samples ? [1, ...box.shape.slice(1)] : box.shape;
  const count = counted.reduce((a, b) => a * b, 1);
  const factors = Array.from({ length: samples ? shape[0] : 1 }, (_, n) => {
    const start = box.shape.map((__, d) => (samples && d === 0 ? box.start[0] + n : 0));
    return parts.normalizer(plan, count, kept({ ...plan, shape: counted, box: { shape: box.shape, start } }));
  });
  return Array.from({ length: shape[0] }, (_, n) => factors[samples ? n : 0]);
}

function keptElements(parts: Parts, plan: Plan, random: Random): readonly boolean[] {
  if (plan.kind === 'block') return uncoveredByBlocks(parts, plan, random);
  if (plan.kind === 'cutout') return uncoveredByHoles(parts, plan, random);
  const indices = parts.maskIndices(plan.map);
  const thresholdAt = thresholds(parts, plan);
  return Array.from({ length: maskCount(plan) }, (_, n) => !random.drops(indexAt(indices, n), thresholdAt(n)));
}

function thresholds(parts: Parts, plan: Plan): (n: number) => number {
  if (plan.kind === 'rows') {
    const perRow = maskCount(plan) / plan.thresholds.length;
    return (n) => parts.rowThreshold(plan, Math.floor(n / perRow));
  }
  if ('threshold' in plan && plan.threshold !== undefined) {
    const threshold = parts.threshold(plan);
    return () => threshold;
  }
  return () => (plan.kind === 'zero' ? 2 ** 32 : 0);
}

/** Marks what every dropped seed of the neighbourhood covers in the box. */
function uncoveredByBlocks(parts: Parts, plan: BlockPlan, random: Random): boolean[] {
  const { box, window, shape } = plan;
  const kept = new Array<boolean>(shape.reduce((a, b) => a * b, 1)).fill(true);
  const grid = box.shape.map((side, d) => parts.gridSide(side, window[d]));
  const near = grid.map((side, d) => clipped([box.start[d] - window[d], box.start[d] + shape[d] + window[d]], side));
  eachOf(near, (seed) => {
    if (!random.drops(linear(seed, grid), parts.threshold(plan))) return;
    const spans = seed.map((at, d) => {
      const [from, to] = parts.block(at, window[d]);
      return clipped([from - box.start[d], to - box.start[d]], shape[d]);
    });
    eachOf(spans, (at) => {
      kept[linear(at, shape)] = false;
    });
  });
  return kept;
}

function uncoveredByHoles(parts: Parts, plan: CutoutPlan, random: Random): boolean[] {
  const { maskShape, box, axes, size, holes } = plan;
  const kept: boolean[] = [];
  const covers = (at: readonly number[], sample: number, hole: number) =>
    axes.every((axis, a) => {
      const uniform = random.uniform((parts.holeSample(sample) * holes + hole) * axes.length + a);
      const [from, to] = parts.hole(uniform, box.shape[axis], size[a]);
      return at[axis] >= from && at[axis] < to;
    });
  eachOf(
    maskShape.map((side, d) => [box.start[d], box.start[d] + side]),
    (at) => {
      kept.push(!Array.from({ length: holes }, (_, hole) => covers(at, at[0], hole)).includes(true));
    },
  );
  return kept;
}

/** All coordinates of a box, row-major. */
function eachOf(spans: readonly Span[], visit: (at: readonly number[]) => void): void {
  const sides = spans.map(([from, to]) => Math.max(0, to - from));
  const count = sides.reduce((a, b) => a * b, 1);
  for (let n = 0; n < count; n++) {
    let rest = n;
    const at = new Array<number>(spans.length);
    for (let d = spans.length - 1; d >= 0; d--) {
      at[d] = spans[d][0] + (rest % sides[d]);
      rest = Math.floor(rest / sides[d]);
    }
    visit(at);
  }
}

function clipped([from, to]: Span, side: number): Span {
  return [Math.max(0, from), Math.min(side, to)];
}

function linear(at: readonly number[], shape: readonly number[]): number {
  return at.reduce((index, c, d) => index * shape[d] + c, 0);
}
