// Sums over rows, the gradient of a fused bias, in the order that the specification fixes: exact (SPEC section 8).
import { type DropoutConfig, fuse, gradientPlan, lower } from '@dropkit/core';
import type { PlanSubject } from '../case.js';
import { bareDropout, type CaseTable, elementDropout } from './builders.js';
import { FORWARD, type Prefixed, SHAPES, SUBJECT } from './fused.js';

const p = 0.3;

/** Sums of columns as a plan: of each fusable kind, on rows that fill blocks of 64, and that do not. */
function sumsOf(config: DropoutConfig, shape: readonly number[], changes: Partial<PlanSubject> = {}): PlanSubject {
  const plan = gradientPlan(fuse(lower(config, shape, 'train'), { bias: true }), 'bias');
  return { plan, dtype: 'float32', ...SUBJECT, ...changes };
}

const SUM_SHAPES: readonly (readonly number[])[] = [
  ...SHAPES,
  [128, 3],
  [129, 33],
  [500, 1],
  [4097, 2],
  [192, 7],
  [300, 20],
  [7, 1201],
  [70, 1000],
];

interface Sums {
  readonly name: string;
  readonly subject: PlanSubject;
}

const SUMS: readonly Sums[] = [
  ...SUM_SHAPES.map((shape) => ({ name: shape.join('x') || 'scalar', subject: sumsOf(elementDropout(p), shape) })),
  { name: 'keep-all', subject: sumsOf(elementDropout(0), [200, 13]) },
  { name: 'keep-all/ones', subject: sumsOf(elementDropout(0), [200, 13], { input: 'ones' }) },
  { name: 'drop-all', subject: sumsOf(elementDropout(1), [200, 13]) },
  { name: 'drop-all/nan', subject: sumsOf(elementDropout(1), [200, 13], { input: 'nan' }) },
  { name: 'unscaled', subject: sumsOf(bareDropout(0.5), [200, 13]) },
  // a column of its own for each of the eleven values
  { name: 'specials', subject: sumsOf(elementDropout(p), [130, 11], { input: 'specials' }) },
  { name: 'specials/unscaled', subject: sumsOf(bareDropout(p), [3, 11], { input: 'specials' }) },
  { name: 'drop-path', subject: sumsOf({ variant: 'dropPath', p }, [70, 3, 5]) },
  { name: 'token', subject: sumsOf({ variant: 'token', p }, [3, 131, 6]) },
  { name: 'variational', subject: sumsOf({ variant: 'variational', p }, [5, 33, 9]) },
  { name: 'spatial', subject: sumsOf({ variant: 'spatial', p, layout: 'channelsFirst' }, [3, 17, 4, 5]) },
];

const SELECT: Prefixed = { prefix: 'select', check: { kind: 'apply', ...FORWARD } };

const sums: CaseTable = SUMS.flatMap(({ name, subject }) => sumCases(name, subject, [SELECT]));

const typedSums: CaseTable = (['float64', 'float16'] as const).flatMap((dtype) =>
  SUMS.filter(({ name }) => /^(65x5|129x33|7x1201|keep-all|specials|token)$/.test(name)).flatMap(({ name, subject }) =>
    sumCases(`${name}/${dtype}`, { ...subject, dtype }, [SELECT]),
  ),
);

const sumBuffers: CaseTable = SUMS.filter(({ name }) => /^(129x33|7x1201|keep-all|drop-all|token|drop-path)$/.test(name)).flatMap(
  ({ name, subject }) =>
    sumCases(name, subject, [
      { prefix: 'mask', check: { kind: 'mask' } },
      { prefix: 'keptMask', check: { kind: 'keptMask', ...FORWARD } },
      { prefix: 'out', check: { kind: 'out', ...FORWARD } },
      { prefix: 'views', check: { kind: 'views', ...FORWARD } },
      { prefix: 'repeat', check: { kind: 'repeat' } },
    ]),
);

function sumCases(name: string, subject: PlanSubject, checks: readonly Prefixed[]): CaseTable {
  return checks.map(({ prefix, check }) => ({
    id: `${prefix}:column-sums/${name}`,
    description: `Sums over the rows of [${subject.plan.shape.join(', ')}] (${name}): ${prefix}`,
    section: '8',
    subject,
    check,
  }));
}

/** All of them. */
export const columnSumsCases: CaseTable = [...sums, ...typedSums, ...sumBuffers];
