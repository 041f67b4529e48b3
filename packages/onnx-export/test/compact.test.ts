// What is compacted comes back, whatever it is; what is damaged is an error, in bounded memory.
import { expect, it } from 'vitest';
import { compact, expand } from '../src/surgery/compact.js';
import { mutations } from './mutations.js';

const text = (value: string) => new TextEncoder().encode(value);
const none = new Uint8Array();

/** Bytes of few kinds, always the same. */
function bytes(size: number, kinds: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes' linear congruential generator
    return (state >>> 16) % kinds;
  });
}

it.each<[string, Uint8Array, Uint8Array]>([
  ['nothing', none, none],
  ['one byte', text('a'), none],
  ['one byte many times', new Uint8Array(5000).fill(7), none],
  ['bytes of 2 kinds', bytes(3000, 2), none],
  ['bytes of 256 kinds', bytes(3000, 256), none],
  ['what the other side has', text('the quick brown fox'), text('see the quick brown fox jump')],
  ...Array.from({ length: 40 }, (_, i): [string, Uint8Array, Uint8Array] => [
    `${i} bytes and again`,
    Uint8Array.of(...bytes(i, 9), ...bytes(i, 9)),
    none,
  ]),
])('%s', (_, given, known) => {
  expect(expand(compact(given, known), known)).toEqual(given);
});

it('is short where bytes are said twice', () => {
  expect(compact(new Uint8Array(2730).fill(7), none).length).toBeLessThan(40); // 10 runs of 273 bytes
  expect(compact(text('the quick brown fox'), text('see the quick brown fox jump')).length).toBe(3);
});

it('damaged, it is an error or other bytes, never more than 288 for 3', () => {
  const given = compact(bytes(2000, 3), none);
  for (const damaged of mutations(given, 500, 3)) {
    try {
      expect(expand(damaged, none).length).toBeLessThanOrEqual(288 * damaged.length);
    } catch (error) {
      expect((error as Error).message).toMatch(/not there|varint|premature EOF|more than was ever/);
    }
  }
});
