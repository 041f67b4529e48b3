// The one range of element indices, checked where a public function takes one.
import { rangeError, show, typeError } from '../errors.js';

/** Throws unless `index` is an integer in [0, 2^53). */
export function checkIndex(operation: string, index: unknown): void {
  const expected = 'an integer in [0, 2^53)';
  if (typeof index !== 'number') throw typeError('core', operation, 'index', expected, index);
  if (!Number.isSafeInteger(index) || index < 0) throw rangeError('core', operation, 'index', expected, show(index));
}
