// Which elements are kept, seen through forward alone: works for every target, also those whose masks cannot be read.
import { elementCount, packMask } from '@dropkit/core';
import { floatArray } from '../array.js';
import type { Subject } from '../case.js';
import type { Driver } from '../driver/driver.js';
import { planOf } from '../subject.js';

/** One decision per tensor element: 1 kept, 0 dropped. Only for policies whose dropped elements are 0. */
export async function observeKeep(driver: Driver, subject: Subject): Promise<Uint8Array> {
  const x = floatArray(subject.dtype, elementCount(planOf(subject)), () => 1);
  const { y } = await driver.apply({ direction: 'forward', subject, x, source: 'address', destination: 'new' });
  return Uint8Array.from(y, (value) => (value === 0 ? 0 : 1));
}

/** Packs observed decisions as a mask is packed. */
export function packObserved(keep: Uint8Array): Uint32Array {
  return packMask(keep.length, (n) => keep[n] === 1);
}
