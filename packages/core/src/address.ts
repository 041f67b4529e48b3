// Where a mask lives: (seed, stream, step). SPEC section 1.
// Every number a sampler draws is a function of an address and an element index, and of nothing else.
import { checkObject, checkValue } from './errors.js';

/**
 * The coordinates of one mask. Equal addresses give equal masks, bit for bit, on every backend.
 *
 * @example
 * const address: Address = { seed: 42, stream: streamId('encoder.0.mlp'), step: 17 };
 */
export interface Address {
  /** Unsigned 64-bit seed; a `number` must be a safe integer, larger seeds are `bigint`. */
  readonly seed: bigint | number;
  /** Unsigned 32-bit id of the dropout site. Two sites on one stream drop the same units. Default 0. */
  readonly stream?: number;
  /** Unsigned 32-bit number of the draw: training step or Monte Carlo sample. Default 0. */
  readonly step?: number;
}

/** An address checked and split into the 32-bit words that Philox takes. */
export interface AddressWords {
  readonly keyLow: number;
  readonly keyHigh: number;
  readonly stream: number;
  readonly step: number;
}

/**
 * Checks an address and splits its seed into two 32-bit words. Nothing wraps.
 *
 * @throws TypeError when a part has the wrong type, RangeError when it is outside its range.
 * @example addressWords({ seed: 2n ** 64n - 1n }); // { keyLow: 4294967295, keyHigh: 4294967295, stream: 0, step: 0 }
 */
export function addressWords(address: Address): AddressWords {
  checkObject('core', 'address', 'address', 'an object { seed, stream?, step? }', address);
  const { seed, stream = 0, step = 0 } = address;
  const key = seedOf(seed);
  return {
    keyLow: Number(key & 0xffffffffn),
    keyHigh: Number(key >> 32n),
    stream: u32('stream', stream),
    step: u32('step', step),
  };
}

const SEED_LIMIT = 1n << 64n;

function seedOf(seed: bigint | number): bigint {
  const isBigInt = typeof seed === 'bigint';
  const wide = isBigInt || Number.isSafeInteger(seed) ? BigInt(seed) : -1n;
  const expected = 'an unsigned 64-bit integer (a bigint, or a number up to 2^53 - 1)';
  checkValue(isBigInt || typeof seed === 'number', wide >= 0n && wide < SEED_LIMIT, 'core', 'address', 'seed', expected, seed);
  return wide;
}

function u32(name: string, value: number): number {
  const inRange = Number.isInteger(value) && value >= 0 && value < 2 ** 32;
  checkValue(typeof value === 'number', inRange, 'core', 'address', name, 'an integer from 0 to 2^32 - 1', value);
  return value;
}
