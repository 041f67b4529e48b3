// Bugs that people really write when they fuse a residual connection, and when they sum a bias gradient.
import { gradientPlan } from '@dropkit/core';
import type { Bug } from './bugs.js';
import { BIASED } from './fused-panel.js';
import { HEALTHY } from './parts.js';

const inBlocks =
  (size: number, blockSum: (sum: number) => number = (sum) => sum): typeof HEALTHY.columnSum =>
  (values, round) => {
    const sum = (list: readonly number[]) => list.reduce((total, value) => round(total + value), 0);
    return sum(values.flatMap((_, row) => (row % size === 0 ? [blockSum(sum(values.slice(row, row + size)))] : [])));
  };

export const FUSED_BUGS: readonly Bug[] = [
  {
    name: 'bias added after the drop',
    changes: {
      fused: (plan, element, round) => {
        const { x, bias, residual, kept } = element;
        const branch = round((kept ? round(x * round(plan.scale)) : 0) + bias);
        return plan.residual ? round(residual + branch) : branch;
      },
    },
    caught: [
      ...BIASED,
      'select:fused/p-1',
      'select:fused/x-nan',
      'select:fused/p-1/residual-specials',
      'select:fused/p-1/bias-nan',
      'select:fused/bias/x-specials',
    ],
  },
  {
    name: 'bias not scaled',
    changes: {
      fused: (plan, { x, bias, residual, kept }, round) => {
        const branch = kept ? round(round(x * round(plan.scale)) + bias) : 0;
        return plan.residual ? round(residual + branch) : branch;
      },
    },
    caught: [...BIASED, 'select:fused/bias/x-specials'],
  },
  {
    name: 'residual dropped too',
    changes: {
      fused: (plan, element, round) => (element.kept ? HEALTHY.fused(plan, element, round) : 0),
    },
    caught: [
      'select:vector/fused/element',
      'select:fused',
      'select:fused/token',
      'select:fused/box/columns',
      'keptMask:fused',
      'inPlace-residual:fused',
      'join:fused-quadrants',
      'select:vector/fused/residual',
      'select:fused/residual',
      'select:fused/p-1',
      'select:fused/x-nan',
      'select:fused/p-1/residual-specials',
      'select:fused/p-1/bias-nan',
      'differences:fused/residual',
    ],
  },
  {
    name: 'multiplied by zero instead of selected',
    changes: {
      fused: (plan, { x, bias, residual, kept }, round) => {
        const branch = round(round(plan.bias ? x + bias : x) * (kept ? round(plan.scale) : 0));
        return plan.residual ? round(residual + branch) : branch;
      },
    },
    caught: [
      'select:vector/fused/element',
      'select:vector/fused/bias',
      'select:fused/bias',
      'select:vector/fused/residual',
      'select:fused/x-nan',
      'select:fused/p-1/residual-specials',
      'select:fused/p-1/bias-nan',
      'select:fused/bias/x-specials',
    ],
  },
  {
    name: 'dropped elements pass the residual untouched, -0 too',
    changes: {
      fused: (plan, element, round) => (!element.kept && plan.residual ? element.residual : HEALTHY.fused(plan, element, round)),
    },
    caught: ['select:vector/fused/element', 'select:vector/fused/residual', 'select:fused/p-1/residual-specials'],
  },
  {
    name: 'product and sum rounded once, as a fused multiply-add does',
    changes: {
      fused: (plan, element, round) => {
        const { x, bias, residual, kept } = element;
        const sum = plan.bias ? round(x + bias) : x;
        const branch = kept ? sum * round(plan.scale) : 0;
        return plan.residual ? round(residual + branch) : round(branch);
      },
    },
    caught: [
      'select:vector/fused/element',
      'select:fused',
      'select:fused/token',
      'select:fused/box/columns',
      'keptMask:fused',
      'inPlace-residual:fused',
      'join:fused-quadrants',
      'select:fused/eval/standard',
      'select:vector/fused/residual',
      'select:fused/residual',
    ],
  },
  {
    name: 'a bias for each row',
    changes: { biasIndex: (e, columns) => Math.floor(e / columns) % columns },
    caught: [...BIASED, 'select:fused/p-0', 'select:fused/bias/x-specials'],
  },
  {
    name: 'the bias of the next column',
    changes: { biasIndex: (e, columns) => (e + 1) % columns },
    caught: [...BIASED, 'select:fused/p-0', 'select:fused/bias/x-specials'],
  },
  {
    name: 'columns summed in one go',
    changes: { columnSum: inBlocks(Number.MAX_SAFE_INTEGER) },
    caught: [
      'select:column-sums/129x33',
      'select:column-sums/500x1',
      'select:column-sums/129x33/float64',
      'select:column-sums/specials',
    ],
  },
  {
    name: 'columns summed in blocks of 32 rows',
    changes: { columnSum: inBlocks(32) },
    caught: [
      'backward-bias:vector/fused/blocks-of-rows-and-one',
      'backward-bias:fused/65x5',
      'select:column-sums/129x33',
      'select:column-sums/129x33/float64',
      'select:column-sums/specials',
    ],
  },
  {
    name: 'sums rounded at the end only',
    changes: { columnSum: (values, round) => round(HEALTHY.columnSum(values, (value) => value)) },
    caught: [
      'backward-bias:vector/fused/blocks-of-rows-and-one',
      'backward-bias:fused/65x5',
      'select:column-sums/129x33',
      'select:column-sums/500x1',
      'backward-bias:vector/fused/element',
      'backward-bias:fused',
      'keptMask-bias:fused',
      'select:column-sums/specials',
    ],
  },
  {
    name: 'rows behind the last whole block forgotten',
    changes: {
      columnSum: (values, round) => HEALTHY.columnSum(values.slice(0, Math.max(64, values.length - (values.length % 64))), round),
    },
    caught: [
      'backward-bias:vector/fused/blocks-of-rows-and-one',
      'backward-bias:fused/65x5',
      'select:column-sums/129x33',
      'select:column-sums/500x1',
      'select:column-sums/129x33/float64',
      'select:column-sums/specials',
    ],
  },
  {
    name: 'bias gradient without the scale',
    changes: { gradient: (plan, input) => unscaled(gradientPlan(plan, input)) },
    caught: [
      'backward-bias:vector/fused/blocks-of-rows-and-one',
      'backward-bias:fused/65x5',
      'backward-bias:vector/fused/element',
      'backward-bias:fused',
      'keptMask-bias:fused',
    ],
  },
  {
    name: 'bias gradient of all elements, dropped ones too',
    changes: { gradient: (plan, input) => undropped(gradientPlan(plan, input)) },
    caught: [
      'backward-bias:vector/fused/blocks-of-rows-and-one',
      'backward-bias:fused/65x5',
      'backward-bias:vector/fused/element',
      'backward-bias:fused',
    ],
  },
  {
    name: 'residual gradient masked like that of x',
    changes: { gradient: (plan, input) => gradientPlan(plan, input === 'residual' ? 'x' : input) },
    caught: ['backward-residual:fused'],
  },
  {
    name: 'operands not checked',
    changes: { checkOperands: () => {} },
    caught: [
      'rejects:forward/other-missing',
      'rejects:forward/other-short',
      'rejects:forward/other-unwanted',
      'rejects:forward/out-overlaps-other',
      'rejects:forward/bias-missing',
      'rejects:forward/bias-short',
      'rejects:forward/residual-unwanted',
      'rejects:forward/out-overlaps-bias',
      'rejects:forward/out-overlaps-residual',
    ],
  },
];

function unscaled(plan: ReturnType<typeof gradientPlan>): ReturnType<typeof gradientPlan> {
  return plan.kind === 'columnSums' ? { ...plan, scale: 1 } : plan;
}

function undropped(plan: ReturnType<typeof gradientPlan>): ReturnType<typeof gradientPlan> {
  return plan.kind === 'columnSums' ? { ...plan, threshold: 0 } : plan;
}
