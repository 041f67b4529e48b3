// Global mask indices -> kept bits, whatever their offset. Indices go up to 2^53, so they are split with divisions, not shifts.
import { type AddressWords, drawMap, maskCount, maskWordCount, type SelectPlan } from '@dropkit/core';
import { CHUNK, GROUP, type Kernels } from '../kernels.js';
import { clearTail, copyBits } from './bits.js';

// 32 blocks a group: the low word of the block number wraps every 2^27 groups (2^34 elements), and one draw must not cross that.
const WRAP = 2 ** 27;

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
  const words = new Uint32Array(maskWordCount(plan));
  let at = 0;
  // The window [from, to) of global indices now in `kernels.bits`: short runs that lie close together share one draw.
  let from = 0;
  let to = 0;
  for (const { start, length } of runs(plan)) {
    for (let index = start, left = length; left > 0; ) {
      if (index < from || index >= to) {
        from = index - (index % GROUP);
        to = index + drawFrom(kernels, address, plan.threshold, index, Math.max(left, kernels.batch * GROUP - (index - from)));
      }
      const taken = Math.min(left, to - index);
      copyBits(words, at, kernels.bits, index - from, taken);
      at += taken;
      index += taken;
      left -= taken;
    }
  }
  clearTail(words, maskCount(plan));
  return words;
}

/** The mask as runs of consecutive global indices, in the order of the packed mask. */
function* runs(plan: SelectPlan): Iterable<{ start: number; length: number }> {
  const { dims, strides, base } = drawMap(plan.map);
  const consecutive = strides.at(-1) === 1;
  const axes = consecutive ? dims.length - 1 : dims.length;
  const length = consecutive ? dims[axes] : 1;
  const position = new Array<number>(axes).fill(0);
  if (maskCount(plan) === 0) return;
  for (let start = base, d = axes; d >= 0; ) {
    yield { start, length };
    // Counts up like an odometer.
    for (d = axes - 1; d >= 0; d--) {
      start += strides[d];
      if (++position[d] < dims[d]) break;
      start -= position[d] * strides[d];
      position[d] = 0;
    }
  }
}
