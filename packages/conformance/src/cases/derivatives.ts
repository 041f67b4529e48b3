// Derivatives of every sampler against central differences at a fixed mask: in the inputs, and in the parameters that are learned (SPEC
// sections 8 and 9). ShakeDrop is not among them: its backward pass draws other numbers than its forward pass.
import { type DropoutConfig, type FuseOptions, lower, type Phase, type PlanInput } from '@dropkit/core';
import type { Case } from '../case.js';
import { type CaseTable, subjectOf } from './builders.js';

interface Differentiable {
  readonly name: string;
  readonly config: DropoutConfig;
  readonly shape: readonly number[];
  readonly phase?: Phase;
  readonly inputs?: readonly PlanInput[];
  readonly fuse?: FuseOptions;
}

const p = 0.3;

const DIFFERENTIABLE: readonly Differentiable[] = [
  { name: 'inverted', config: { variant: 'dropout', p }, shape: [133] },
  { name: 'alpha', config: { variant: 'alpha', p }, shape: [133] },
  { name: 'drop-key', config: { variant: 'dropKey', p }, shape: [3, 5, 9] },
  { name: 'spatial', config: { variant: 'spatial', p, layout: 'channelsLast' }, shape: [3, 4, 11] },
  { name: 'per-sample', config: { variant: 'perSample', probabilities: [0.1, 0.9, 0, 1] }, shape: [4, 33] },
  { name: 'drop-block', config: { variant: 'dropBlock', p, blockSize: 2 }, shape: [2, 3, 5, 5] },
  {
    name: 'drop-block/per-sample',
    config: { variant: 'dropBlock', p, blockSize: 2, normalization: 'sample' },
    shape: [3, 2, 5, 5],
  },
  { name: 'cutout', config: { variant: 'cutout', size: 3 }, shape: [3, 2, 6, 7] },
  { name: 'gaussian', config: { variant: 'gaussian', p }, shape: [133] },
  { name: 'uniform', config: { variant: 'uniform', beta: 0.7 }, shape: [133] },
  { name: 'concrete', config: { variant: 'concrete', p }, shape: [133] },
  { name: 'zoneout', config: { variant: 'zoneout', p }, shape: [133], inputs: ['x', 'other'] },
  { name: 'zoneout/eval', config: { variant: 'zoneout', p }, shape: [133], phase: 'eval', inputs: ['x', 'other'] },
  {
    name: 'fused',
    config: { variant: 'dropout', p },
    shape: [19, 7],
    fuse: { bias: true, residual: true },
    inputs: ['x', 'residual'],
  },
  { name: 'standard/eval', config: { variant: 'dropout', p, scaling: 'standard' }, shape: [133], phase: 'eval' },
];

const inputs: CaseTable = DIFFERENTIABLE.flatMap(({ name, config, shape, fuse, phase = 'train', inputs: moved = ['x'] }) =>
  moved.map(
    (input): Case => ({
      id: `differences:${name}${input === 'x' ? '' : `/${input}`}`,
      description: `The gradient of ${name} with respect to ${input} is what differences of outputs say`,
      section: '9',
      subject: subjectOf(config, shape, { phase, ...(fuse ? { fuse, bias: 'ramp', residual: 'ramp' } : { other: 'ramp' }) }),
      check: { kind: 'differences', input },
    }),
  ),
);

const LEARNED: readonly { readonly name: string; readonly config: DropoutConfig; readonly shape: readonly number[] }[] = [
  { name: 'concrete/p-0.1', config: { variant: 'concrete', p: 0.1, temperature: 0.5 }, shape: [133] },
  { name: 'concrete/p-0.6', config: { variant: 'concrete', p: 0.6, temperature: 1 }, shape: [133] },
  { name: 'concrete/shared', config: { variant: 'concrete', p, temperature: 2 / 3, broadcastAxes: [0] }, shape: [4, 33] },
  { name: 'variational-gaussian/alpha-0.25', config: { variant: 'variationalGaussian', alpha: 0.25 }, shape: [133] },
  { name: 'variational-gaussian/alpha-4', config: { variant: 'variationalGaussian', alpha: 4 }, shape: [133] },
];

/** Truncation falls with its square, tolerances of drawn numbers grow with its inverse. */
const STEP = 2 ** -7;

const parameters: CaseTable = LEARNED.map(
  ({ name, config, shape }): Case => ({
    id: `tangent:${name}`,
    description: `The derivative of ${name} with respect to its parameter is what differences of plans say, in float64`,
    section: '8',
    subject: {
      plan: lower(config, shape, 'train'),
      address: { seed: '42', stream: 0, step: 0 },
      dtype: 'float64',
      input: 'ramp',
    },
    check: { kind: 'tangent', step: STEP },
  }),
);

/** All derivatives. */
export const derivativeCases: CaseTable = [...inputs, ...parameters];
