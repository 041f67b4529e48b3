// Closed-form moments: mean, variance and covariances of what is kept, mean and variance of outputs (SPEC sections 6 and 11).
// Every address is fixed. n is the number of elements; the bounds follow from it (compare/moments.ts).
import type { Case, Statistic } from '../case.js';
import { Z_BOUND } from '../compare/moments.js';
import { bareDropout, type CaseTable, subjectOf } from './builders.js';

const N = 16384;
const RATES = [0.1, 0.5, 0.9] as const;
const ADDRESS = { seed: '20261121', stream: 1, step: 2 } as const;

const KEEP: readonly { readonly name: string; readonly what: string; readonly statistic: Statistic }[] = [
  { name: 'mean', what: 'fraction of kept elements', statistic: { of: 'keep', name: 'mean' } },
  { name: 'variance', what: 'variance of the kept count of 64 elements', statistic: { of: 'keep', name: 'variance' } },
  ...[1, 32, 128].map((lag) => ({
    name: `covariance/lag-${lag}`,
    what: `covariance of elements ${lag} apart`,
    statistic: { of: 'keep', name: 'neighbours', lag } as const,
  })),
  ...[
    { name: 'steps', what: 'neighbouring steps', other: { step: 3 } },
    { name: 'streams', what: 'neighbouring streams', other: { stream: 2 } },
    { name: 'seeds', what: 'neighbouring seeds', other: { seed: '20261122' } },
    { name: 'seeds-high', what: 'seeds that differ in their high word', other: { seed: '4315228417' } },
    { name: 'step-for-stream', what: 'step and stream exchanged', other: { stream: 2, step: 1 } },
  ].map(({ name, what, other }) => ({
    name: `covariance/${name}`,
    what: `covariance between ${what}`,
    statistic: { of: 'keep', name: 'covariance', other } as const,
  })),
];

const keep: CaseTable = KEEP.flatMap(({ name, what, statistic }) =>
  RATES.map(
    (p): Case => ({
      id: `moments:keep/${name}/p-${p}`,
      description: `The ${what} at p = ${p}, n = ${N}`,
      section: '4',
      subject: subjectOf(bareDropout(p), [N], { address: ADDRESS, input: 'ones' }),
      check: { kind: 'moments', statistic, z: Z_BOUND },
    }),
  ),
);

/** Family-wise: the worst of 64 elements is judged, each at a false-alarm rate of 1e-6 / 64 (two-sided). */
const Z_OF_64 = 5.6546;

const elementMeans: CaseTable = [0.1, 0.5].map(
  (p): Case => ({
    id: `moments:keep/element-means/p-${p}`,
    description: `How often each of 64 elements is kept over 400 steps at p = ${p}`,
    section: '4',
    subject: subjectOf(bareDropout(p), [64], { address: ADDRESS, input: 'ones' }),
    check: { kind: 'moments', statistic: { of: 'keep', name: 'elementMeans', steps: 400 }, z: Z_OF_64 },
  }),
);

const POLICIES = [
  { name: 'inverted', config: { variant: 'dropout', scaling: 'inverted' } },
  { name: 'standard', config: { variant: 'dropout', scaling: 'standard' } },
  { name: 'none', config: { variant: 'dropout', scaling: 'none' } },
  { name: 'alpha', config: { variant: 'alpha' } },
] as const;

/** Inputs of mean 1: around 0 a missing scale would not move the mean. */
const outputs: CaseTable = POLICIES.flatMap(({ name, config }) =>
  RATES.flatMap((p) =>
    (['mean', 'variance'] as const).map(
      (statistic): Case => ({
        id: `moments:${name}/${statistic}/p-${p}`,
        description: `The ${statistic} of outputs under ${name} scaling at p = ${p}, n = ${N}`,
        section: statistic === 'mean' ? '6' : '11',
        subject: subjectOf({ ...config, p }, [N], { address: ADDRESS, input: 'shiftedNormals' }),
        check: { kind: 'moments', statistic: { of: 'output', name: statistic }, z: Z_BOUND },
      }),
    ),
  ),
);

const alpha: CaseTable = RATES.map(
  (p): Case => ({
    id: `moments:alpha/self-normalizing/p-${p}`,
    description: `Alpha dropout of normal inputs keeps mean 0 and variance 1 at p = ${p}, n = ${N}`,
    section: '6',
    subject: subjectOf({ variant: 'alpha', p }, [N], { address: ADDRESS, input: 'normals' }),
    check: { kind: 'moments', statistic: { of: 'output', name: 'selfNormalizing' }, z: Z_BOUND },
  }),
);

/** All statistics. */
export const momentCases: CaseTable = [...keep, ...elementMeans, ...outputs, ...alpha];
