// Element dropout: every p under every policy in both phases, every count, both directions, every float type.
import type { Case, Check } from '../case.js';
import { comparatorOf, EXACT } from '../case.js';
import { type CaseTable, COUNTS, elementDropout, PROBABILITIES, subjectOf } from './builders.js';

const SCALINGS = ['inverted', 'standard', 'none'] as const;
const PHASES = ['train', 'eval'] as const;
const LENGTH = 300;

const policies: CaseTable = SCALINGS.flatMap((scaling) =>
  PHASES.flatMap((phase) =>
    PROBABILITIES.map(
      ({ name, p }): Case => ({
        id: `select:${scaling}/${phase}/p-${name}`,
        description: `${scaling} scaling, ${phase === 'train' ? 'training' : 'evaluation'}, p = ${name}`,
        section: '6',
        subject: subjectOf({ variant: 'dropout', p, scaling }, [LENGTH], { phase }),
        check: { kind: 'apply', direction: 'forward', comparator: EXACT },
      }),
    ),
  ),
);

const gradients: CaseTable = SCALINGS.flatMap((scaling) =>
  PHASES.flatMap((phase) =>
    [0, 0.1, 0.5, 1].map(
      (p): Case => ({
        id: `backward:${scaling}/${phase}/p-${p}`,
        description: `Gradient of ${scaling} scaling, ${phase === 'train' ? 'training' : 'evaluation'}, p = ${p}`,
        section: '9',
        subject: subjectOf({ variant: 'dropout', p, scaling }, [LENGTH], { phase }),
        check: { kind: 'apply', direction: 'backward', comparator: EXACT },
      }),
    ),
  ),
);

const alpha: CaseTable = PROBABILITIES.flatMap(({ name, p }) =>
  (['forward', 'backward'] as const).map((direction): Case => {
    const config = { variant: 'alpha', p } as const;
    return {
      id: `${direction === 'forward' ? 'select' : 'backward'}:alpha/p-${name}`,
      description: `Alpha dropout, ${direction}, p = ${name}`,
      section: '6',
      subject: subjectOf(config, [LENGTH]),
      check: { kind: 'apply', direction, comparator: comparatorOf(config, direction) },
    };
  }),
);

const masks: CaseTable = PROBABILITIES.map(
  ({ name, p }): Case => ({
    id: `mask:element/p-${name}`,
    description: `Packed mask of ${LENGTH} elements at p = ${name}`,
    section: '4',
    subject: subjectOf(elementDropout(p), [LENGTH], { address: { seed: '7', stream: 2, step: 5 } }),
    check: { kind: 'mask' },
  }),
);

/** What is checked at every count, by id prefix. */
const COUNT_CHECKS: readonly {
  readonly prefix: string;
  readonly what: string;
  readonly section: string;
  readonly check: Check;
}[] = [
  { prefix: 'mask', what: 'Packed mask', section: '4', check: { kind: 'mask' } },
  { prefix: 'tail', what: 'Unused bits of the packed mask are 0', section: '4', check: { kind: 'tail' } },
  { prefix: 'select', what: 'Forward', section: '6', check: { kind: 'apply', direction: 'forward', comparator: EXACT } },
  { prefix: 'backward', what: 'Backward', section: '9', check: { kind: 'apply', direction: 'backward', comparator: EXACT } },
  {
    prefix: 'keptMask',
    what: 'Forward from a kept mask',
    section: '9',
    check: { kind: 'keptMask', direction: 'forward', comparator: EXACT },
  },
  {
    prefix: 'keptMask-backward',
    what: 'Backward from a kept mask',
    section: '9',
    check: { kind: 'keptMask', direction: 'backward', comparator: EXACT },
  },
  { prefix: 'out', what: 'Forward into "out"', section: '6', check: { kind: 'out', direction: 'forward', comparator: EXACT } },
  {
    prefix: 'inPlace',
    what: 'Forward in place',
    section: '6',
    check: { kind: 'inPlace', direction: 'forward', comparator: EXACT },
  },
];

const counts: CaseTable = COUNT_CHECKS.flatMap(({ prefix, what, section, check }) =>
  COUNTS.map(
    (count): Case => ({
      id: `${prefix}:element/n-${count}`,
      description: `${what}, ${count} elements, p = 0.3`,
      section,
      subject: subjectOf(elementDropout(0.3), [count], { address: { seed: '81985529216486895', stream: 3, step: 9 } }),
      check,
    }),
  ),
);

/** The widest range of p on a length that leaves a batch of groups unfinished. */
const lengths: CaseTable = [0.25, 0.3, 0.5, 1 / 3].flatMap((p) =>
  [1024, 1025, 2047].map(
    (count): Case => ({
      id: `mask:element/p-${Number(p.toFixed(4))}/n-${count}`,
      description: `Packed mask over several groups: ${count} elements at p = ${p}`,
      section: '4',
      subject: subjectOf(elementDropout(p), [count], { address: { seed: '11', stream: 1, step: 1 } }),
      check: { kind: 'mask' },
    }),
  ),
);

const plainConfigs = [
  { name: 'inverted', config: elementDropout(0.1) },
  { name: 'standard-eval', config: { variant: 'dropout', p: 0.1, scaling: 'standard' }, phase: 'eval' },
  { name: 'identity', config: elementDropout(0) },
  { name: 'zero', config: elementDropout(1) },
  { name: 'alpha', config: { variant: 'alpha', p: 0.1 } },
] as const;

const buffers: CaseTable = plainConfigs.flatMap(({ name, config, ...phase }) =>
  (['forward', 'backward'] as const).flatMap((direction) =>
    (['out', 'inPlace', 'keptMask'] as const).map(
      (kind): Case => ({
        id: `${kind}:${name}/${direction}`,
        description: `${direction} of ${name}: ${kind === 'out' ? 'into a given buffer' : kind === 'inPlace' ? 'into the input itself' : 'from a kept mask'}`,
        section: kind === 'keptMask' ? '9' : '6',
        subject: subjectOf(config, [7, 33], phase),
        check: { kind, direction, comparator: comparatorOf(config, direction) },
      }),
    ),
  ),
);

const DTYPES = ['float64', 'float16'] as const;

const dtypes: CaseTable = DTYPES.flatMap((dtype) =>
  plainConfigs.flatMap(({ name, config, ...phase }) =>
    (['forward', 'backward'] as const).flatMap((direction) =>
      (['ramp', 'normals'] as const).map(
        (input): Case => ({
          id: `${dtype}:${name}/${direction}/${input}`,
          description: `${direction} of ${name} on ${dtype} ${input}`,
          section: '6',
          subject: subjectOf(config, [129], { ...phase, dtype, input }),
          check: { kind: 'apply', direction, comparator: comparatorOf(config, direction) },
        }),
      ),
    ),
  ),
);

const views: CaseTable = plainConfigs.flatMap(({ name, config, ...phase }) =>
  (['float32', 'float64', 'float16'] as const).flatMap((dtype) =>
    [5, 64, 129].map(
      (count): Case => ({
        id: `views:${name}/${dtype}/n-${count}`,
        description: `Views at odd offsets into larger ${dtype} arrays, ${count} elements of ${name}`,
        section: '6',
        subject: subjectOf(config, [count], { ...phase, dtype }),
        check: { kind: 'views', direction: 'forward', comparator: comparatorOf(config, 'forward') },
      }),
    ),
  ),
);

/** Beyond the tiles that backends work in. */
const large: CaseTable = (['mask', 'select', 'inPlace', 'keptMask'] as const).map((prefix): Case => {
  const apply = { direction: 'forward', comparator: EXACT } as const;
  const kind = prefix === 'select' ? 'apply' : prefix;
  return {
    id: `${prefix}:element/n-40001`,
    description: `Several tiles: 40001 elements, p = 0.3: ${prefix}`,
    section: '4',
    subject: subjectOf(elementDropout(0.3), [40001]),
    check: kind === 'mask' ? { kind } : { kind, ...apply },
  };
});

const identities: CaseTable = (
  [
    { name: 'p-0', config: elementDropout(0), phase: 'train' },
    { name: 'eval', config: elementDropout(0.5), phase: 'eval' },
    { name: 'none-eval', config: { variant: 'dropout', p: 0.5, scaling: 'none' }, phase: 'eval' },
    { name: 'alpha-eval', config: { variant: 'alpha', p: 0.5 }, phase: 'eval' },
  ] as const
).map(
  ({ name, config, phase }): Case => ({
    id: `identity:${name}`,
    description: `The input itself comes back, uncopied: ${name}`,
    section: '6',
    subject: subjectOf(config, [40], { phase, input: 'specials' }),
    check: { kind: 'identity' },
  }),
);

/** Everything about the mask that has the tensor's own shape. */
export const elementCases: CaseTable = [
  policies,
  gradients,
  alpha,
  masks,
  counts,
  lengths,
  buffers,
  dtypes,
  views,
  large,
  identities,
].flat();
