// The public boundary of backends that work on typed arrays: everything is checked before anything is written.
import type { Address } from './address.js';
import type { DType } from './backend.js';
import { rangeError, show, typeError, UnsupportedError } from './errors.js';
import { elementCount, maskWordCount, type Plan } from './plan.js';

/** Typed arrays that hold tensor data. `Float16Array` exists where the runtime has it. */
export type FloatArray = Float32Array | Float64Array | Float16Array;

const DTYPES: Record<string, DType> = { Float16Array: 'float16', Float32Array: 'float32', Float64Array: 'float64' };

/** The element type of a typed array, or undefined when it is not a float array. Works across realms. */
export function dtypeOf(array: unknown): DType | undefined {
  return ArrayBuffer.isView(array) ? DTYPES[(array as unknown as Record<symbol, string>)[Symbol.toStringTag]] : undefined;
}

/**
 * Checks the arrays of one call of a backend: kind, element type, length, detached buffers, overlap.
 *
 * @param pkg the part of the package's name after `@dropkit/`, for the message
 * @param operation `forward` or `backward`, for the message
 * @param field what the caller calls its input, `x` or `dy`
 * @throws TypeError for what is not a float array, UnsupportedError for an element type that is not in `dtypes`,
 * RangeError for a wrong length, a detached buffer, or an `out` that overlaps the input without being it
 * @example checkArrays('cpu', 'forward', plan, 'x', x, out, ['float32']);
 */
export function checkArrays(
  pkg: string,
  operation: string,
  plan: Plan,
  field: string,
  input: FloatArray,
  out: FloatArray | undefined,
  dtypes: readonly DType[],
): void {
  const count = elementCount(plan);
  const dtype = checkArray(pkg, operation, field, input, count, dtypes);
  if (out === undefined) return;
  const outType = checkArray(pkg, operation, 'out', out, count, dtypes);
  if (outType !== dtype) throw typeError(pkg, operation, 'out', `a ${dtype} array like "${field}"`, out);
  if (out.buffer !== input.buffer || out.byteOffset === input.byteOffset) return;
  const apart = Math.abs(out.byteOffset - input.byteOffset) >= input.byteLength;
  if (!apart) {
    throw rangeError(pkg, operation, 'out', `"${field}" itself or memory apart from it`, 'an array that overlaps it in part');
  }
}

function checkArray(
  pkg: string,
  operation: string,
  field: string,
  array: unknown,
  count: number,
  dtypes: readonly DType[],
): DType {
  const dtype = dtypeOf(array);
  if (dtype === undefined) throw typeError(pkg, operation, field, 'a Float32Array, Float64Array or Float16Array', array);
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
  array: FloatArray | Uint32Array,
  count: number,
  what: string,
): void {
  if (array.length === count) return;
  // A view of a detached buffer, or of one that was resized below it, reports length 0.
  const gone = array.length === 0 ? ' Its buffer may be detached or resized.' : '';
  throw rangeError(pkg, operation, field, `${count} ${what}`, `${array.length}`, `Pass what the plan's shape says.${gone}`);
}

/**
 * Checks where a mask comes from: true for a kept packed mask of the right size, false for an address.
 *
 * @throws TypeError for any other typed array or value, RangeError for a mask of the wrong length
 * @example if (isKeptMask('cpu', 'forward', plan, source)) apply(source); else draw(addressWords(source));
 */
export function isKeptMask(pkg: string, operation: string, plan: Plan, source: Address | Uint32Array): source is Uint32Array {
  if (!ArrayBuffer.isView(source)) {
    if (source !== null && typeof source === 'object') return false;
    throw typeError(pkg, operation, 'address', 'an address { seed, stream?, step? } or a packed mask', source);
  }
  if ((source as unknown as Record<symbol, string>)[Symbol.toStringTag] !== 'Uint32Array') {
    throw typeError(pkg, operation, 'mask', 'a Uint32Array as mask() returned it', show(source));
  }
  checkLength(pkg, operation, 'mask', source, maskWordCount(plan), 'words');
  return true;
}
