// How every dropkit error reads: `[@dropkit/<package>] <operation>: "<field>" expected <what>, got <value>. <what to do>`
// TypeError for a wrong type, RangeError for a wrong value, named classes for situations.

/** A backend was given a plan, data type or mask that its capabilities do not list. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError';
}

/** A backend was used after `dispose()`. */
export class DisposedError extends Error {
  override readonly name = 'DisposedError';
}

/** A value of the wrong type, in the project's words. `pkg` is the part after `@dropkit/`. */
export function typeError(
  pkg: string,
  operation: string,
  field: string,
  expected: string,
  actual: unknown,
  advice = '',
): TypeError {
  return new TypeError(errorText(pkg, operation, field, expected, show(actual), advice));
}

/** A value outside its range. `actual` is already text, so that "got 10 elements" can be said. */
export function rangeError(
  pkg: string,
  operation: string,
  field: string,
  expected: string,
  actual: string,
  advice = '',
): RangeError {
  return new RangeError(errorText(pkg, operation, field, expected, actual, advice));
}

/** Throws a TypeError unless the value has the type, and a RangeError unless it is in its range. */
export function checkValue(
  hasType: boolean,
  isInRange: boolean,
  pkg: string,
  operation: string,
  field: string,
  expected: string,
  value: unknown,
): void {
  if (!hasType) throw typeError(pkg, operation, field, expected, value);
  if (!isInRange) throw rangeError(pkg, operation, field, expected, show(value));
}

/** Throws a TypeError unless the value is an object, or an array. */
export function checkObject(pkg: string, operation: string, field: string, expected: string, value: unknown): void {
  checkValue(typeof value === 'object' && value !== null, true, pkg, operation, field, expected, value);
}

/** A short, safe rendering of any value for an error message. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}...` : value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value))
    return value.length > 8 ? `an array of ${value.length}` : `[${Array.from(value, showItem).join(', ')}]`;
  if (value !== null && typeof value === 'object') return describe(value);
  return Object.is(value, -0) ? '-0' : String(value);
}

/** One level deep, so that cycles end. */
function showItem(item: unknown): string {
  return Array.isArray(item) ? `an array of ${item.length}` : show(item);
}

function describe(value: object): string {
  const name = value.constructor?.name ?? 'null-prototype';
  return name === 'Object' ? 'an object' : `a ${name}`;
}

/** The sentence that all errors share; `actual` is already text. */
export function errorText(pkg: string, operation: string, field: string, expected: string, actual: string, advice = ''): string {
  return `[@dropkit/${pkg}] ${operation}: "${field}" expected ${expected}, got ${actual}.${advice && ` ${advice}`}`;
}
