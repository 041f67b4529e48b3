// Global mask indices -> kept bits, whatever their offset. Indices go up to 2^53, so they are split with divisions, not shifts.
import { type AddressWords, drawMap, indexAt, maskCount, maskWordCount, type SelectPlan } from '@dropkit/core';
import { CHUNK, GROUP, type Kernels, WRAP } from '../kernels.js';
import { clearTail, copyBits } from './bits.js';

/**
 * Draws mask elements from global index `index` on into `kernels.bits`; the first is bit `index % GROUP` there.
 * Returns how many: `wanted`, or less at the end of a chunk.
 */
export function drawFrom(kernels: Kernels, address: AddressWords, threshold: number, index: number, wanted: number): number {
  const group = Math.floor(index / GROUP);
  const bit = index % GROUP;
  const groups = Math.min(CHUNK / GROUP, Math.ceil((bit + wanted) / GROUP), WRAP - (group % WRAP));
  kernels.draw(address, threshold, group, groups);
  return Math.min(wanted, groups * GROUP - bit);
}

/** The packed mask of a plan: the axes that are not shared in row-major order, unused bits 0. */
export function drawMask(kernels: Kernels, plan: SelectPlan, address: AddressWords): Uint32Array {
  const count = maskCount(plan);
  const words = new Uint32Array(maskWordCount(plan));
  const map = drawMap(plan.map);
  // Mask elements follow each other in runs: along the last axis, if its neighbours are neighbours in the global mask too.
  const run = map.strides.at(-1) === 1 ? map.dims.at(-1)! : 1;
  // The window [from, to) of global indices now in `kernels.bits`: short runs that lie close together share one draw.
  let from = 0;
  let to = 0;
  for (let at = 0, taken: number; at < count; at += taken) {
    const index = indexAt(map, at);
    const left = run - (at % run);
    if (index < from || index >= to) {
      from = index - (index % GROUP);
      to = index + drawFrom(kernels, address, plan.threshold, index, Math.max(left, kernels.batch * GROUP - (index - from)));
    }
    taken = Math.min(left, to - index);
    copyBits(words, at, kernels.bits, index - from, taken);
  }
  clearTail(words, count);
  return words;
}
