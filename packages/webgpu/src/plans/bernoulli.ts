// Plans of one input and one probability, and their masks.
import { type AddressWords, bitMap, DROP_ALL, drawMap, maskCount, type Plan, type SelectPlan } from '@dropkit/core';
import { wordsSize } from '../bits.js';
import type { Dispatch } from '../dispatch.js';
import { apply } from '../kernels/apply.js';
import { draw } from '../kernels/draw.js';
import { fill } from '../kernels/fill.js';
import { scale } from '../kernels/scale.js';
import { decided, spansOf } from './decided.js';
import type { Job, Mask } from './job.js';
import type { Demand, Rules } from './parts.js';

export const BERNOULLI_RULES: Pick<Rules, 'identity' | 'scale' | 'zero' | 'select'> = {
  identity: (job) => scaled(job, 1),
  scale: (job) => scaled(job, job.plan.factor),
  zero: (job) => scaled(job, undefined),
  select: (job: Job<SelectPlan>) => decided(job, (span, bits) => apply(job.tensors, span, bits, job.plan)),
};

/** One factor for all elements; `undefined` means zeros. */
export function scaled(job: Job, factor: number | undefined): Dispatch[] {
  return spansOf(job).map((span) => scale(job.tensors, span, factor));
}

/** A mask of independent decisions: those of the plan's threshold, or of `t`. */
export function drawnMask(plan: Plan, words: AddressWords, t = thresholdOf(plan)): Mask {
  return {
    divisible: true,
    draw: (first, count, target) =>
      t === 0 || t === DROP_ALL ? [fill(target, t === 0 ? count : 0)] : [draw(plan.map, words, t, { first, count }, target)],
  };
}

/** 0 where nothing is dropped. */
function thresholdOf(plan: Plan): number {
  if (plan.kind === 'zero') return DROP_ALL;
  return 'threshold' in plan ? (plan.threshold ?? 0) : 0;
}

/** A mask that several elements share is drawn whole; one in the order of elements can be cut. */
export function drawnDemand(plan: Plan): Demand {
  const { map } = plan;
  const mask = map.strides.includes(0) ? wordsSize(maskCount(plan)) : 0;
  return { mask: 0, run: mask, axes: Math.max(bitMap(map).dims.length, drawMap(map).dims.length), side: 0 };
}
