// The public boundary of backends that work on typed arrays: everything is checked before anything is written.
import { type Address, type AddressWords, addressWords } from './address.js';
import type { Capabilities } from './backend.js';
import { rangeError, show, typeError, UnsupportedError } from './errors.js';
import { elementCount, maskWordCount, type Plan } from './plan.js';
import { dtypeOf, type FloatArray, isUint32Array, overlap } from './typed-arrays.js';

/** Who is called, for the message: `{ pkg: 'cpu', operation: 'forward', field: 'x' }`. */
export interface Call {
  /** The part of the package's name after `@dropkit/`. */
  readonly pkg: string;
  readonly operation: string;
  /** What the caller calls its input. */
  readonly field: string;
}

/**
 * Checks one call of `forward` or `backward`: the plan, the arrays (kind, element type, length, detached buffers, overlap)
 * and the source of the mask.
 *
 * @returns the kept mask, or the address in words
 * @throws UnsupportedError for a plan or element type that the capabilities do not list; TypeError for a wrong type; RangeError
 * for a wrong length or number, a detached buffer, or an `out` that overlaps the mask, or the input without being it
 * @example const source = checkCall({ pkg: 'mine', operation: 'forward', field: 'x' }, CAPABILITIES, plan, address, x, out);
 */
export function checkCall(
  call: Call,
  capabilities: Capabilities,
  plan: Plan,
  source: Address | Uint32Array,
  input: FloatArray,
  out: FloatArray | undefined,
): AddressWords | Uint32Array {
  const { pkg, operation, field } = call;
  checkPlan(pkg, operation, capabilities, plan);
  const count = elementCount(plan);
  const dtype = checkArray(call, capabilities, input, count);
  const words = checkSource(call, plan, source);
  if (out === undefined) return words;
  const outType = checkArray({ ...call, field: 'out' }, capabilities, out, count);
  if (outType !== dtype) throw typeError(pkg, operation, 'out', `a ${dtype} array like "${field}"`, out);
  const partly = overlap(out, input) && out.byteOffset !== input.byteOffset;
  if (partly || (ArrayBuffer.isView(words) && overlap(out, words))) {
    const expected = `"${field}" itself or memory apart from it and from the mask`;
    throw rangeError(pkg, operation, 'out', expected, 'an array that overlaps');
  }
  return words;
}

/**
 * Checks a plan that may have come from anywhere: that the backend runs its kind, and that its numbers make sense.
 *
 * @throws UnsupportedError for a kind that the capabilities do not list, TypeError or RangeError for a malformed plan
 * @example checkPlan('mine', 'mask', CAPABILITIES, plan);
 */
export function checkPlan(pkg: string, operation: string, capabilities: Capabilities, plan: Plan): void {
  if (plan === null || typeof plan !== 'object') throw typeError(pkg, operation, 'plan', 'a plan as lower() returns it', plan);
  if (!capabilities.plans.includes(plan.kind)) {
    const plans = capabilities.plans.join(', ');
    throw new UnsupportedError(`[@dropkit/${pkg}] ${operation}: "plan.kind" expected one of ${plans}, got ${show(plan.kind)}.`);
  }
  if (!hasSoundNumbers(plan)) {
    throw rangeError(pkg, operation, 'plan', 'a plan as lower() returns it', JSON.stringify(plan));
  }
}

function hasSoundNumbers(plan: Plan): boolean {
  const { dims, strides, base } = plan.map ?? {};
  const isIndex = (n: unknown) => Number.isSafeInteger(n) && (n as number) >= 0;
  const hasMap = Array.isArray(dims) && Array.isArray(strides) && dims.length === strides.length;
  if (!hasMap || ![base, ...dims, ...strides].every(isIndex)) return false;
  if (plan.kind === 'scale') return Number.isFinite(plan.factor);
  if (plan.kind !== 'select') return true;
  const { threshold, scale, shift, dropped } = plan;
  return Number.isInteger(threshold) && threshold > 0 && threshold < 2 ** 32 && Number.isFinite(scale + shift + dropped);
}

function checkArray({ pkg, operation, field }: Call, { dtypes }: Capabilities, array: unknown, count: number): string {
  const dtype = dtypeOf(array);
  if (!dtype) throw typeError(pkg, operation, field, 'a Float32Array, Float64Array or Float16Array', array);
  if (!dtypes.includes(dtype)) {
    throw new UnsupportedError(`[@dropkit/${pkg}] ${operation}: "${field}" expected ${dtypes.join(' or ')}, got ${dtype}.`);
  }
  checkLength(pkg, operation, field, array as FloatArray, count, 'elements');
  return dtype;
}

function checkLength(
  pkg: string,
  operation: string,
  field: string,
  array: { length: number },
  count: number,
  what: string,
): void {
  if (array.length === count) return;
  // A view of a detached buffer, or of one that was resized below it, reports length 0.
  const gone = array.length === 0 ? ' Its buffer may be detached or resized.' : '';
  throw rangeError(pkg, operation, field, `${count} ${what}`, `${array.length}`, `Pass what the plan's shape says.${gone}`);
}

function checkSource({ pkg, operation }: Call, plan: Plan, source: Address | Uint32Array): AddressWords | Uint32Array {
  if (!ArrayBuffer.isView(source)) return addressWords(source);
  if (!isUint32Array(source)) throw typeError(pkg, operation, 'mask', 'a Uint32Array as mask() returned it', source);
  checkLength(pkg, operation, 'mask', source, maskWordCount(plan), 'words');
  return source;
}
