// Every variant as a model of its own: what it computes, on two runtimes, with sizes that are known and with sizes that are not.
import { configSchema, createReferenceBackend, type DropoutConfig, lower, operandsOf } from '@dropkit/core';
import { describe, expect, it } from 'vitest';
import { exportRunner, type Request } from './exported.js';
import { RUNTIMES } from './sessions.js';
import { VARIANT_CASES } from './variants.js';

const reference = createReferenceBackend();
const SPECIALS = [Number.NaN, -0, 0, Infinity, -Infinity, 1.5, -2.25, 1e-40, 3.4e38];
/** Variants through logarithms or two roundings: SPEC section 12. */
const ROUNDED: ReadonlySet<string> = new Set(['gaussian', 'variationalGaussian', 'concrete']);

function inputOf(shape: readonly number[], shift = 0): Float32Array {
  const count = shape.reduce((a, b) => a * b, 1);
  return Float32Array.from({ length: count }, (_, i) =>
    i % 7 === 3 ? SPECIALS[(i + shift) % SPECIALS.length]! : ((i + shift) % 101) - 50,
  );
}

function expectedOf({ config, shape, phase, address }: Request, x: Float32Array, other: Float32Array) {
  const plan = lower(config, shape, phase);
  const operands = 'other' in operandsOf(plan) ? { other } : {};
  return { y: reference.forward(plan, address, x, new Float32Array(x.length), operands), kept: reference.mask(plan, address) };
}

/** Bits; where a library's logarithm is in between, 1e-6 of the largest factor that occurs here, 20, times x. */
function expectOutput({ variant }: DropoutConfig, y: ArrayLike<number>, expected: Float32Array, x: Float32Array): void {
  if (!ROUNDED.has(variant)) {
    expect(Array.from(y)).toEqual(Array.from(expected));
    return;
  }
  const off = Array.from(expected, (want, i) => (Object.is(y[i], want) ? 0 : Math.abs(y[i]! - want) - 20e-6 * Math.abs(x[i]!)));
  expect(off.filter((distance) => !(distance <= 0))).toEqual([]);
}

const ADDRESSES = [
  { seed: 0n },
  { seed: 2n ** 64n - 1n, stream: 2 ** 32 - 1, step: 2 ** 32 - 1 },
  { seed: 0x0123456789abcdefn, stream: 5, step: 1000 },
];

describe.each(RUNTIMES)('$name', ({ ort }) => {
  const run = exportRunner(ort);

  describe.each(VARIANT_CASES)('$config $shape', ({ config, shape, free }) => {
    const x = inputOf(shape);
    const other = inputOf(shape, 4);

    it.each(ADDRESSES)('gives what core gives at %o', async (address) => {
      const request = { config, shape, phase: 'train', address, other } as const;
      const { y, kept } = await run(request, x);
      const expected = expectedOf(request, x, other);
      expect(kept).toEqual(expected.kept);
      expectOutput(config, y, expected.y, x);
    });

    it('gives it without knowing sizes before it runs', async () => {
      const request = { config, shape, phase: 'train', address: ADDRESSES[2]!, other, unknown: free } as const;
      const { y, kept } = await run(request, x);
      const expected = expectedOf(request, x, other);
      expect(kept).toEqual(expected.kept);
      expectOutput(config, y, expected.y, x);
    });

    it('evaluates as core does', async () => {
      const request = { config, shape, phase: 'eval', address: ADDRESSES[0]!, other } as const;
      expectOutput(config, (await run(request, x)).y, expectedOf(request, x, other).y, x);
    });
  });
});

it('covers every variant', () => {
  const names = VARIANT_CASES.map(({ config }) => config.variant);
  const all = (configSchema() as { oneOf: { properties: { variant: { const: string } } }[] }).oneOf.map(
    ({ properties }) => properties.variant.const,
  );
  expect(all.length).toBe(24);
  expect(all.filter((name) => !names.includes(name as never))).toEqual([]);
});
