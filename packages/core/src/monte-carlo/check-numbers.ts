// What statistics take: arrays and typed arrays of numbers, from any framework.
import { typeError } from '../errors.js';

/** Throws unless given an array of numbers, judged by its first; before anything is added. */
export function checkNumbers(operation: string, field: string, values: ArrayLike<number>): void {
  const isList = values !== null && typeof values === 'object' && typeof values.length === 'number';
  if (isList && (values.length === 0 || typeof values[0] === 'number')) return;
  throw typeError('core', operation, field, 'an array of numbers', values);
}
