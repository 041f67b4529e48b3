// Checks of packed masks: against a vector or the reference, their unused bits, and the pattern seen through forward.
import { maskCount } from '@dropkit/core';
import { compareMasks, compareTail, parseWords } from '../compare/masks.js';
import { addressOf, planOf } from '../subject.js';
import { type Bench, firstOf, type RunCheck } from './check.js';
import { observeKeep, packObserved } from './observe.js';

/** Words against the vector, or against the reference where the case has none. */
export const runMask: RunCheck<'mask'> = async (bench, subject, { words }) => {
  const expected = words ? parseWords(words) : bench.reference.mask(planOf(subject), addressOf(subject.address));
  return compareMasks(await bench.driver.mask(subject), expected, isPadded(bench));
};

/** Only the bits that belong to no element. */
export const runTail: RunCheck<'tail'> = async ({ driver }, subject) =>
  compareTail(await driver.mask(subject), maskCount(planOf(subject)));

/** The decisions of a vector, expanded to the tensor's shape, as forward shows them. */
export const runPattern: RunCheck<'pattern'> = async ({ driver }, subject, { words }) => {
  const keep = await observeKeep(driver, subject);
  return compareMasks(packObserved(keep), parseWords(words), false, 'kept elements, packed');
};

/** p = 0 and p = 1, and evaluation: the address does not matter, since nothing is drawn. */
export const runDrawsNothing: RunCheck<'drawsNothing'> = async (bench, subject, { others }) => {
  const verdicts = [];
  for (const address of [subject.address, ...others]) {
    const actual = await bench.driver.mask({ ...subject, address });
    const expected = bench.reference.mask(planOf(subject), addressOf(address));
    verdicts.push(compareMasks(actual, expected, isPadded(bench), `mask at seed ${address.seed}`));
  }
  return firstOf(...verdicts);
};

function isPadded({ driver }: Bench): boolean {
  return !driver.capabilities.hostBuffers;
}
