// Checks of forward and backward against the reference: into a new buffer, into `out`, in place, from a kept mask.
import type { FloatArray } from '@dropkit/core';
import { fromBits } from '../array.js';
import type { Comparator, Direction, Subject } from '../case.js';
import type { Application } from '../driver/driver.js';
import { addressOf, inputOf, planOf } from '../subject.js';
import { type Bench, compareOutputs, compareUntouched, firstOf, type RunCheck, type Verdict } from './check.js';

/** What the reference makes of a subject. */
export function expectedOutput({ reference }: Bench, subject: Subject, direction: Direction, x: FloatArray): FloatArray {
  const source = addressOf(subject.address);
  return reference[direction](planOf(subject), source, x.slice(), x.slice());
}

/** Forward or backward into a new buffer, against a vector or the reference; the input stays as it was. */
export const runApply: RunCheck<'apply'> = (bench, subject, { direction, comparator, bits }) =>
  applyAndCompare(bench, subject, direction, comparator, 'address', bits && fromBits(subject.dtype, bits));

/** The same from a kept mask, which must give what the address gives. */
export const runKeptMask: RunCheck<'keptMask'> = (bench, subject, { direction, comparator }) =>
  applyAndCompare(bench, subject, direction, comparator, 'keptMask');

async function applyAndCompare(
  bench: Bench,
  subject: Subject,
  direction: Direction,
  comparator: Comparator,
  source: Application['source'],
  vector?: FloatArray,
): Promise<Verdict> {
  const x = inputOf(subject);
  const { y, inputAfter } = await bench.driver.apply({ direction, subject, x, source, destination: 'new' });
  const expected = vector ?? expectedOutput(bench, subject, direction, x);
  return firstOf(
    compareOutputs(bench, subject, comparator, x, y, expected, direction),
    compareUntouched('input after the call', inputAfter, x),
  );
}

/** `out` is filled and handed back, the input stays as it was. */
export const runOut: RunCheck<'out'> = async (bench, subject, { direction, comparator }) => {
  const x = inputOf(subject);
  const applied = await bench.driver.apply({ direction, subject, x, source: 'address', destination: 'out' });
  const expected = expectedOutput(bench, subject, direction, x);
  return firstOf(
    applied.returned === 'out' ? undefined : `${direction}: was given "out", but returned ${theBuffer(applied.returned)}`,
    compareOutputs(bench, subject, comparator, x, applied.outAfter ?? applied.y, expected, `${direction}, "out" after the call`),
    compareUntouched('input after the call', applied.inputAfter, x),
  );
};

/** `out` may be the input itself. */
export const runInPlace: RunCheck<'inPlace'> = async (bench, subject, { direction, comparator }) => {
  const x = inputOf(subject);
  const applied = await bench.driver.apply({ direction, subject, x, source: 'address', destination: 'inPlace' });
  const expected = expectedOutput(bench, subject, direction, x);
  return firstOf(
    applied.returned === 'out'
      ? undefined
      : `${direction}: was given the input as "out", but returned ${theBuffer(applied.returned)}`,
    compareOutputs(bench, subject, comparator, x, applied.inputAfter, expected, `${direction} in place`),
  );
};

/** Input, `out` and kept mask as views into larger arrays, at odd offsets; what lies around them stays. */
export const runViews: RunCheck<'views'> = async (bench, subject, { direction, comparator }) => {
  const x = inputOf(subject);
  const expected = expectedOutput(bench, subject, direction, x);
  const verdicts: Verdict[] = [];
  for (const source of ['address', 'keptMask'] as const) {
    for (const destination of ['new', 'out'] as const) {
      const framed = await bench.driver.applyFramed?.({ direction, subject, x, source, destination });
      if (!framed) throw new Error('the manifest lists "hostBuffers", but this target has none');
      const what = `${direction} on views, ${source}, ${destination}`;
      verdicts.push(
        compareOutputs(bench, subject, comparator, x, framed.applied.outAfter ?? framed.applied.y, expected, what),
        compareUntouched(`${what}: input after the call`, framed.applied.inputAfter, x),
        framed.framesIntact ? undefined : `${what}: memory around the views was written`,
      );
    }
  }
  return firstOf(...verdicts);
};

/** Where the plan is the identity, the input itself comes back: no copy (SPEC section 6). */
export const runIdentity: RunCheck<'identity'> = async (bench, subject) => {
  const x = inputOf(subject);
  const { returned, inputAfter } = await bench.driver.apply({
    direction: 'forward',
    subject,
    x,
    source: 'address',
    destination: 'new',
  });
  return firstOf(
    returned === 'input'
      ? undefined
      : `forward: the plan is the identity, but it returned ${theBuffer(returned)} instead of the input`,
    compareUntouched('input after the call', inputAfter, x),
  );
};

function theBuffer(returned: string): string {
  return returned === 'new' ? 'a new buffer' : `the ${returned}`;
}
