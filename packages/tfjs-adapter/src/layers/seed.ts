// Seeds as layers take and save them: u64, of which JSON holds only the lower 2^53 as numbers.
import { rangeError, show, typeError } from '../check.js';

/** A seed: a bigint, a safe integer, or its decimal digits. */
export type Seed = bigint | number | string;

/**
 * Checks a seed and widens it.
 *
 * @throws TypeError for what is neither an integer nor a string of decimal digits, RangeError outside [0, 2^64)
 */
export function parseSeed(operation: string, seed: unknown): bigint {
  const isText = typeof seed === 'string';
  if (isText ? !/^\d+$/.test(seed) : typeof seed !== 'number' && typeof seed !== 'bigint') {
    throw typeError(operation, 'seed', 'an unsigned 64-bit integer (bigint, safe integer or decimal digits)', show(seed));
  }
  const value = isText ? BigInt(seed) : (seed as bigint | number);
  const isExact = typeof value === 'bigint' || Number.isSafeInteger(value);
  if (isExact && value >= 0 && value < 2n ** 64n) return BigInt(value);
  throw rangeError(operation, 'seed', 'an unsigned 64-bit integer (a bigint, or a number up to 2^53 - 1)', show(seed));
}

/** A fresh seed of 53 random bits, so that configs show it as a plain number. */
export function randomSeed(): bigint {
  return crypto.getRandomValues(new BigUint64Array(1))[0] >> 11n;
}

/** The JSON form of a seed: a number where that is exact, else decimal digits. */
export function seedToJson(seed: bigint): number | string {
  return seed <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(seed) : seed.toString();
}
