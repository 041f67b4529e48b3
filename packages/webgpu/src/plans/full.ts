// All kinds of plans: what they do, how their masks are drawn, what they need.
import {
  type AddressWords,
  type ChoosePlan,
  checkPlan,
  coversParts,
  DROP_ALL,
  elementCount,
  gradientPlan,
  maskCount,
  type NoisePlan,
  type Plan,
  type RowsPlan,
} from '@dropkit/core';
import { wordsSize } from '../bits.js';
import type { Dispatch } from '../dispatch.js';
import { apply } from '../kernels/apply.js';
import { applyParts } from '../kernels/apply-parts.js';
import { choose } from '../kernels/choose.js';
import { concrete } from '../kernels/concrete.js';
import { drawRows } from '../kernels/draw-rows.js';
import { mix } from '../kernels/mix.js';
import { noise } from '../kernels/noise.js';
import { f32 } from '../params.js';
import { BERNOULLI_RULES, drawnDemand, drawnMask, scaled } from './bernoulli.js';
import { block, wholeParts } from './block.js';
import { blockMask, seedsSize } from './block-mask.js';
import { cutoutMask, holesSize } from './cutout-mask.js';
import { decided, spansOf } from './decided.js';
import { columnsSize, fusedInOne, summedColumns } from './fused.js';
import type { Job, Mask, Workshop } from './job.js';
import type { Demand, Parts, Rules } from './parts.js';

const SELECT = { scale: 1, shift: 0, dropped: 0 };

const RULES: Rules = {
  ...BERNOULLI_RULES,
  rows,
  block,
  cutout: (job) => decided(job, (span, bits) => apply(job.tensors, span, bits, SELECT)),
  noise: multiplied,
  concrete: (job) => spansOf(job).map((span) => concrete(job.tensors, span, job.plan, job.source as AddressWords)),
  choose: chosen,
  fused: fusedInOne,
  columnSums: summedColumns,
  mix: (job) => spansOf(job).map((span) => mix(job.tensors, span, job.plan.factor, job.plan.otherFactor)),
};

/** The entry of all plans. */
export const ALL_PLANS: Parts = { rules: RULES, checkPlan, gradientPlan, demand, maskOf };

function rows(job: Job<RowsPlan>): Dispatch[] {
  const { plan, tensors } = job;
  const scales = Uint32Array.from(plan.scales, f32);
  const part = elementCount(plan) / plan.scales.length;
  return decided(job, (span, bits) => applyParts(tensors, span, bits, part, scales));
}

function multiplied(job: Job<NoisePlan>): Dispatch[] {
  const { plan, tensors } = job;
  const words = job.source as AddressWords;
  if (plan.threshold !== undefined) return decided(job, (span, bits) => noise(tensors, span, plan, words, bits));
  return spansOf(job).map((span) => noise(tensors, span, plan, words));
}

function chosen(job: Job<ChoosePlan>): Dispatch[] {
  const { threshold } = job.plan;
  const { other, ...tensors } = job.tensors;
  if ('size' in job.source) return decided(job, (span, bits) => choose(job.tensors, span, bits));
  if (threshold === 0) return scaled({ ...job, tensors }, 1);
  if (threshold === DROP_ALL) return scaled({ ...job, tensors: { ...tensors, x: other! } }, 1);
  return decided(job, (span, bits) => choose(job.tensors, span, bits));
}

function maskOf(workshop: Workshop, plan: Plan, words: AddressWords): Mask {
  if (plan.kind === 'block') return blockMask(workshop, plan, words);
  if (plan.kind === 'cutout') return cutoutMask(workshop, plan, words);
  if (plan.kind !== 'rows') return drawnMask(plan, words);
  const { map, thresholds } = plan;
  const row = maskCount(plan) / thresholds.length;
  return {
    divisible: true,
    draw: (first, count, target) => [drawRows(map, words, thresholds, row, { first, count }, target)],
  };
}

function demand(plan: Plan): Demand {
  const drawn = drawnDemand(plan);
  if (plan.kind === 'fused' || plan.kind === 'columnSums') return { ...drawn, run: Math.max(drawn.run, columnsSize(plan)) };
  if (plan.kind === 'noise') return { ...drawn, axes: Math.max(drawn.axes, plan.noiseMap.dims.length) };
  if (plan.kind === 'cutout') {
    const mask = Math.max(wordsSize(maskCount(plan)), holesSize(plan));
    const side = Math.max(0, ...plan.axes.map((axis, a) => plan.box.shape[axis] + plan.size[a]));
    return { mask, run: mask, axes: Math.max(drawn.axes, plan.axes.length), side };
  }
  if (plan.kind === 'rows') {
    const mask = plan.thresholds.length * 8;
    return { ...drawn, mask, run: Math.max(drawn.run, mask) };
  }
  if (plan.kind !== 'block') return drawn;
  const mask = seedsSize(plan);
  const counts = plan.normalization === 'tensor' ? 8 : plan.shape[0] * 8;
  const run = Math.max(mask, counts, coversParts(plan) ? 0 : seedsSize(wholeParts(plan)));
  return { mask, run, axes: Math.max(drawn.axes, plan.shape.length), side: 0 };
}
