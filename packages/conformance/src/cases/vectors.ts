// Core's vectors and the independent oracle's: masks as packed words and as forward shows them, outputs as bits.
// Expected values are data here; nothing is computed by core. Ids come from the vectors.

import type { DropoutConfig } from '@dropkit/core';
import bernoulli from '@dropkit/core/vectors/bernoulli.json';
import granularity from '@dropkit/core/vectors/granularity.json';
import oracle from '@dropkit/core/vectors/oracle.json';
import select from '@dropkit/core/vectors/select.json';
import { type Case, type ConfigSubject, comparatorOf } from '../case.js';
import { bareDropout, type CaseTable, subjectOf } from './builders.js';

interface MaskVector {
  readonly seed: string;
  readonly stream: number;
  readonly step: number;
  readonly count: number;
  readonly p: number;
  readonly offset: string;
  readonly keepWords: readonly string[];
}

/** A mask, drawn and as forward shows it. A vector's offset is where a box starts in a longer tensor. */
function maskCases(name: string, { count, p, offset, keepWords, seed, stream, step }: MaskVector): readonly Case[] {
  const start = Number(offset);
  const slice = start === 0 ? {} : { slice: { shape: [start + count], start: [start] } };
  const subject = subjectOf(bareDropout(p), [count], { address: { seed, stream, step }, ...slice });
  return [drawn(name, subject, keepWords), shown(name, subject, keepWords)];
}

function drawn(name: string, subject: ConfigSubject, words: readonly string[]): Case {
  const description = `The packed mask is the vector's (${name})`;
  return { id: `mask:${name}`, description, section: '4', subject, check: { kind: 'mask', words } };
}

function shown(name: string, subject: ConfigSubject, words: readonly string[]): Case {
  const description = `Forward keeps what the vector keeps (${name})`;
  return { id: `select:${name}`, description, section: '4', subject, check: { kind: 'pattern', words } };
}

/** The oracle's vectors have no names; theirs come from their numbers. */
function oracleName({ count, p, seed, stream, step, offset }: MaskVector): string {
  const parts = [`n-${count}`, `p-${p}`, `seed-${seed}`];
  if (stream !== 0 || step !== 0) parts.push(`stream-${stream}`, `step-${step}`);
  if (offset !== '0') parts.push(`offset-${offset}`);
  return `oracle/${parts.join('/')}`;
}

/** The oracle expands broadcast masks to the tensor's shape. */
function oracleBroadcast({ shape, maskShape, p, seed, keepWords }: (typeof oracle.broadcast)[number]): Case {
  const subject = subjectOf(shared(p, maskShape), shape, { address: { seed, stream: 0, step: 0 } });
  return shown(`oracle/broadcast/${shape.join('x')}/by-${maskShape.join('x')}`, subject, keepWords);
}

/** Boxes of shared masks: the mask in its own shape, and expanded. */
function granularityCases(vector: (typeof granularity.cases)[number]): readonly Case[] {
  const { id, p, seed, stream, step, globalShape, globalMaskShape, start, shape, maskWords, expandedWords } = vector;
  const isWhole = globalShape.every((dim, d) => dim === shape[d]);
  const slice = isWhole ? {} : { slice: { shape: globalShape, start } };
  const subject = subjectOf(shared(p, globalMaskShape), shape, { address: { seed, stream, step }, ...slice });
  return [drawn(`vector/granularity/${id}`, subject, maskWords), shown(`vector/granularity/${id}`, subject, expandedWords)];
}

/** Outputs and gradients to the bit, special values among the inputs. */
function selectCases({ scaling, p, seed, stream, step, x, y, dx }: (typeof select.cases)[number]): readonly Case[] {
  const config = (scaling === 'alpha' ? { variant: 'alpha', p } : { variant: 'dropout', p, scaling }) as DropoutConfig;
  const subject = subjectOf(config, [x.length], { address: { seed, stream, step }, input: { bits: x } });
  const name = `vector/${scaling}/p-${Number(p.toFixed(4))}`;
  return [
    {
      id: `select:${name}`,
      description: `Outputs are the vector's (${name})`,
      section: '6',
      subject,
      check: { kind: 'apply', direction: 'forward', comparator: comparatorOf(config, 'forward'), bits: y },
    },
    {
      id: `backward:${name}`,
      description: `Gradients are the vector's (${name})`,
      section: '9',
      subject,
      check: { kind: 'apply', direction: 'backward', comparator: comparatorOf(config, 'backward'), bits: dx },
    },
  ];
}

function shared(p: number, noiseShape: readonly number[]): DropoutConfig {
  return { variant: 'dropout', p, scaling: 'none', noiseShape: [...noiseShape] };
}

/** All vectors. */
export const vectorCases: CaseTable = [
  ...oracle.bernoulli.flatMap((vector) => maskCases(oracleName(vector), vector)),
  ...oracle.broadcast.map(oracleBroadcast),
  ...bernoulli.cases.flatMap((vector) => maskCases(`vector/bernoulli/${vector.id}`, vector)),
  ...granularity.cases.flatMap(granularityCases),
  ...select.cases.flatMap(selectCases),
];
