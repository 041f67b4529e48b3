// The public boundary of backends that work on typed arrays: everything is checked before anything is written.
import { type Address, type AddressWords, addressWords } from './address.js';
import type { Capabilities, DType } from './backend.js';
import { checkObject, errorText, rangeError, show, typeError, UnsupportedError } from './errors.js';
import { elementCount, maskWordCount, type Plan, product, type SelectPlan } from './plan.js';
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
  const dtype = checkArray(call, capabilities, plan, input);
  const words = ArrayBuffer.isView(source) ? checkMask(call, plan, source) : addressWords(source);
  if (out === undefined) return words;
  const outType = checkArray({ ...call, field: 'out' }, capabilities, plan, out);
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
export function checkPlan(pkg: string, operation: string, { plans }: Capabilities, plan: Plan): void {
  const expected = 'what lower() returns';
  checkObject(pkg, operation, 'plan', expected, plan);
  checkSupported(pkg, operation, 'plan.kind', plans, plan.kind);
  const unsound = unsoundField(plan);
  if (unsound) throw rangeError(pkg, operation, `plan.${unsound[0]}`, expected, show(unsound[1]));
}

/**
 * Throws an UnsupportedError unless the value is among those that a backend can do.
 *
 * @example checkSupported('mine', 'alloc', 'dtype', CAPABILITIES.dtypes, dtype);
 */
export function checkSupported<T extends string>(
  pkg: string,
  operation: string,
  field: string,
  able: readonly T[],
  value: T,
): void {
  if (!able.includes(value)) throw new UnsupportedError(errorText(pkg, operation, field, able.join(' or '), show(value)));
}

const CONSTANTS = { identity: [], zero: [], scale: ['factor'], select: ['scale', 'shift', 'dropped'] } as const;

/** The first field whose numbers make no sense, and its value. */
function unsoundField(plan: Plan): readonly [string, unknown] | undefined {
  const { shape, map } = plan;
  const { dims, strides, base } = map ?? {};
  if (!isIndices(dims)) return ['map.dims', dims];
  if (!isIndices(strides) || strides.length !== dims.length) return ['map.strides', strides];
  if (!isIndices([base]) || lastIndex(plan) >= 2 ** 53) return ['map.base', base];
  if (!isIndices(shape) || product(shape) !== elementCount(plan)) return ['shape', shape];
  const { threshold } = plan as SelectPlan;
  if (plan.kind === 'select' && !(isIndices([threshold]) && threshold > 0 && threshold < 2 ** 32))
    return ['threshold', threshold];
  const constant = CONSTANTS[plan.kind].find((name) => !Number.isFinite(plan[name as never]));
  return constant && [constant, plan[constant as never]];
}

function isIndices(values: unknown): boolean {
  return Array.isArray(values) && !values.includes(undefined) && values.every(isIndex);
}

function isIndex(n: number): boolean {
  return Number.isSafeInteger(n) && n >= 0;
}

/** The largest global mask index of a plan, which must stay below 2^53; its base where there are no elements. */
function lastIndex({ map: { dims, strides, base } }: Plan): number {
  return dims.reduce((sum, dim, d) => sum + Math.max(dim - 1, 0) * strides[d], base);
}

function checkArray(call: Call, { dtypes }: Capabilities, plan: Plan, array: FloatArray): DType {
  const { pkg, operation, field } = call;
  const dtype = dtypeOf(array);
  if (!dtype) throw typeError(pkg, operation, field, 'a Float32Array, Float64Array or Float16Array', array);
  checkSupported(pkg, operation, field, dtypes, dtype);
  checkLength(call, array, elementCount(plan), 'elements');
  return dtype;
}

function checkMask({ pkg, operation }: Call, plan: Plan, mask: Uint32Array): Uint32Array {
  if (!isUint32Array(mask)) throw typeError(pkg, operation, 'mask', 'a Uint32Array as mask() returned it', mask);
  checkLength({ pkg, operation, field: 'mask' }, mask, maskWordCount(plan), 'words');
  return mask;
}

function checkLength({ pkg, operation, field }: Call, { length }: { length: number }, count: number, what: string): void {
  if (length === count) return;
  // A view of a detached buffer, or of one that was resized below it, reports length 0.
  const gone = length === 0 ? ' Its buffer may be detached or resized.' : '';
  throw rangeError(pkg, operation, field, `${count} ${what}`, `${length}`, `Pass what the plan's shape says.${gone}`);
}
