// NaN, infinities, signed zeros and subnormals: a dropped element is its constant, whatever stood there (SPEC section 6).
import type { DropoutConfig, DType } from '@dropkit/core';
import { type Case, type Check, type ConfigSubject, comparatorOf } from '../case.js';
import { type CaseTable, elementDropout, subjectOf } from './builders.js';

const DTYPES: readonly DType[] = ['float32', 'float64', 'float16'];
const INPUTS = ['specials', 'nan', 'subnormals'] as const;

const SUBJECTS: readonly { readonly name: string; readonly config: DropoutConfig; readonly phase?: ConfigSubject['phase'] }[] = [
  { name: 'inverted', config: elementDropout(0.4) },
  { name: 'none', config: { variant: 'dropout', p: 0.4, scaling: 'none' } },
  { name: 'alpha', config: { variant: 'alpha', p: 0.4 } },
  { name: 'shared', config: { variant: 'spatial', p: 0.4, layout: 'channelsFirst' } },
  { name: 'zero', config: elementDropout(1) },
  { name: 'identity', config: elementDropout(0) },
  { name: 'standard-eval', config: { variant: 'dropout', p: 0.4, scaling: 'standard' }, phase: 'eval' },
];

/** Shared masks need rank 3; all have 330 elements, 30 times the 11 specials. */
function shapeOf({ variant }: DropoutConfig): readonly number[] {
  return variant === 'spatial' ? [3, 10, 11] : [330];
}

function checksOf(config: DropoutConfig): readonly { readonly prefix: string; readonly check: Check }[] {
  const forward = { direction: 'forward', comparator: comparatorOf(config, 'forward') } as const;
  const backward = { direction: 'backward', comparator: comparatorOf(config, 'backward') } as const;
  return [
    { prefix: 'select', check: { kind: 'apply', ...forward } },
    { prefix: 'backward', check: { kind: 'apply', ...backward } },
    { prefix: 'inPlace', check: { kind: 'inPlace', ...forward } },
  ];
}

/** Special values through every plan, in both directions and in place. */
export const specialCases: CaseTable = DTYPES.flatMap((dtype) =>
  INPUTS.flatMap((input) =>
    SUBJECTS.flatMap(({ name, config, phase = 'train' }) =>
      checksOf(config).map(
        ({ prefix, check }): Case => ({
          id: `${prefix}:${input}/${name}/${dtype}`,
          description: `${input} in ${dtype} through ${name}: ${prefix}`,
          section: '6',
          subject: subjectOf(config, shapeOf(config), { dtype, input, phase }),
          check,
        }),
      ),
    ),
  ),
);
