// Checks of forward and backward against the reference: into a new buffer, into `out`, in place, from a kept mask.
import type { FloatArray } from '@dropkit/core';
import { floatArray, floatTypeOf, fromBits } from '../array.js';
import type { Subject } from '../case.js';
import { type Application, callOf, resultCount } from '../driver/driver.js';
import { addressOf, planOf } from '../subject.js';
import { type Bench, compareOperands, compareOutputs, compareUntouched, firstOf, type RunCheck, type Verdict } from './check.js';

/** What the reference makes of a call. */
export function expectedOutput({ reference }: Bench, { direction, subject, x, operands, input }: Application): FloatArray {
  const plan = planOf(subject);
  const source = addressOf(subject.address);
  const out = floatArray(floatTypeOf(x), resultCount({ direction, subject, input }));
  if (direction === 'backward') return reference.backward(plan, source, x.slice() as FloatArray, out, input);
  return reference.forward(plan, source, x.slice() as FloatArray, out, operands);
}

/** Forward or backward into a new buffer, against a vector or the reference; the inputs stay as they were. */
export const runApply: RunCheck<'apply'> = async (bench, subject, { direction, comparator, input, bits }) => {
  const call = { ...callOf(subject, direction), input };
  const expected = bits ? fromBits(subject.dtype, bits) : expectedOutput(bench, call);
  const { y, inputAfter, operandsAfter } = await bench.driver.apply(call);
  return firstOf(
    compareOutputs(bench, { call, comparator, expected }, y, direction),
    compareUntouched('input after the call', inputAfter, call.x),
    compareOperands(operandsAfter, call.operands),
  );
};

/** The same from a kept mask, which must give what the address gives. */
export const runKeptMask: RunCheck<'keptMask'> = async (bench, subject, { direction, comparator, input }) => {
  const call: Application = { ...callOf(subject, direction), input, source: 'keptMask' };
  const { y, inputAfter, operandsAfter } = await bench.driver.apply(call);
  return firstOf(
    compareOutputs(bench, { call, comparator, expected: expectedOutput(bench, call) }, y, direction),
    compareUntouched('input after the call', inputAfter, call.x),
    compareOperands(operandsAfter, call.operands),
  );
};

/** `out` is filled and handed back, the inputs stay as they were. */
export const runOut: RunCheck<'out'> = async (bench, subject, { direction, comparator, input }) => {
  const call: Application = { ...callOf(subject, direction), input, destination: 'out' };
  const applied = await bench.driver.apply(call);
  const expected = expectedOutput(bench, call);
  return firstOf(
    applied.returned === 'out' ? undefined : `${direction}: was given "out", but returned ${theBuffer(applied.returned)}`,
    compareOutputs(bench, { call, comparator, expected }, applied.outAfter ?? applied.y, `${direction}, "out" after the call`),
    compareUntouched('input after the call', applied.inputAfter, call.x),
    compareOperands(applied.operandsAfter, call.operands),
  );
};

/** `out` may be the input itself, or an operand of its length. */
export const runInPlace: RunCheck<'inPlace'> = async (bench, subject, { direction, comparator, input, onto }) => {
  const own = callOf(subject, direction);
  const call: Application = { ...own, input, destination: onto ?? 'x' };
  const applied = await bench.driver.apply(call);
  const expected = expectedOutput(bench, call);
  return firstOf(
    applied.returned === 'out'
      ? undefined
      : `${direction}: was given "${call.destination}" as "out", but returned ${theBuffer(applied.returned)}`,
    compareOutputs(bench, { call, comparator, expected }, applied.outAfter ?? applied.y, `${direction} in place`),
    onto && compareUntouched('input after the call', applied.inputAfter, call.x),
    compareOperands(applied.operandsAfter, call.operands, call.destination),
  );
};

/** Inputs, `out` and kept mask as views into larger arrays, at odd offsets; what lies around them stays. */
export const runViews: RunCheck<'views'> = async (bench, subject, { direction, comparator, input, source: only }) => {
  const own = { ...callOf(subject, direction), input };
  const expected = expectedOutput(bench, own);
  const verdicts: Verdict[] = [];
  for (const source of only ? [only] : (['address', 'keptMask'] as const)) {
    for (const destination of ['new', 'out'] as const) {
      const call: Application = { ...own, source, destination };
      const framed = await bench.driver.applyFramed?.(call);
      if (!framed) throw new Error('the manifest lists "hostBuffers", but this target has none');
      const { applied } = framed;
      const what = `${direction} on views, ${source}, ${destination}`;
      verdicts.push(
        compareOutputs(bench, { call, comparator, expected }, applied.outAfter ?? applied.y, what),
        compareUntouched(`${what}: input after the call`, applied.inputAfter, call.x),
        compareOperands(applied.operandsAfter, call.operands),
        framed.framesIntact ? undefined : `${what}: memory around the views was written`,
      );
    }
  }
  return firstOf(...verdicts);
};

/** Where the plan is the identity, the input itself comes back: no copy (SPEC section 6). */
export const runIdentity: RunCheck<'identity'> = async ({ driver }, subject: Subject) => {
  const call = callOf(subject);
  const { returned, inputAfter } = await driver.apply(call);
  return firstOf(
    returned === 'input'
      ? undefined
      : `forward: the plan is the identity, but it returned ${theBuffer(returned)} instead of the input`,
    compareUntouched('input after the call', inputAfter, call.x),
  );
};

function theBuffer(returned: string): string {
  return returned === 'new' ? 'a new buffer' : `the ${returned}`;
}
