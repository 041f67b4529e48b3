// What a check is: it runs one case's subject and returns the text of the failure, or `undefined`.
import type { Backend, FloatArray } from '@dropkit/core';
import type { Check, CheckKind, Comparator, Subject } from '../case.js';
import { compareFloats } from '../compare/floats.js';
import type { Driver } from '../driver/driver.js';
import { planOf } from '../subject.js';

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

/** Compares outputs with what the manifest allows: flushed subnormals, and a fused multiply-add whose terms cancel. */
export function compareOutputs(
  { driver }: Bench,
  subject: Subject,
  comparator: Comparator,
  x: FloatArray,
  actual: FloatArray,
  expected: FloatArray,
  what: string,
): Verdict {
  const { flushesSubnormals, fusesMultiplyAdd } = driver.capabilities;
  const plan = planOf(subject);
  const magnitude = fusesMultiplyAdd && plan.kind === 'select' ? Math.abs(plan.shift) : 0;
  const flushed = flushesSubnormals ? { flushedInput: x } : {};
  return compareFloats(comparator, actual, expected, { what, magnitude, ...flushed });
}

/** Bits that must not have changed. */
export function compareUntouched(what: string, after: FloatArray, before: FloatArray): Verdict {
  return compareFloats({ kind: 'exact' }, after, before, { what });
}
