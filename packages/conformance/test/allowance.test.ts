// What outputs of drawn numbers may be off by: derived bounds that a float32 device keeps, and that a wrong number breaks.
import { bitMap, createReferenceBackend, type FloatArray, indexAt, isKept, type NoisePlan, normal } from '@dropkit/core';
import { describe, expect, it } from 'vitest';
import { allowanceOf } from '../src/compare/allowance.js';
import { type BackendTarget, CASES, compareFloats, createSuite } from '../src/index.js';
import type { Parts } from './planted/parts.js';
import { createReadableBackend, HEALTHY } from './planted/readable-backend.js';

const io = () => ({ upload: (x: FloatArray) => x, read: async (x: FloatArray) => x, readMask: async (m: Uint32Array) => m });

async function statusOf(changes: Partial<Parts>, id: string, target: Omit<BackendTarget, 'name' | 'create'> = {}) {
  const suite = await createSuite({ name: 'numbers', create: () => createReadableBackend(changes), ...target });
  return (await suite.run(id)).status;
}

describe('normals', () => {
  const off = (by: number): Partial<Parts> => ({
    normals: (radius, angle) => [radius * Math.cos(angle) + by, radius * Math.sin(angle) - by],
  });
  it.each(['select:gaussian', 'select:variational-gaussian', 'backward:plan/normal/gate', 'select:vector/noise/gaussian'])(
    'may be off by the tolerance of the manifest, 1e-6 or 1e-3 on a device: %s',
    async (id) => {
      expect(await statusOf(off(9e-7), id)).toBe('passed');
      expect(await statusOf(off(1e-5), id)).toBe('failed');
      expect(await statusOf(off(9e-4), id, { io })).toBe('passed');
      expect(await statusOf(off(2e-3), id, { io })).toBe('failed');
      expect(await statusOf(off(9e-4), id, { capabilities: { normalTolerance: 1e-3 } })).toBe('passed');
    },
  );
  it('excuse nothing where the gate passes the input', async () => {
    const changes: Partial<Parts> = { shakes: () => true, amplitude: () => 1e-9 };
    expect(await statusOf(changes, 'select:plan/normal/gate', { capabilities: { normalTolerance: 1 } })).toBe('failed');
  });
});

describe('concrete factors', () => {
  const off = (by: number): Partial<Parts> => ({ relaxed: (plan, z, rest) => HEALTHY.relaxed(plan, z, rest) + by * plan.scale });
  it('may be off by the tolerance of their largest value', async () => {
    expect(await statusOf(off(9e-7), 'select:concrete')).toBe('passed');
    expect(await statusOf(off(1e-5), 'select:concrete')).toBe('failed');
    expect(await statusOf(off(9e-4), 'select:concrete', { io })).toBe('passed');
  });
});

describe('a device in float32', () => {
  const f = Math.fround;
  const places = CASES.flatMap(({ id, subject }) =>
    'plan' in subject && /^select:plan\/(uniform|mix)/.test(id) ? [subject.plan] : [],
  );
  const x = Float32Array.from({ length: 117 }, (_, i) => 3 * normal(i, { seed: 1 }));
  const other = Float32Array.from({ length: 117 }, (_, i) => 3 * normal(i, { seed: 2 }));
  const reference = createReferenceBackend();
  const capabilities = { fusesMultiplyAdd: true, normalTolerance: 0, concreteTolerance: 0 } as never;

  /** The number of each element, exactly: what an offset of 0 and an amplitude of 1 make of inputs 1. */
  const numbersOf = (plan: NoisePlan) => {
    const { threshold: _, backward: __, ...open } = plan;
    return reference.forward({ ...open, offset: 0, amplitude: 1 }, { seed: 42 }, new Float64Array(117).fill(1));
  };

  it.each(places.map((plan, n) => [n, plan] as const))('fuses or not within the derived bound: plan %i', (_, plan) => {
    const kept = reference.mask(plan, { seed: 42 });
    const isKeptAt = (i: number) => isKept(kept, indexAt(bitMap(plan.map), i));
    const operands = plan.kind === 'mix' ? { other } : undefined;
    const expected = reference.forward(plan, { seed: 42 }, x, undefined, operands);
    for (const fused of [true, false]) {
      const product = (a: number, b: number) => (fused ? a * b : f(a * b)); // float32 products are exact in float64
      const y = x.map((value, i) => {
        if (plan.kind === 'mix') return f(product(value, f(plan.factor)) + f(other[i] * f(plan.otherFactor)));
        const { offset, amplitude, threshold } = plan as NoisePlan;
        if (threshold !== undefined && isKeptAt(i)) return value;
        return f(value * f(product(f(amplitude), numbersOf(plan as NoisePlan)[i]) + f(offset)));
      });
      const allowed = allowanceOf({ kind: 'exact' }, { plan, x, operands: { other }, isKept: isKeptAt }, capabilities);
      expect(compareFloats(allowed.comparator, y, expected, allowed)).toBeUndefined();
      const wrong = y.map((value, i) => (i === 60 ? value + 1e-4 : value));
      expect(compareFloats(allowed.comparator, wrong, expected, allowed)).toContain('1 of 117 differ');
    }
  });
});
