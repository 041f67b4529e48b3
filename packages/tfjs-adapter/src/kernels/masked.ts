// Plans that a mask decides, in the form that a shader needs: y = kept ? scale * x + shift : dropped, with a scale for each part of the tensor.
import { type Address, type BlockPlan, countedParts, coversParts, elementCount, keptCount, type Plan } from '@dropkit/core';
import type { HostBackend } from '../cpu-backend.js';

/** What is done with what a mask keeps and drops. */
export interface Masked {
  /** float32 numbers: one for the whole tensor, or one for each equal part along its first axis. */
  readonly scales: Float32Array;
  readonly shift: number;
  readonly dropped: number;
  /** Whether bits count as their opposites. */
  readonly complement: boolean;
}

/** The constants of a plan whose mask is `words`; undefined for plans that multiply by numbers that they draw. */
export function maskedBy(plan: Plan, words: Uint32Array, address: Address, host: HostBackend): Masked | undefined {
  const bare = { shift: 0, dropped: 0, complement: false };
  if (plan.kind === 'select') {
    const { scale, shift, dropped, complement = false } = plan;
    return { scales: Float32Array.of(scale), shift, dropped, complement };
  }
  if (plan.kind === 'rows') return { ...bare, scales: Float32Array.from(plan.scales) };
  if (plan.kind === 'block') return { ...bare, scales: blockScales(plan, words, address, host) };
  return plan.kind === 'cutout' || plan.kind === 'choose' ? { ...bare, scales: Float32Array.of(1) } : undefined;
}

/** Count over kept count of each part (SPEC section 8): exact integers, over what the plan does not cover too. */
function blockScales(plan: BlockPlan, words: Uint32Array, address: Address, host: HostBackend): Float32Array {
  const parts = countedParts(plan);
  const isWhole = parts.length === 1 && coversParts(plan);
  return Float32Array.from(parts, (part) => {
    const kept = keptCount(isWhole ? words : host.mask(part, address));
    return kept === 0 ? 0 : elementCount(part) / kept;
  });
}
