// From a case's data to what is run: the plan, the address and the input.
import {
  type Address,
  elementCount,
  type FloatArray,
  fuse,
  lower,
  type OperandName,
  type Operands,
  operandsOf,
  outputCount,
  type Plan,
} from '@dropkit/core';
import { fromBits } from './array.js';
import type { CaseAddress, ConfigSubject, Direction, InputSpec, Subject } from './case.js';
import { makeInput } from './inputs.js';

/** Whether a subject names a config; the others carry a plan. */
export function isConfigSubject(subject: Subject): subject is ConfigSubject {
  return 'config' in subject;
}

/** The plan of a subject. */
export function planOf(subject: Subject): Plan {
  if (!isConfigSubject(subject)) return subject.plan;
  return fuse(lower(subject.config, subject.shape, subject.phase, subject.slice), subject.fuse ?? {});
}

/** The address of a case. */
export function addressOf({ seed, seedAs, ...rest }: CaseAddress): Address {
  return { seed: seedAs === 'number' ? Number(seed) : BigInt(seed), ...rest };
}

/** The address of another draw: `step` and `stream` are changed by xor, so that they stay in range. */
export function otherAddress(address: CaseAddress, change: { readonly step?: number; readonly stream?: number }): CaseAddress {
  const { step = 0, stream = 0 } = address;
  return { ...address, step: (step ^ (change.step ?? 0)) >>> 0, stream: (stream ^ (change.stream ?? 0)) >>> 0 };
}

/** The input of a subject; in backward as long as its output. */
export function inputOf(subject: Subject, direction: Direction = 'forward'): FloatArray {
  const plan = planOf(subject);
  return arrayOf(subject, subject.input, direction === 'forward' ? elementCount(plan) : outputCount(plan));
}

/** The operands that a subject's plan takes: none in backward. */
export function operandsFor(subject: Subject, direction: Direction = 'forward'): Operands<FloatArray> {
  const taken = direction === 'forward' ? Object.entries(operandsOf(planOf(subject))) : [];
  return mapOperands(Object.fromEntries(taken), (count: number, name) =>
    arrayOf(subject, subject[name] ?? (name === 'bias' ? 'shiftedNormals' : 'normals'), count),
  );
}

/** Operands made of operands, one by one. */
export function mapOperands<A, B>(
  operands: { readonly [Name in OperandName]?: A },
  change: (operand: A, name: OperandName) => B,
) {
  const entries = Object.entries(operands) as [OperandName, A][];
  return Object.fromEntries(entries.map(([name, operand]) => [name, change(operand, name)])) as { [Name in OperandName]?: B };
}

function arrayOf({ dtype }: Subject, input: InputSpec, count: number): FloatArray {
  return typeof input === 'string' ? makeInput(input, dtype, count) : fromBits(dtype, input.bits);
}

/** The same subject at another address. */
export function withAddress<S extends Subject>(subject: S, address: Partial<CaseAddress>): S {
  return { ...subject, address: { ...subject.address, ...address } };
}

/** The config of a subject whose check makes sense for configs only. */
export function requireConfig(subject: Subject): ConfigSubject {
  if (isConfigSubject(subject)) return subject;
  throw new Error('this check needs a case with a config, not with a plan');
}
