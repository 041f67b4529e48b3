// Variants beyond the select family, and its younger members: each drawn, applied, differentiated, in every way that buffers are given,
// on every float type, in both phases (SPEC sections 7 and 8).
import { coversParts, type DropoutConfig, lower, operandsOf, type Plan } from '@dropkit/core';
import { type Case, type Check, comparatorOf } from '../case.js';
import { type CaseTable, subjectOf } from './builders.js';

interface Sampled {
  readonly name: string;
  readonly config: DropoutConfig;
  readonly shape: readonly number[];
  /** Runs on other float types, as views, into `out` and from a second draw too. */
  readonly thorough?: true;
}

const p = 0.3;
const FIRST = 'channelsFirst';
const LAST = 'channelsLast';
const RATES = [0, 0.1, 1, 0.5, 0.9, 1 / 3] as const;

const ATTENTION: readonly Sampled[] = [
  { name: 'attention', config: { variant: 'attention', p }, shape: [2, 3, 5, 7] },
  { name: 'attention/one-head', config: { variant: 'attention', p }, shape: [3, 5, 11] },
  { name: 'attention/shared-heads', config: { variant: 'attention', p, broadcastAxes: [0, 1] }, shape: [2, 3, 5, 7] },
  { name: 'drop-key', config: { variant: 'dropKey', p }, shape: [2, 3, 5, 7], thorough: true },
  { name: 'drop-key/shared-queries', config: { variant: 'dropKey', p, broadcastAxes: [-2] }, shape: [2, 3, 5, 7] },
  { name: 'drop-key/dropped-rows', config: { variant: 'dropKey', p: 0.9 }, shape: [2, 2, 9, 3] },
  { name: 'recurrent/state', config: { variant: 'recurrent', p, target: 'state' }, shape: [3, 5, 33] },
  { name: 'recurrent/candidate', config: { variant: 'recurrent', p, target: 'candidate' }, shape: [3, 5, 33] },
  {
    name: 'recurrent/state-standard',
    config: { variant: 'recurrent', p, target: 'state', scaling: 'standard' },
    shape: [2, 3, 9],
  },
  { name: 'weight-drop', config: { variant: 'weightDrop', p }, shape: [17, 68] },
];

const ROWS: readonly Sampled[] = [
  { name: 'per-sample', config: { variant: 'perSample', probabilities: RATES }, shape: [6, 43], thorough: true },
  { name: 'per-sample/rank-3', config: { variant: 'perSample', probabilities: RATES }, shape: [6, 3, 41] },
  { name: 'per-sample/one', config: { variant: 'perSample', probabilities: [0.7] }, shape: [1, 70] },
  { name: 'per-sample/scalars', config: { variant: 'perSample', probabilities: RATES }, shape: [6] },
  { name: 'per-sample/all-0', config: { variant: 'perSample', probabilities: [0, 0] }, shape: [2, 33] },
  { name: 'per-sample/all-1', config: { variant: 'perSample', probabilities: [1, 1] }, shape: [2, 33] },
  { name: 'per-sample/standard', config: { variant: 'perSample', probabilities: RATES, scaling: 'standard' }, shape: [6, 7, 5] },
  { name: 'per-sample/none', config: { variant: 'perSample', probabilities: RATES, scaling: 'none' }, shape: [6, 7, 5] },
  {
    name: 'per-sample/shared-columns',
    config: { variant: 'perSample', probabilities: RATES, broadcastAxes: [-1] },
    shape: [6, 35, 4],
    thorough: true,
  },
  {
    name: 'per-sample/shared-middle',
    config: { variant: 'perSample', probabilities: RATES, noiseShape: [null, 1, null] },
    shape: [6, 4, 35],
  },
];

const BLOCKS: readonly Sampled[] = [
  { name: 'drop-block-1d/channels-first', config: { variant: 'dropBlock', p, blockSize: 5 }, shape: [3, 4, 37] },
  {
    name: 'drop-block-1d/even/channels-last',
    config: { variant: 'dropBlock', p, blockSize: 4, layout: LAST },
    shape: [3, 37, 4],
  },
  {
    name: 'drop-block-2d/channels-first',
    config: { variant: 'dropBlock', p, blockSize: 3, layout: FIRST },
    shape: [2, 3, 9, 11],
    thorough: true,
  },
  {
    name: 'drop-block-2d/even/channels-last',
    config: { variant: 'dropBlock', p, blockSize: 4, layout: LAST, normalization: 'sample' },
    shape: [3, 9, 11, 2],
    thorough: true,
  },
  { name: 'drop-block-2d/uneven', config: { variant: 'dropBlock', p, blockSize: [2, 5] }, shape: [2, 2, 7, 13] },
  { name: 'drop-block-2d/oversized', config: { variant: 'dropBlock', p, blockSize: 9 }, shape: [4, 5, 5, 6] },
  { name: 'drop-block-2d/oversized-one-axis', config: { variant: 'dropBlock', p, blockSize: [2, 99] }, shape: [2, 3, 7, 6] },
  { name: 'drop-block-2d/size-1', config: { variant: 'dropBlock', p, blockSize: 1 }, shape: [2, 3, 7, 6] },
  { name: 'drop-block-2d/p-0.9', config: { variant: 'dropBlock', p: 0.9, blockSize: 2 }, shape: [2, 3, 7, 6] },
  {
    name: 'drop-block-2d/per-sample',
    config: { variant: 'dropBlock', p, blockSize: 3, normalization: 'sample' },
    shape: [5, 1, 6, 7],
  },
  { name: 'drop-block-2d/nothing-kept', config: { variant: 'dropBlock', p: 1 - 2 ** -33, blockSize: 7 }, shape: [2, 3, 4, 5] },
  {
    name: 'drop-block-2d/samples-of-which-nothing-is-kept',
    config: { variant: 'dropBlock', p: 0.5, blockSize: 3, normalization: 'sample' },
    shape: [9, 1, 3, 3],
  },
  { name: 'drop-block-3d/channels-first', config: { variant: 'dropBlock', p, blockSize: 3 }, shape: [1, 2, 5, 6, 7] },
  {
    name: 'drop-block-3d/even/channels-last',
    config: { variant: 'dropBlock', p, blockSize: 2, layout: LAST },
    shape: [2, 4, 5, 3, 2],
  },
];

const HOLES: readonly Sampled[] = [
  { name: 'cutout-1d/channels-first', config: { variant: 'cutout', size: 5 }, shape: [5, 2, 21] },
  { name: 'cutout-1d/even/channels-last', config: { variant: 'cutout', size: 6, layout: LAST }, shape: [5, 21, 2] },
  { name: 'cutout-2d/channels-first', config: { variant: 'cutout', size: 4 }, shape: [6, 2, 9, 11], thorough: true },
  { name: 'cutout-2d/channels-last', config: { variant: 'cutout', size: 5, layout: LAST }, shape: [6, 9, 11, 3], thorough: true },
  { name: 'cutout-2d/three-holes', config: { variant: 'cutout', size: 3, holes: 3 }, shape: [4, 2, 9, 11] },
  { name: 'cutout-2d/uneven', config: { variant: 'cutout', size: [1, 7] }, shape: [4, 2, 5, 11] },
  { name: 'cutout-2d/wider-than-the-image', config: { variant: 'cutout', size: [3, 12] }, shape: [7, 1, 9, 5] },
  { name: 'cutout-2d/everything', config: { variant: 'cutout', size: 40 }, shape: [2, 2, 5, 7] },
  { name: 'cutout-3d/two-holes', config: { variant: 'cutout', size: 3, holes: 2 }, shape: [2, 2, 5, 6, 7] },
];

const NOISES: readonly Sampled[] = [
  { name: 'gaussian', config: { variant: 'gaussian', p }, shape: [7, 43], thorough: true },
  { name: 'gaussian/one', config: { variant: 'gaussian', p }, shape: [1] },
  { name: 'gaussian/scalar', config: { variant: 'gaussian', p }, shape: [] },
  {
    name: 'gaussian/shared',
    config: { variant: 'gaussian', p: 0.9, noiseShape: [null, 1, null] },
    shape: [5, 7, 9],
    thorough: true,
  },
  { name: 'gaussian/small-p', config: { variant: 'gaussian', p: 1e-9 }, shape: [33] },
  { name: 'variational-gaussian', config: { variant: 'variationalGaussian', alpha: 2.25 }, shape: [7, 43] },
  {
    name: 'variational-gaussian/columns',
    config: { variant: 'variationalGaussian', alpha: 0.25, broadcastAxes: [0] },
    shape: [6, 35],
  },
  { name: 'uniform', config: { variant: 'uniform', beta: 0.3 }, shape: [7, 43], thorough: true },
  { name: 'uniform/beta-1', config: { variant: 'uniform', beta: 1 }, shape: [131] },
  { name: 'uniform/shared', config: { variant: 'uniform', beta: 0.5, broadcastAxes: [-1] }, shape: [35, 4] },
  { name: 'shake-drop/row', config: { variant: 'shakeDrop', p: 0.5 }, shape: [37, 3, 2], thorough: true },
  { name: 'shake-drop/batch', config: { variant: 'shakeDrop', p: 0.5, mode: 'batch' }, shape: [37, 3, 2] },
  { name: 'shake-drop/p-1', config: { variant: 'shakeDrop', p: 1 }, shape: [19, 5] },
  { name: 'shake-drop/p-0', config: { variant: 'shakeDrop', p: 0 }, shape: [19, 5] },
  { name: 'concrete', config: { variant: 'concrete', p: 0.2 }, shape: [7, 43], thorough: true },
  { name: 'concrete/warm', config: { variant: 'concrete', p, temperature: 2 / 3 }, shape: [7, 43] },
  {
    name: 'concrete/channels',
    config: { variant: 'concrete', p: 0.6, temperature: 0.5, noiseShape: [null, null, 1] },
    shape: [4, 9, 5],
  },
];

const STATES: readonly Sampled[] = [
  { name: 'zoneout', config: { variant: 'zoneout', p: 0.15 }, shape: [7, 43], thorough: true },
  { name: 'zoneout/p-0', config: { variant: 'zoneout', p: 0 }, shape: [33] },
  { name: 'zoneout/p-1', config: { variant: 'zoneout', p: 1 }, shape: [33] },
  { name: 'zoneout/p-0.5', config: { variant: 'zoneout', p: 0.5 }, shape: [2, 3, 31] },
];

/** At its ends every sampler is the identity or zeros, but for those that are already there. */
const LIMITS: readonly Sampled[] = [
  { name: 'drop-block/p-0', config: { variant: 'dropBlock', p: 0, blockSize: 3 }, shape: [2, 2, 5, 5] },
  { name: 'drop-block/p-1', config: { variant: 'dropBlock', p: 1, blockSize: 3 }, shape: [2, 2, 5, 5] },
  { name: 'gaussian/p-0', config: { variant: 'gaussian', p: 0 }, shape: [33] },
  { name: 'gaussian/p-1', config: { variant: 'gaussian', p: 1 }, shape: [33] },
  { name: 'variational-gaussian/alpha-0', config: { variant: 'variationalGaussian', alpha: 0 }, shape: [33] },
  { name: 'uniform/beta-0', config: { variant: 'uniform', beta: 0 }, shape: [33] },
  { name: 'concrete/p-0', config: { variant: 'concrete', p: 0 }, shape: [33] },
  { name: 'concrete/p-1', config: { variant: 'concrete', p: 1 }, shape: [33] },
  { name: 'drop-key/p-1', config: { variant: 'dropKey', p: 1 }, shape: [2, 3, 5] },
];

const SAMPLED = [...ATTENTION, ...ROWS, ...BLOCKS, ...HOLES, ...NOISES, ...STATES];

interface Prefixed {
  readonly prefix: string;
  readonly check: Check;
}

/** Whether a packed mask decides all of a plan. */
export function decides(plan: Plan): boolean {
  if (plan.kind === 'block') return coversParts(plan);
  return plan.kind !== 'noise' && plan.kind !== 'concrete';
}

function checksOf(config: DropoutConfig, plan: Plan): readonly Prefixed[] {
  const forward = { direction: 'forward', comparator: comparatorOf(config, 'forward') } as const;
  const backward = { direction: 'backward', comparator: comparatorOf(config, 'backward') } as const;
  const fromMask: readonly Prefixed[] = [
    { prefix: 'keptMask', check: { kind: 'keptMask', ...forward } },
    { prefix: 'keptMask-backward', check: { kind: 'keptMask', ...backward } },
  ];
  return [
    { prefix: 'mask', check: { kind: 'mask' } },
    { prefix: 'select', check: { kind: 'apply', ...forward } },
    { prefix: 'backward', check: { kind: 'apply', ...backward } },
    { prefix: 'inPlace', check: { kind: 'inPlace', ...forward } },
    ...(decides(plan) ? fromMask : []),
  ];
}

function bufferChecks(config: DropoutConfig, plan: Plan): readonly Prefixed[] {
  const forward = { direction: 'forward', comparator: comparatorOf(config, 'forward') } as const;
  const backward = { direction: 'backward', comparator: comparatorOf(config, 'backward') } as const;
  const source = decides(plan) ? {} : { source: 'address' as const };
  const onto: Prefixed = { prefix: 'inPlace-other', check: { kind: 'inPlace', ...forward, onto: 'other' } };
  return [
    { prefix: 'out', check: { kind: 'out', ...forward } },
    { prefix: 'out-backward', check: { kind: 'out', ...backward } },
    { prefix: 'inPlace-backward', check: { kind: 'inPlace', ...backward } },
    { prefix: 'views', check: { kind: 'views', ...forward, ...source } },
    { prefix: 'repeat', check: { kind: 'repeat' } },
    ...('other' in operandsOf(plan) ? [onto] : []),
  ];
}

const ADDRESS = { seed: '9223372036854775819', stream: 6, step: 4 } as const;
const SECOND = { ...ADDRESS, step: 5 } as const;

/** A case for each check of each sampler. */
function tabulate(
  samplers: readonly Sampled[],
  checks: typeof checksOf,
  changes: Parameters<typeof subjectOf>[2],
  suffix = '',
): CaseTable {
  return samplers.flatMap(({ name, config, shape }) =>
    checks(config, lower(config, shape, changes?.phase ?? 'train')).map(
      ({ prefix, check }): Case => ({
        id: `${prefix}:${name}${suffix}`,
        description: `${name} on [${shape.join(', ')}]${suffix && ` (${suffix.slice(1)})`}: ${prefix}`,
        section: config.variant === 'perSample' || ATTENTION.some((one) => one.config === config) ? '7' : '8',
        subject: subjectOf(config, shape, { address: ADDRESS, ...changes }),
        check,
      }),
    ),
  );
}

const thorough = SAMPLED.filter((one) => one.thorough);

/** What a float type or a special input runs. */
function directions(config: DropoutConfig): readonly Prefixed[] {
  return (['forward', 'backward'] as const).map((direction) => ({
    prefix: direction === 'forward' ? 'select' : 'backward',
    check: { kind: 'apply', direction, comparator: comparatorOf(config, direction) },
  }));
}

const typed: CaseTable = (['float64', 'float16'] as const).flatMap((dtype) =>
  tabulate(thorough, directions, { dtype }).map((one) => ({ ...one, id: one.id.replace(/^(\w+):(.*)$/, `${dtype}:$2/$1`) })),
);

/** One variant for each kind of plan on values that are not numbers, or hardly. */
const specials: CaseTable = (['specials', 'nan', 'subnormals'] as const).flatMap((input) =>
  tabulate(thorough, directions, { input }, `/${input}`),
);

/** One sampler of each variant is enough: evaluation draws nothing. */
const firstOfEach = SAMPLED.filter(
  ({ config, name }, n) => n === SAMPLED.findIndex((one) => one.config.variant === config.variant) || name.endsWith('/standard'),
);

/** Nothing to draw, nothing to count, no error. */
const EMPTY: readonly Sampled[] = [
  { name: 'empty/drop-block/samples', config: { variant: 'dropBlock', p, blockSize: 2 }, shape: [0, 2, 5, 5] },
  {
    name: 'empty/drop-block/channels',
    config: { variant: 'dropBlock', p, blockSize: 2, normalization: 'sample' },
    shape: [2, 0, 5, 5],
  },
  { name: 'empty/drop-block/rows', config: { variant: 'dropBlock', p, blockSize: 2 }, shape: [2, 2, 0, 5] },
  { name: 'empty/cutout', config: { variant: 'cutout', size: 2 }, shape: [0, 1, 5, 5] },
  { name: 'empty/cutout/columns', config: { variant: 'cutout', size: 2 }, shape: [2, 1, 5, 0] },
  { name: 'empty/per-sample', config: { variant: 'perSample', probabilities: [] }, shape: [0, 5] },
  { name: 'empty/per-sample/columns', config: { variant: 'perSample', probabilities: [0.1, 0.9] }, shape: [2, 0] },
  { name: 'empty/gaussian', config: { variant: 'gaussian', p }, shape: [3, 0] },
  { name: 'empty/shake-drop', config: { variant: 'shakeDrop', p }, shape: [0, 3] },
  { name: 'empty/concrete', config: { variant: 'concrete', p }, shape: [0] },
  { name: 'empty/zoneout', config: { variant: 'zoneout', p }, shape: [0, 3] },
];

/** Steps differ in what they draw, and no call depends on another. */
function orderOf(): readonly Prefixed[] {
  return [{ prefix: 'callOrder', check: { kind: 'callOrder', steps: [0, 1, 2, 3, 4] } }];
}

/** All of them. */
export const samplerCases: CaseTable = [
  ...tabulate(SAMPLED, checksOf, {}),
  ...tabulate(thorough, bufferChecks, {}),
  ...tabulate(thorough, checksOf, { address: SECOND }, '/another-step'),
  ...tabulate(LIMITS, checksOf, {}),
  ...tabulate(EMPTY, checksOf, {}),
  ...tabulate(thorough, orderOf, {}),
  ...tabulate(firstOfEach, checksOf, { phase: 'eval' }, '/eval'),
  ...typed,
  ...specials,
];
