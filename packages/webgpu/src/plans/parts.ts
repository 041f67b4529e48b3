// What an entry of the package is made of: rules for kinds of plans, and what core says about them.
import type { AddressWords, checkPlan, gradientPlan, Plan } from '@dropkit/core';
import type { Dispatch } from '../dispatch.js';
import type { Job, Mask, Workshop } from './job.js';

/** What each kind of plan does on the device, in order. */
export type Rules = { readonly [P in Plan as P['kind']]: (job: Job<P>) => Dispatch[] };

/** What kernels must be able to hold. */
export interface Demand {
  /** Bytes of mask, bias, sums or tables that must lie in one binding, to draw the mask and to run the plan. */
  readonly mask: number;
  readonly run: number;
  /** Axes of the longest map. */
  readonly axes: number;
  /** Coordinates along one axis of the global tensor, where a kernel computes with them. */
  readonly side: number;
}

/** An entry. Its functions are asked about kinds that it has rules for, after `checkPlan` let them pass. */
export interface Parts {
  readonly rules: Partial<Rules>;
  readonly checkPlan: typeof checkPlan;
  readonly gradientPlan: typeof gradientPlan;
  demand(plan: Plan): Demand;
  /** How a plan's mask is drawn; plans that drop nothing keep all. */
  maskOf(workshop: Workshop, plan: Plan, words: AddressWords): Mask;
}
