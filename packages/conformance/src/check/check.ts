// What a check is: it runs one case's subject and returns the text of the failure, or `undefined`.
import {
  type Backend,
  bitMap,
  type FloatArray,
  gradientPlan,
  indexAt,
  isKept,
  type OperandName,
  type Operands,
  type Plan,
} from '@dropkit/core';
import type { Check, CheckKind, Comparator, Subject } from '../case.js';
import { allowanceOf } from '../compare/allowance.js';
import { compareFloats } from '../compare/floats.js';
import type { Application, Driver } from '../driver/driver.js';
import { addressOf, planOf } from '../subject.js';

/** What a check runs with. */
export interface Bench {
  readonly driver: Driver;
  /** Source of expected values; never the backend under test. */
  readonly reference: Backend<FloatArray>;
}

/** Text of a failure, or `undefined`. */
export type Verdict = string | undefined;

/** Runs one kind of check. */
export type RunCheck<K extends CheckKind> = (
  bench: Bench,
  subject: Subject,
  check: Extract<Check, { kind: K }>,
) => Promise<Verdict>;

/** The first failure, in order. */
export function firstOf(...verdicts: readonly Verdict[]): Verdict {
  return verdicts.find((verdict) => verdict !== undefined);
}

/** A call and what it must give. */
export interface Expectation {
  readonly call: Pick<Application, 'direction' | 'subject' | 'x' | 'operands' | 'input'>;
  readonly comparator: Comparator;
  readonly expected: FloatArray;
}

/** Compares outputs with what the manifest allows: flushed subnormals, fused multiply-adds, tolerances of drawn numbers. */
export function compareOutputs(
  { driver, reference }: Bench,
  { call, comparator, expected }: Expectation,
  actual: FloatArray,
  what: string,
): Verdict {
  const { direction, subject, x, operands, input } = call;
  const own = planOf(subject);
  const plan = direction === 'backward' ? gradientPlan(own, input) : own;
  const isKeptAt = decisionsOf(reference, plan, subject);
  const allowed = allowanceOf(comparator, { plan, x, operands, isKept: isKeptAt }, driver.capabilities);
  const flushed = driver.capabilities.flushesSubnormals ? { flushedInput: x } : {};
  return compareFloats(allowed.comparator, actual, expected, { what, ...allowed, ...flushed });
}

/** Which elements a plan keeps; drawn when it is first asked for. */
function decisionsOf(reference: Bench['reference'], plan: Plan, { address }: Subject): (index: number) => boolean {
  let words: Uint32Array | undefined;
  const bits = bitMap(plan.map);
  return (index) => {
    words ??= reference.mask(plan, addressOf(address));
    return isKept(words, indexAt(bits, index));
  };
}

/** Bits that must not have changed. */
export function compareUntouched(what: string, after: FloatArray, before: FloatArray): Verdict {
  return compareFloats({ kind: 'exact' }, after, before, { what });
}

/** Operands, which must not have changed, but for the one that received the result. */
export function compareOperands(after: Operands<FloatArray>, before: Operands<FloatArray>, result?: string): Verdict {
  const names = (Object.keys(before) as OperandName[]).filter((name) => name !== result);
  return firstOf(...names.map((name) => compareUntouched(`operand "${name}" after the call`, after[name]!, before[name]!)));
}
