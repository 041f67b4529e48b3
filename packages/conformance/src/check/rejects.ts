// Bad arguments: the documented class of error, before anything is written.
import type { Direction, ErrorName, Subject } from '../case.js';
import { type Attempted, callOf, type Driver } from '../driver/driver.js';
import { compareUntouched, firstOf, type RunCheck, type Verdict } from './check.js';

/** Makes the faulty call and looks at the error and at the buffers. */
export const runRejects: RunCheck<'rejects'> = async ({ driver }, subject, { operation, fault, error, input }) => {
  const attempted = await driver.attempt({ operation, subject, fault, input });
  return firstOf(wrongError(attempted.error, error), ...writtenBuffers(attempted));
};

/** After `dispose()` every call throws, and disposing twice is fine. Ends the driver that it is given. */
export const runDisposed: RunCheck<'disposed'> = async ({ driver }, subject) => {
  await driver.dispose();
  await driver.dispose();
  const verdicts: Verdict[] = [];
  for (const operation of ['forward', 'backward', 'mask'] as const) {
    const verdict = wrongError(await errorOf(driver, subject, operation), 'DisposedError');
    verdicts.push(verdict && `${operation} after dispose: ${verdict}`);
  }
  return firstOf(...verdicts);
};

async function errorOf(driver: Driver, subject: Subject, operation: Direction | 'mask'): Promise<unknown> {
  try {
    if (operation === 'mask') await driver.mask(subject);
    else await driver.apply(callOf(subject, operation));
    return undefined;
  } catch (error) {
    return error;
  }
}

function wrongError(error: unknown, expected: ErrorName): Verdict {
  if (error === undefined) return `expected a ${expected}, nothing was thrown`;
  if (error instanceof Error && isOf(error, expected)) return undefined;
  return `expected a ${expected}, got ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
}

/** By name for named classes, since two copies of core may be installed. */
function isOf(error: Error, expected: ErrorName): boolean {
  if (expected === 'TypeError') return error instanceof TypeError;
  return expected === 'RangeError' ? error instanceof RangeError : error.name === expected;
}

function writtenBuffers({ buffers }: Attempted): Verdict[] {
  return buffers.map(({ name, before, after }) => compareUntouched(`"${name}" after the rejected call`, after, before));
}
