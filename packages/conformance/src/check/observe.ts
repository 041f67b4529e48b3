// Which elements are kept, seen through forward alone: works for every target, also those whose masks cannot be read.
import { elementCount, packMask } from '@dropkit/core';
import { floatArray } from '../array.js';
import type { Subject } from '../case.js';
import { callOf, type Driver } from '../driver/driver.js';
import { mapOperands, planOf } from '../subject.js';

/** One decision per tensor element: 1 kept, 0 dropped. For plans whose kept ones do not become what dropped ones are. */
export async function observeKeep(driver: Driver, subject: Subject): Promise<Uint8Array> {
  const plan = planOf(subject);
  const dropped = plan.kind === 'select' ? Math.fround(plan.dropped) : 0;
  const call = callOf(subject, 'forward', array(subject, elementCount(plan), 1));
  const { y } = await driver.apply({ ...call, operands: mapOperands(call.operands, ({ length }) => array(subject, length, 0)) });
  return Uint8Array.from(y, (value) => (value === dropped ? 0 : 1));
}

function array({ dtype }: Subject, length: number, value: number) {
  return floatArray(dtype, length, () => value);
}

/** Packs observed decisions as a mask is packed. */
export function packObserved(keep: Uint8Array): Uint32Array {
  return packMask(keep.length, (n) => keep[n] === 1);
}
