// Granularities: every variant and layout of core, each as mask, forward and backward (SPEC section 7).
import type { DropoutConfig } from '@dropkit/core';
import { type Case, type Check, comparatorOf } from '../case.js';
import { type CaseTable, subjectOf } from './builders.js';

interface Granularity {
  readonly name: string;
  readonly config: DropoutConfig;
  readonly shape: readonly number[];
  /** Runs on the other float types too. */
  readonly typed?: true;
}

const p = 0.3;
const FIRST = 'channelsFirst';
const LAST = 'channelsLast';

const GRANULARITIES: readonly Granularity[] = [
  { name: 'scalar', config: { variant: 'dropout', p }, shape: [] },
  { name: 'element-2d', config: { variant: 'dropout', p }, shape: [7, 43] },
  { name: 'noise-shape/first-axis', config: { variant: 'dropout', p, noiseShape: [1, null, null] }, shape: [5, 7, 9] },
  { name: 'noise-shape/middle-axis', config: { variant: 'dropout', p, noiseShape: [null, 1, null] }, shape: [5, 7, 9] },
  { name: 'noise-shape/last-axis', config: { variant: 'dropout', p, noiseShape: [null, null, 1] }, shape: [5, 7, 9] },
  { name: 'noise-shape/outer-axes', config: { variant: 'dropout', p, noiseShape: [1, 7, 1] }, shape: [5, 7, 9] },
  {
    name: 'noise-shape/alternating',
    config: { variant: 'dropout', p, noiseShape: [4, 1, 3, 1, 5] },
    shape: [4, 3, 3, 2, 5],
    typed: true,
  },
  { name: 'noise-shape/all-axes', config: { variant: 'dropout', p, noiseShape: [1, 1] }, shape: [9, 4] },
  { name: 'broadcast-axes/none', config: { variant: 'dropout', p, broadcastAxes: [] }, shape: [6, 11] },
  { name: 'broadcast-axes/first', config: { variant: 'dropout', p, broadcastAxes: [0] }, shape: [6, 140] },
  { name: 'broadcast-axes/last', config: { variant: 'dropout', p, broadcastAxes: [-1] }, shape: [140, 6] },
  { name: 'broadcast-axes/first-and-third', config: { variant: 'dropout', p, broadcastAxes: [0, 2] }, shape: [3, 5, 4, 6] },
  { name: 'spatial-1d/channels-first', config: { variant: 'spatial', p, layout: FIRST }, shape: [4, 40, 6] },
  { name: 'spatial-1d/channels-last', config: { variant: 'spatial', p, layout: LAST }, shape: [4, 6, 40] },
  { name: 'spatial-2d/channels-first', config: { variant: 'spatial', p, layout: FIRST }, shape: [3, 17, 4, 5], typed: true },
  { name: 'spatial-2d/channels-last', config: { variant: 'spatial', p, layout: LAST }, shape: [3, 4, 5, 17], typed: true },
  { name: 'spatial-3d/channels-first', config: { variant: 'spatial', p, layout: FIRST }, shape: [2, 19, 2, 3, 4] },
  { name: 'spatial-3d/channels-last', config: { variant: 'spatial', p, layout: LAST }, shape: [2, 2, 3, 4, 19] },
  { name: 'spatial-2d/large-first', config: { variant: 'spatial', p, layout: FIRST }, shape: [2, 5, 40, 41] },
  { name: 'spatial-2d/large-last', config: { variant: 'spatial', p, layout: LAST }, shape: [2, 40, 41, 5] },
  { name: 'variational', config: { variant: 'variational', p }, shape: [5, 6, 33], typed: true },
  { name: 'token', config: { variant: 'token', p }, shape: [5, 31, 6] },
  { name: 'embedding', config: { variant: 'embedding', p }, shape: [150, 7] },
  { name: 'head', config: { variant: 'head', p }, shape: [6, 12, 5, 4] },
  { name: 'drop-path/row', config: { variant: 'dropPath', p, mode: 'row' }, shape: [50, 3, 4], typed: true },
  { name: 'drop-path/batch', config: { variant: 'dropPath', p, mode: 'batch' }, shape: [50, 3, 4] },
  { name: 'layer-drop', config: { variant: 'layerDrop', p }, shape: [8, 9] },
  { name: 'drop-connect', config: { variant: 'dropConnect', p }, shape: [9, 34] },
  { name: 'drop-connect/per-example', config: { variant: 'dropConnect', p }, shape: [4, 9, 10] },
  { name: 'alpha', config: { variant: 'alpha', p }, shape: [7, 43] },
  {
    name: 'feature-alpha/channels-first',
    config: { variant: 'featureAlpha', p, layout: FIRST },
    shape: [3, 17, 4, 5],
    typed: true,
  },
  {
    name: 'feature-alpha/channels-last',
    config: { variant: 'featureAlpha', p, layout: LAST },
    shape: [3, 4, 5, 17],
    typed: true,
  },
];

/** Two draws each: where one decision governs all elements, step 0 keeps them and step 6 drops them. */
const STEPS = [0, 6] as const;

function checksOf(config: DropoutConfig): readonly { readonly prefix: string; readonly check: Check }[] {
  const forward = { direction: 'forward', comparator: comparatorOf(config, 'forward') } as const;
  const backward = { direction: 'backward', comparator: comparatorOf(config, 'backward') } as const;
  return [
    { prefix: 'mask', check: { kind: 'mask' } },
    { prefix: 'select', check: { kind: 'apply', ...forward } },
    { prefix: 'backward', check: { kind: 'apply', ...backward } },
    { prefix: 'keptMask', check: { kind: 'keptMask', ...backward } },
    { prefix: 'inPlace', check: { kind: 'inPlace', ...forward } },
  ];
}

/** Each granularity, drawn, applied, differentiated, from a kept mask and in place. */
export const granularityCases: CaseTable = GRANULARITIES.flatMap(({ name, config, shape }) =>
  checksOf(config).flatMap(({ prefix, check }) =>
    STEPS.map(
      (step): Case => ({
        id: `${prefix}:${name}/step-${step}`,
        description: `${name} on [${shape.join(', ')}], step ${step}: ${prefix}`,
        section: '7',
        subject: subjectOf(config, shape, { address: { seed: '2026', stream: 4, step } }),
        check,
      }),
    ),
  ),
);

const OTHER_TYPES = ['float64', 'float16'] as const;

/** Shared masks on the other float types: their loops are other loops. */
export const typedCases: CaseTable = OTHER_TYPES.flatMap((dtype) =>
  GRANULARITIES.filter(({ typed }) => typed).flatMap(({ name, config, shape }) =>
    (['forward', 'backward'] as const).map(
      (direction): Case => ({
        id: `${dtype}:${name}/${direction}`,
        description: `${name} on ${dtype}, ${direction}`,
        section: '7',
        subject: subjectOf(config, shape, { dtype }),
        check: { kind: 'apply', direction, comparator: comparatorOf(config, direction) },
      }),
    ),
  ),
);

/** Empty tensors of every rank: nothing to draw, nothing to do, no error. */
export const emptyCases: CaseTable = [
  [0, 5],
  [5, 0],
  [2, 0, 3],
].flatMap((shape) =>
  (
    [
      { variant: 'dropout', p },
      { variant: 'dropPath', p },
    ] as const
  ).flatMap((config) =>
    checksOf(config)
      .filter(({ prefix }) => prefix === 'mask' || prefix === 'select')
      .map(
        ({ prefix, check }): Case => ({
          id: `${prefix}:empty/${config.variant}/${shape.join('x')}`,
          description: `${config.variant} on the empty tensor [${shape.join(', ')}]: ${prefix}`,
          section: '4',
          subject: subjectOf(config, shape),
          check,
        }),
      ),
  ),
);
