// Laws that tie several calls together: determinism, order, nestedness, and draws that are not made (SPEC sections 1 and 4).
import type { Case } from '../case.js';
import { bareDropout, type CaseTable, elementDropout, PROBABILITIES, subjectOf } from './builders.js';

const spatial = { variant: 'spatial', p: 0.3, layout: 'channelsLast' } as const;

const repeats: CaseTable = [
  { name: 'p-0.5', config: elementDropout(0.5), shape: [500] },
  { name: 'p-0.1', config: elementDropout(0.1), shape: [500] },
  { name: 'spatial', config: spatial, shape: [4, 5, 40] },
].map(
  ({ name, config, shape }): Case => ({
    id: `repeat:${name}`,
    description: `One call twice, others in between: the same result, in memory of its own (${name})`,
    section: '1',
    subject: subjectOf(config, shape),
    check: { kind: 'repeat' },
  }),
);

const orders: CaseTable = [
  { name: 'p-0.5', config: elementDropout(0.5), shape: [300] },
  { name: 'spatial', config: spatial, shape: [4, 5, 40] },
].map(
  ({ name, config, shape }): Case => ({
    id: `callOrder:${name}`,
    description: `Steps 0 to 4 up and down again: no call depends on another, no mask is reused (${name})`,
    section: '1',
    subject: subjectOf(config, shape),
    check: { kind: 'callOrder', steps: [0, 1, 2, 3, 4] },
  }),
);

const nested: CaseTable = [
  { name: 'element', config: bareDropout(0.5), shape: [1000] },
  { name: 'shared', config: { ...spatial, scaling: 'none' as const }, shape: [4, 2, 200] },
].map(
  ({ name, config, shape }): Case => ({
    id: `nested:${name}`,
    description: `What p drops, every larger p drops too (${name})`,
    section: '4',
    subject: subjectOf(config, shape),
    check: { kind: 'nested', ps: PROBABILITIES.map(({ p }) => p) },
  }),
);

const undrawn: CaseTable = [
  { name: 'p-0', p: 0, phase: 'train', keeps: 'all' },
  { name: 'p-1', p: 1, phase: 'train', keeps: 'none' },
  { name: 'eval', p: 0.5, phase: 'eval', keeps: 'all' },
].map(
  ({ name, p, phase, keeps }): Case => ({
    id: `drawsNothing:${name}`,
    description: `The mask keeps ${keeps} at every address (${name})`,
    section: '4',
    subject: subjectOf(elementDropout(p), [77], { phase: phase as 'train' | 'eval' }),
    check: {
      kind: 'drawsNothing',
      others: [
        { seed: '43', stream: 0, step: 0 },
        { seed: '42', stream: 9, step: 9 },
      ],
    },
  }),
);

/** All laws. */
export const lawCases: CaseTable = [...repeats, ...orders, ...nested, ...undrawn];
