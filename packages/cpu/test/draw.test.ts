// draw against the published vectors, and against the reference at random and at every boundary that the layout has.

import type { Address } from '@dropkit/core';
import own from '@dropkit/core/vectors/bernoulli.json';
import oracle from '@dropkit/core/vectors/oracle.json';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENGINES, elementPlan, hex, reference } from './support.js';

const LAST = 2 ** 53;
const BOUNDARIES = [32, 127, 128, 129, 1024, 65536, 2 ** 32, 2 ** 34, 2 ** 34 * 3, 2 ** 40 + 129];

describe.each(ENGINES)('$name draw', ({ create }) => {
  const backend = create();
  const expectReference = (count: number, t: number, base: number, address: Address = { seed: 42, stream: 3, step: 7 }) => {
    const plan = elementPlan(count, t, base);
    expect(hex(backend.mask(plan, address))).toEqual(hex(reference.mask(plan, address)));
  };

  it.each([...oracle.bernoulli, ...own.cases].filter((v) => v.threshold !== null))(
    'vector: $count at $offset, p = $p, seed $seed',
    (v) => {
      const plan = elementPlan(v.count, Number.parseInt(v.threshold!, 16), Number(v.offset));
      const { stream, step } = v;
      expect(hex(backend.mask(plan, { seed: BigInt(v.seed), stream, step }))).toEqual(v.keepWords);
    },
  );

  it.each([0, 1, 2, 31, 32, 33, 127, 128, 129, 1023, 1025])('%i elements', (count) => {
    expectReference(count, 0x1999999a, 0);
    expectReference(count, 0x80000000, 77);
  });

  it.each(Array.from({ length: 32 }, (_, digit) => digit))('a threshold whose last digit is %i', (digit) => {
    const bit = 2 ** (31 - digit);
    expectReference(300, bit, 0);
    expectReference(300, 2 ** 32 - bit, 5);
  });

  it.each(BOUNDARIES)('across element %i', (boundary) => {
    expectReference(200, 0x4ccccccd, Math.max(0, boundary - 101));
    expectReference(130, 0x80000000, boundary);
  });

  it('up to the last index', () => expectReference(300, 0x4ccccccd, LAST - 300));

  it('the seed, stream and step of an address all count, up to their ends', () => {
    const top = 2 ** 32 - 1;
    expectReference(260, 0x99999999, 3, { seed: 2n ** 64n - 1n, stream: top, step: top });
    expectReference(260, 0x99999999, 3, { seed: LAST - 1, step: 1 });
    expectReference(260, 0x99999999, 3, { seed: 0 });
  });

  it('any count, offset, threshold and address', () => {
    const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    const seed = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    const address = fc.record({ seed, stream: u32, step: u32 });
    const t = fc.integer({ min: 1, max: 2 ** 32 - 1 });
    const base = fc.oneof(
      fc.nat(1000),
      fc.maxSafeNat().map((n) => Math.min(n, LAST - 400)),
    );
    const property = fc.property(fc.nat(400), base, t, address, (count, base, t, address) => {
      const plan = elementPlan(count, t, base);
      expect(hex(backend.mask(plan, address))).toEqual(hex(reference.mask(plan, address)));
    });
    fc.assert(property, { seed: 20261, numRuns: 60 });
  });

  it('a part drawn alone equals the part of the whole, over several chunks', () => {
    const whole = backend.mask(elementPlan(200_000, 0x1999999a), { seed: 1 });
    const part = backend.mask(elementPlan(140_000, 0x1999999a, 32 * 999), { seed: 1 });
    expect(part.slice(0, 4300)).toEqual(whole.slice(999, 999 + 4300));
  });
});

it('both implementations agree on half a million elements', () => {
  const [simd, plain] = ENGINES.map(({ create }) => create());
  const plan = elementPlan(500_001, 0x1999999a, 2 ** 34 - 250_000);
  expect(simd.mask(plan, { seed: 9 })).toEqual(plain.mask(plan, { seed: 9 }));
});
