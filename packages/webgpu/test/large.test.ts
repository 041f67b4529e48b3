// Work that is too large for one binding or one dispatch, run once: with small limits, and for real above 2^24 elements.
import { createReferenceBackend, elementCount, type FloatArray, lower, maskCount, type Plan, threshold } from '@dropkit/core';
import { afterAll, describe, expect, it } from 'vitest';
import { createWebGpuBackend } from '../src/index.js';
import { PER_THREAD, spans, WORKGROUP } from '../src/limits.js';
import { elementPlan, expectSame, numbers, reference, requestDevice } from './support.js';

const device = await requestDevice();
const ADDRESS = { seed: 3n, stream: 1, step: 2 };
// 16384 floats, or 16384 threads, in a piece
const small = createWebGpuBackend(device, { limits: { maxStorageBufferBindingSize: 65536 } });
const narrow = createWebGpuBackend(device, { limits: { maxComputeWorkgroupsPerDimension: 8 } });
const wide = createWebGpuBackend(device);

afterAll(() => device.destroy());

const PLANS: readonly { readonly name: string; readonly plan: Plan; readonly near?: true }[] = [
  { name: 'dropout', plan: elementPlan(50_003) },
  { name: 'dropout beyond 2^32', plan: elementPlan(50_003, 0.3, 2 ** 33 + 77) },
  { name: 'alpha', plan: lower({ variant: 'alpha', p: 0.1 }, [50_003], 'train'), near: true },
  { name: 'spatial', plan: lower({ variant: 'spatial', p: 0.4, layout: 'channelsLast' }, [3, 700, 25], 'train') },
  { name: 'perSample', plan: lower({ variant: 'perSample', probabilities: [0, 0.3, 1] }, [3, 17_003], 'train') },
  { name: 'dropBlock', plan: lower({ variant: 'dropBlock', p: 0.3, blockSize: 3 }, [2, 3, 90, 95], 'train') },
  { name: 'cutout', plan: lower({ variant: 'cutout', size: 40 }, [3, 2, 90, 95], 'train') },
  { name: 'uniform', plan: lower({ variant: 'uniform', beta: 0.5 }, [50_003], 'train'), near: true },
  { name: 'shakeDrop', plan: lower({ variant: 'shakeDrop', p: 0.5 }, [700, 73], 'train'), near: true },
  { name: 'concrete', plan: lower({ variant: 'concrete', p: 0.3 }, [50_003], 'train'), near: true },
  { name: 'zero', plan: lower({ variant: 'dropout', p: 1 }, [50_003], 'train') },
];

describe.each(PLANS)('$name', ({ plan, near }) => {
  const x = numbers(elementCount(plan));

  it.each([
    ['bindings', small],
    ['dispatches', narrow],
  ])('in several %s equals the whole', async (_, backend) => {
    const y = (await backend.read(backend.forward(plan, ADDRESS, backend.upload(x)))) as Float32Array;
    const whole = (await wide.read(wide.forward(plan, ADDRESS, wide.upload(x)))) as Float32Array;
    expectSame(y, whole);
    expectSame((await backend.read(backend.mask(plan, ADDRESS))) as Uint32Array, reference.mask(plan, ADDRESS));
    if (!near) expectSame(y, reference.forward(plan, ADDRESS, x));
  });
});

it('a kept mask is read piece by piece too, in place', async () => {
  const plan = elementPlan(50_003);
  const x = numbers(50_003);
  const buffer = small.upload(x);
  small.forward(plan, small.mask(plan, ADDRESS), buffer, buffer);
  expectSame((await small.read(buffer)) as Float32Array, reference.forward(plan, ADDRESS, x));
});

it('a mask larger than a binding is drawn in pieces', async () => {
  const plan = elementPlan(600_000, 0.5); // 75,000 bytes
  expectSame((await small.read(small.mask(plan, ADDRESS))) as Uint32Array, reference.mask(plan, ADDRESS));
});

it('pieces cover all, once, at aligned places', () => {
  for (const bits of [1, 16, 32]) {
    for (const count of [0, 1, 2047, 2048, 2049, 1_000_001]) {
      const pieces = spans({ bindingSize: 65536, workgroups: 9 }, count, bits, PER_THREAD);
      expect(pieces.reduce((sum, piece) => sum + piece.count, 0)).toBe(count);
      pieces.forEach(({ first, count: length }, n) => {
        expect(first).toBe(n === 0 ? 0 : pieces[n - 1].first + pieces[n - 1].count);
        expect(first % 2048).toBe(0);
        expect(length * bits).toBeLessThanOrEqual(65536 * 8);
        expect(length).toBeLessThanOrEqual(9 * 9 * WORKGROUP * PER_THREAD);
      });
    }
  }
});

it('more than 2^24 elements, in three bindings', async () => {
  const count = 2 ** 24 + 12_345;
  const plan = elementPlan(count, 0.5);
  const backend = createWebGpuBackend(device, { limits: { maxStorageBufferBindingSize: 3 * 2 ** 23 } });
  const x = backend.upload(new Float32Array(count).fill(1));
  const y = (await backend.read(backend.forward(plan, ADDRESS, x, x))) as Float32Array;
  const words = (await backend.read(backend.mask(plan, ADDRESS))) as Uint32Array;
  x.destroy();
  const wrong = y.findIndex((value, i) => value !== 2 * ((words[i >>> 5] >>> (i & 31)) & 1));
  expect(wrong).toBe(-1);
  // and the bits are the right ones where pieces meet and at the end
  for (const first of [0, 3 * 2 ** 21 - 64, 2 ** 22 - 64, 3 * 2 ** 22 - 64, 2 ** 24 - 64, count - 128]) {
    const part = elementPlan(128, 0.5, first);
    const expected = createReferenceBackend().forward(part, ADDRESS, new Float32Array(128).fill(1) as FloatArray);
    expectSame(y.slice(first, first + 128), expected);
  }
});

it('more workgroups than one dimension takes, in one binding of more than 2^27 halves', async () => {
  const bytes = 2 ** 28 + 2 ** 20;
  const roomy = await requestDevice({ requiredLimits: { maxStorageBufferBindingSize: bytes, maxBufferSize: bytes } });
  const backend = createWebGpuBackend(roomy, { dtype: 'float16' });
  const words = createWebGpuBackend(roomy);
  const count = 2 ** 27 + 12_345;
  expect(count).toBeGreaterThan(65_535 * WORKGROUP * PER_THREAD);
  const plan: Plan = { ...elementPlan(count, 0.5), dropped: 1 };
  const x = roomy.createBuffer({ label: 'zeros', size: count * 2 + 2, usage: 0x8c });
  backend.forward(plan, ADDRESS, x, x);
  for (const first of [0, 65_535 * WORKGROUP * PER_THREAD - 64, 2 ** 27 - 64, count - 129]) {
    const part = roomy.createBuffer({ label: 'part', size: 256, usage: 0x8c });
    const encoder = roomy.createCommandEncoder();
    encoder.copyBufferToBuffer(x, first * 2, part, 0, 256);
    roomy.queue.submit([encoder.finish()]);
    const expected = reference.forward({ ...elementPlan(128, 0.5, first), dropped: 1 }, ADDRESS, new Float32Array(128));
    // read as words, since Node 20 has no Float16Array: 0x3c00 is 1
    expectSame(
      (await words.read(part)) as Float32Array,
      Uint16Array.from(expected, (value) => value * 0x3c00),
    );
  }
  roomy.destroy();
}, 180_000);

it('a shared mask that no binding holds is refused, not cut wrongly', () => {
  const shape = [600_000, 2];
  const plan = lower({ variant: 'dropout', p: 0.5, broadcastAxes: [1] }, shape, 'train');
  expect(maskCount(plan)).toBe(600_000);
  const x = wide.upload(new Float32Array(1_200_000));
  expect(() => small.forward(plan, ADDRESS, x)).toThrow(
    /at most 65536 bytes of mask, bias, sums or tables in one binding, got 75000/,
  );
  expect(threshold(0.5)).toBe(2 ** 31);
});
