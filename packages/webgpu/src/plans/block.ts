// DropBlock: draw and dilate, count exactly, normalise, apply. SPEC sections 6 and 8.
import { type BlockPlan, countedParts, coversParts, maskCount } from '@dropkit/core';
import { maskSize, wordsSize } from '../bits.js';
import type { Dispatch, Range } from '../dispatch.js';
import { applyParts } from '../kernels/apply-parts.js';
import { count } from '../kernels/count.js';
import { fill } from '../kernels/fill.js';
import { normalize } from '../kernels/normalize.js';
import { blockMask } from './block-mask.js';
import { applied } from './decided.js';
import type { Job } from './job.js';

export function block(job: Job<BlockPlan>): Dispatch[] {
  const { plan, source, tensors, memory } = job;
  const { mask, dispatches } = maskOfJob(job);
  const [part] = countedParts(plan);
  const parts = plan.normalization === 'tensor' ? 1 : plan.shape[0];
  const size = maskCount(part);
  const counts = memory.scratch('counts', parts * 8);
  const scales = memory.scratch('scales', parts * 4);
  const counted = [fill(counts, 0)];
  if (coversParts(plan)) counted.push(count(mask, counts, size, parts));
  else {
    const whole = wholeParts(plan);
    const bits = memory.scratch('whole', maskSize(maskCount(whole)));
    const address = source as Exclude<typeof source, GPUBuffer>;
    counted.push(...blockMask(job, whole, address).draw(0, maskCount(whole), bits), count(bits, counts, size, parts));
  }
  counted.push(normalize(counts, scales, size, parts));
  const own = tensors.count / parts;
  return [...dispatches, ...counted, ...applied(job, mask, (span, bits) => applyParts(tensors, span, bits, own, scales))];
}

function maskOfJob(job: Job<BlockPlan>): { mask: Range; dispatches: Dispatch[] } {
  const { plan, source, memory } = job;
  const count = maskCount(plan);
  if ('size' in source) return { mask: { buffer: source, offset: 0, size: wordsSize(count) }, dispatches: [] };
  const mask = memory.scratch('bits', maskSize(count));
  return { mask, dispatches: blockMask(job, plan, source).draw(0, count, mask) };
}

/** All that is counted, as one plan: the global tensor, or the whole of each sample that the plan touches. */
export function wholeParts(plan: BlockPlan): BlockPlan {
  const [part] = countedParts(plan);
  if (plan.normalization === 'tensor') return part;
  const shape = [plan.shape[0], ...part.shape.slice(1)];
  const map = { dims: shape, strides: shape.map((_, d) => shape.slice(d + 1).reduce((a, b) => a * b, 1)), base: 0 };
  return { ...part, shape, maskShape: shape, map };
}
