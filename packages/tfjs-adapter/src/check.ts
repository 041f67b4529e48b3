// Errors of this package, in the words of core, and the checks that its functions share.
import * as core from '@dropkit/core';

export { show } from '@dropkit/core';

const PACKAGE = 'tfjs-adapter';

/** A wrong type; `got` is already text, since a dtype has to be said in words where core's own typeError shows a value. */
export function typeError(operation: string, field: string, expected: string, got: string, advice = ''): TypeError {
  return new TypeError(core.errorText(PACKAGE, operation, field, expected, got, advice));
}

/** A value outside its range; `got` is already text. */
export function rangeError(operation: string, field: string, expected: string, got: string, advice = ''): RangeError {
  return core.rangeError(PACKAGE, operation, field, expected, got, advice);
}

/** Rejects what is not an object, and fields that nobody reads: a typing error must not pass for a default. */
export function checkOptions(operation: string, options: unknown, names: readonly string[]): void {
  if (options === null || typeof options !== 'object') throw typeError(operation, 'options', 'an object', core.show(options));
  const unknown = Object.keys(options).find((key) => !names.includes(key));
  if (unknown === undefined) return;
  const value = core.show((options as Record<string, unknown>)[unknown]);
  throw typeError(operation, unknown, 'no option of this name', value, `Options are ${names.join(', ')}.`);
}
