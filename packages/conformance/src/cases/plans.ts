// Plans as such: maps, thresholds and constants that no config of today lowers to, but that the contract of plans covers.
import type { Plan, SelectPlan } from '@dropkit/core';
import { type Case, type Check, EXACT, type PlanSubject } from '../case.js';
import { type CaseTable, DEFAULT_ADDRESS } from './builders.js';

/** 13 x 9 elements, one decision each, so that all examples below differ in one thing. */
const PLAIN: SelectPlan = {
  kind: 'select',
  shape: [13, 9],
  maskShape: [13, 9],
  map: { dims: [117], strides: [1], base: 0 },
  threshold: 0x4ccccccd,
  scale: 1.5,
  shift: 0,
  dropped: 0,
};

const PLANS: readonly { readonly name: string; readonly plan: Plan }[] = [
  { name: 'plain', plan: PLAIN },
  { name: 'threshold-1', plan: { ...PLAIN, threshold: 1 } },
  { name: 'threshold-2^31', plan: { ...PLAIN, threshold: 2 ** 31 } },
  { name: 'threshold-2^31-1', plan: { ...PLAIN, threshold: 2 ** 31 - 1 } },
  { name: 'threshold-3x2^30', plan: { ...PLAIN, threshold: 3 * 2 ** 30 } },
  { name: 'threshold-seven-digits', plan: { ...PLAIN, threshold: 0x56000000 } },
  { name: 'threshold-eight-digits', plan: { ...PLAIN, threshold: 0x57000000 } },
  { name: 'threshold-last-digit', plan: { ...PLAIN, threshold: 0x80000001 } },
  { name: 'threshold-2^32-1', plan: { ...PLAIN, threshold: 2 ** 32 - 1 } },
  // u_0 = f53e20cd and u_127 = 2020b004 at this address (core's planar-uniform vectors): u = T is kept, u = T - 1 is dropped
  { name: 'tie-kept', plan: { ...PLAIN, threshold: 0xf53e20cd } },
  { name: 'tie-dropped', plan: { ...PLAIN, threshold: 0xf53e20ce } },
  { name: 'tie-kept/element-127', plan: { ...PLAIN, threshold: 0x2020b004, map: { dims: [117], strides: [1], base: 100 } } },
  { name: 'tie-dropped/element-127', plan: { ...PLAIN, threshold: 0x2020b005, map: { dims: [117], strides: [1], base: 100 } } },
  { name: 'scale-below-float32', plan: { ...PLAIN, scale: 1 + 2 ** -40 } },
  { name: 'scale-1/3', plan: { ...PLAIN, scale: 1 / 3 } },
  { name: 'dropped-constant', plan: { ...PLAIN, dropped: -0.1 } },
  { name: 'uncollapsed', plan: { ...PLAIN, map: { dims: [13, 9], strides: [9, 1], base: 0 } } },
  { name: 'base-200', plan: { ...PLAIN, map: { dims: [117], strides: [1], base: 200 } } },
  { name: 'gaps', plan: { ...PLAIN, map: { dims: [13, 9], strides: [100, 1], base: 5 } } },
  { name: 'every-third', plan: { ...PLAIN, map: { dims: [117], strides: [3], base: 0 } } },
  { name: 'all-shared', plan: { ...PLAIN, maskShape: [1, 1], map: { dims: [117], strides: [0], base: 3 } } },
  { name: 'scale', plan: { kind: 'scale', shape: [13, 9], maskShape: [13, 9], map: PLAIN.map, factor: 1 / 3 } },
];

const CHECKS: readonly { readonly prefix: string; readonly check: Check }[] = [
  { prefix: 'mask', check: { kind: 'mask' } },
  { prefix: 'select', check: { kind: 'apply', direction: 'forward', comparator: EXACT } },
  { prefix: 'backward', check: { kind: 'apply', direction: 'backward', comparator: EXACT } },
];

/** Each plan, drawn, applied and differentiated. */
export const planCases: CaseTable = PLANS.flatMap(({ name, plan }) =>
  CHECKS.map(({ prefix, check }): Case => {
    const subject: PlanSubject = { plan, address: DEFAULT_ADDRESS, dtype: 'float32', input: 'ramp' };
    return {
      id: `${prefix}:plan/${name}`,
      description: `A plan given as it is (${name}): ${prefix}`,
      section: '4',
      subject,
      check,
    };
  }),
);
