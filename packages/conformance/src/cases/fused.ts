// residual + dropout(x + bias) in one pass, and its gradients (SPEC section 8): all exact.
import { type DropoutConfig, type FuseOptions, fuse, lower, type PlanInput, type SelectPlan } from '@dropkit/core';
import { type Case, type Check, type ConfigSubject, EXACT, type PlanSubject, type Subject } from '../case.js';
import { bareDropout, type CaseTable, elementDropout, subjectOf } from './builders.js';
import { quadrants } from './slices.js';

interface Fused {
  readonly name: string;
  readonly config: DropoutConfig;
  readonly shape: readonly number[];
  /** Default: both. */
  readonly fuse?: FuseOptions;
  readonly more?: Partial<Omit<ConfigSubject, 'config' | 'shape'>>;
}

export interface Prefixed {
  readonly prefix: string;
  readonly check: Check;
}

const p = 0.3;
const BOTH: FuseOptions = { bias: true, residual: true };
const STANDARD: DropoutConfig = { variant: 'dropout', p, scaling: 'standard' };

/** Every kind of plan that can be fused, with either operand and both. */
const KINDS: readonly Fused[] = [
  { name: 'fused', config: elementDropout(p), shape: [7, 43] },
  { name: 'fused/bias', config: elementDropout(p), shape: [7, 43], fuse: { bias: true } },
  { name: 'fused/residual', config: elementDropout(p), shape: [7, 43], fuse: { residual: true } },
  { name: 'fused/standard', config: STANDARD, shape: [7, 43] },
  { name: 'fused/none', config: bareDropout(0.9), shape: [7, 43] },
  { name: 'fused/p-0', config: elementDropout(0), shape: [7, 43] },
  { name: 'fused/p-0/bias', config: elementDropout(0), shape: [7, 43], fuse: { bias: true } },
  { name: 'fused/p-1', config: elementDropout(1), shape: [7, 43] },
  { name: 'fused/p-1/bias', config: elementDropout(1), shape: [7, 43], fuse: { bias: true } },
  { name: 'fused/p-1/residual', config: elementDropout(1), shape: [7, 43], fuse: { residual: true } },
  { name: 'fused/p-2^-33', config: elementDropout(2 ** -33), shape: [7, 43] },
  { name: 'fused/p-1-2^-33', config: elementDropout(1 - 2 ** -33), shape: [7, 43] },
  { name: 'fused/eval', config: elementDropout(p), shape: [7, 43], more: { phase: 'eval' } },
  { name: 'fused/eval/standard', config: STANDARD, shape: [7, 43], more: { phase: 'eval' } },
  { name: 'fused/eval/standard/bias', config: STANDARD, shape: [7, 43], fuse: { bias: true }, more: { phase: 'eval' } },
];

/** Rows and columns around the edges of vectors, words, groups, chunks and blocks of rows. */
export const SHAPES: readonly (readonly number[])[] = [
  [],
  [1],
  [129],
  [70, 1],
  [70, 2],
  [1, 70],
  [63, 3],
  [64, 4],
  [65, 5],
  [33, 31],
  [5, 32],
  [4, 128],
  [3, 129],
  [2, 3, 5, 7],
  [2, 1, 1, 33],
  [0, 5],
  [5, 0],
  [3, 0, 5],
];

/** More elements than a mask is drawn for at once, in long rows and in short ones. */
const LARGE: readonly (readonly number[])[] = [
  [70, 1000],
  [2100, 33],
];

const SHARED: readonly Fused[] = [
  { name: 'fused/drop-path', config: { variant: 'dropPath', p }, shape: [70, 3, 5] },
  { name: 'fused/drop-path/batch', config: { variant: 'dropPath', p, mode: 'batch' }, shape: [9, 3, 5] },
  { name: 'fused/token', config: { variant: 'token', p }, shape: [3, 31, 6] },
  { name: 'fused/variational', config: { variant: 'variational', p }, shape: [3, 5, 33] },
  { name: 'fused/spatial/channels-last', config: { variant: 'spatial', p, layout: 'channelsLast' }, shape: [3, 4, 5, 17] },
  { name: 'fused/spatial/channels-first', config: { variant: 'spatial', p, layout: 'channelsFirst' }, shape: [3, 17, 4, 5] },
  { name: 'fused/shared-rows', config: { variant: 'dropout', p, noiseShape: [1, null] }, shape: [9, 35] },
];

const BOXES: readonly Fused[] = [
  { name: 'fused/box/columns', config: elementDropout(p), shape: [9, 13], more: { slice: { shape: [9, 50], start: [0, 31] } } },
  { name: 'fused/box/rows', config: elementDropout(p), shape: [3, 50], more: { slice: { shape: [9, 50], start: [4, 0] } } },
  {
    name: 'fused/box/far',
    config: elementDropout(p),
    shape: [3, 40],
    more: { slice: { shape: [2 ** 21, 2 ** 32], start: [2 ** 20, 2 ** 32 - 40] } },
  },
  {
    name: 'fused/box/token',
    config: { variant: 'token', p },
    shape: [2, 9, 5],
    more: { slice: { shape: [4, 31, 6], start: [1, 7, 1] } },
  },
];

const named = (shape: readonly number[]): Fused => ({
  name: `fused/${shape.join('x') || 'scalar'}`,
  config: elementDropout(p),
  shape,
});
const shapes = SHAPES.map(named);
const edges = shapes.filter(({ name }) => /65x5|33x31|4x128/.test(name));
const ALL = [...KINDS, ...shapes, ...SHARED, ...BOXES];

export const FORWARD = { direction: 'forward', comparator: EXACT } as const;
export const BACKWARD = { direction: 'backward', comparator: EXACT } as const;

/** The inputs beside x that a case gives. */
function operandsOf({ fuse: { bias, residual } = BOTH }: Fused): readonly PlanInput[] {
  return [...(bias ? ['bias' as const] : []), ...(residual ? ['residual' as const] : [])];
}

function checksOf(one: Fused): readonly Prefixed[] {
  const operands = operandsOf(one);
  return [
    { prefix: 'mask', check: { kind: 'mask' } },
    { prefix: 'select', check: { kind: 'apply', ...FORWARD } },
    { prefix: 'inPlace', check: { kind: 'inPlace', ...FORWARD } },
    { prefix: 'keptMask', check: { kind: 'keptMask', ...FORWARD } },
    { prefix: 'backward', check: { kind: 'apply', ...BACKWARD } },
    ...operands.map((input): Prefixed => ({ prefix: `backward-${input}`, check: { kind: 'apply', ...BACKWARD, input } })),
    ...onlyIf<Prefixed>(operands.includes('residual'), {
      prefix: 'inPlace-residual',
      check: { kind: 'inPlace', ...FORWARD, onto: 'residual' },
    }),
    ...onlyIf<Prefixed>(operands.includes('bias'), {
      prefix: 'keptMask-bias',
      check: { kind: 'keptMask', ...BACKWARD, input: 'bias' },
    }),
  ];
}

export function onlyIf<T>(condition: boolean, value: T): readonly T[] {
  return condition ? [value] : [];
}

/** Outputs and gradients, nothing else. */
function applied(one: Fused): readonly Prefixed[] {
  return checksOf(one).filter(({ check }) => check.kind === 'apply');
}

function bufferChecks(one: Fused): readonly Prefixed[] {
  const operands = operandsOf(one);
  return [
    { prefix: 'out', check: { kind: 'out', ...FORWARD } },
    { prefix: 'views', check: { kind: 'views', ...FORWARD } },
    { prefix: 'repeat', check: { kind: 'repeat' } },
    { prefix: 'callOrder', check: { kind: 'callOrder', steps: [0, 1, 2, 3] } },
    { prefix: 'inPlace-backward', check: { kind: 'inPlace', ...BACKWARD } },
    ...operands.flatMap((input): Prefixed[] => [
      { prefix: `out-${input}`, check: { kind: 'out', ...BACKWARD, input } },
      { prefix: `views-${input}`, check: { kind: 'views', ...BACKWARD, input } },
    ]),
  ];
}

/** Inputs whose sums are rounded, at an address of their own. */
export const SUBJECT = {
  address: { seed: '9223372036854775819', stream: 6, step: 4 },
  input: 'normals',
  residual: 'ramp',
} as const;

function tabulate(
  cases: readonly Fused[],
  checks: (one: Fused) => readonly Prefixed[],
  changes: Fused['more'] = {},
  suffix = '',
): CaseTable {
  return cases.flatMap((one) =>
    checks(one).map(
      ({ prefix, check }): Case => ({
        id: `${prefix}:${one.name}${suffix}`,
        description: `${one.name}${suffix} on [${one.shape.join(', ')}]: ${prefix}`,
        section: '8',
        subject: subjectOf(one.config, one.shape, { ...SUBJECT, fuse: one.fuse ?? BOTH, ...one.more, ...changes }),
        check,
      }),
    ),
  );
}

const [first, onlyBias, onlyResidual] = KINDS;
const zero = KINDS.find(({ name }) => name === 'fused/p-1')!;
const half: Fused = { name: 'fused/p-0.5', config: elementDropout(0.5), shape: [3, 129] };

const typed: CaseTable = (['float64', 'float16'] as const).flatMap((dtype) =>
  tabulate([first, onlyBias, onlyResidual, half, zero, ...edges], applied, { dtype }, `/${dtype}`),
);

/** What is not a number, or hardly one, in each input; its period fits no row, so that it meets every column. */
const SPECIALS: readonly { readonly name: string; readonly inputs: Partial<Subject> }[] = [
  { name: 'x-specials', inputs: { input: 'specials' } },
  { name: 'bias-specials', inputs: { bias: 'specials' } },
  { name: 'residual-specials', inputs: { residual: 'specials' } },
  { name: 'all-specials', inputs: { input: 'specials', bias: 'specials', residual: 'specials' } },
  { name: 'x-nan', inputs: { input: 'nan' } },
  { name: 'bias-nan', inputs: { bias: 'nan' } },
  { name: 'residual-nan', inputs: { residual: 'nan' } },
  { name: 'x-subnormals', inputs: { input: 'subnormals' } },
];

function forwardAndDx(): readonly Prefixed[] {
  return [
    { prefix: 'select', check: { kind: 'apply', ...FORWARD } },
    { prefix: 'backward', check: { kind: 'apply', ...BACKWARD } },
  ];
}

const specials: CaseTable = SPECIALS.flatMap(({ name, inputs }) =>
  tabulate([first, onlyBias, onlyResidual, zero], forwardAndDx, inputs as Fused['more'], `/${name}`),
);

const joins: CaseTable = [
  { name: 'fused-quadrants', config: elementDropout(p) },
  { name: 'fused-quadrants-token', config: { variant: 'token', p } as const },
].map(({ name, config }): Case => {
  const shape = config.variant === 'token' ? [1, 20, 34] : [20, 34];
  const flat = quadrants(20, 34, 7, 17);
  const pieces = shape.length === 2 ? flat : flat.map((piece) => ({ shape: [1, ...piece.shape], start: [0, ...piece.start] }));
  return {
    id: `join:${name}`,
    description: '4 pieces, each with its part of the bias and of the residual, make the whole',
    section: '8',
    subject: subjectOf(config, shape, { ...SUBJECT, fuse: BOTH }),
    check: { kind: 'join', pieces },
  };
});

/** Plans that nothing lowers to: far constants, gaps and neither operand. */
const PLAIN = lower(elementDropout(p), [13, 9], 'train') as SelectPlan;
const RAW: readonly { readonly name: string; readonly plan: PlanSubject['plan'] }[] = [
  { name: 'scale-1/3', plan: fuse({ ...PLAIN, scale: 1 / 3 }, BOTH) },
  { name: 'scale-negative', plan: fuse({ ...PLAIN, scale: -2 }, BOTH) },
  { name: 'scale-0', plan: fuse({ ...PLAIN, scale: 0 }, BOTH) },
  { name: 'gaps', plan: fuse({ ...PLAIN, map: { dims: [13, 9], strides: [100, 1], base: 5 } }, BOTH) },
  { name: 'every-third', plan: fuse({ ...PLAIN, map: { dims: [117], strides: [3], base: 0 } }, BOTH) },
  { name: 'alone', plan: { ...fuse(PLAIN, BOTH), bias: false, residual: false } as PlanSubject['plan'] },
];

const raw: CaseTable = RAW.flatMap(({ name, plan }) =>
  forwardAndDx().map(
    ({ prefix, check }): Case => ({
      id: `${prefix}:plan/fused/${name}`,
      description: `A fused plan given as it is (${name}): ${prefix}`,
      section: '8',
      subject: { plan, dtype: 'float32', ...SUBJECT },
      check,
    }),
  ),
);

/** Fused plans. */
export const fusedCases: CaseTable = [
  ...tabulate(ALL, checksOf),
  ...tabulate(LARGE.map(named), applied),
  ...tabulate([first, onlyResidual, half, ...edges, SHARED[2]], bufferChecks),
  ...typed,
  ...specials,
  ...joins,
  ...raw,
];
