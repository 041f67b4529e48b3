// Masks as bytes: the bits of core's masks, each in a byte, whatever the length, and what it costs, counted.
import { DisposedError, lower, maskCount, type Plan } from '@dropkit/core';
import { afterAll, expect, it } from 'vitest';
import { createWebGpuBackend } from '../src/index.js';
import { widen } from '../src/kernels/widen.js';
import { elementPlan, expectSame, reference, requestDevice } from './support.js';

const device = await requestDevice();
const backend = createWebGpuBackend(device);
afterAll(() => {
  backend.dispose();
  device.destroy();
});

const address = { seed: 0x123456789abcdefn, stream: 7, step: 3 };

/** Bytes of a buffer, read by hand: `read` knows tensors and words. */
async function bytesIn(buffer: GPUBuffer, on = device): Promise<Uint8Array> {
  const copy = on.createBuffer({ size: buffer.size, usage: 1 | 8 });
  const encoder = on.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, copy, 0, buffer.size);
  on.queue.submit([encoder.finish()]);
  await copy.mapAsync(1);
  const bytes = new Uint8Array(copy.getMappedRange().slice(0));
  copy.destroy();
  return bytes;
}

/** What core draws, one byte an element, in a multiple of 16. */
function expected(plan: Plan): Uint8Array {
  const words = reference.mask(plan, address);
  const count = maskCount(plan);
  const bytes = new Uint8Array(Math.max(Math.ceil(count / 16), 1) * 16);
  for (let i = 0; i < count; i++) bytes[i] = (words[i >>> 5] >>> (i & 31)) & 1;
  return bytes;
}

const PLANS: { name: string; plan: Plan }[] = [
  ...[1, 3, 15, 16, 17, 31, 32, 33, 127, 128, 129, 5000].map((n) => ({ name: `${n} elements`, plan: elementPlan(n) })),
  { name: 'p = 1/2', plan: elementPlan(1000, 0.5) },
  { name: 'nothing dropped', plan: lower({ variant: 'dropout', p: 0 }, [100], 'train') },
  { name: 'all dropped', plan: lower({ variant: 'dropout', p: 1 }, [100], 'train') },
  { name: 'spatial', plan: lower({ variant: 'spatial', p: 0.4, layout: 'channelsFirst' }, [3, 17, 5, 5], 'train') },
  { name: 'dropBlock', plan: lower({ variant: 'dropBlock', p: 0.2, blockSize: 3 }, [2, 3, 9, 9], 'train') },
  { name: 'cutout', plan: lower({ variant: 'cutout', size: 4 }, [2, 3, 10, 10], 'train') },
  { name: 'perSample', plan: lower({ variant: 'perSample', probabilities: [0.1, 0.9] }, [2, 77], 'train') },
];

it.each(PLANS)('$name', async ({ plan }) => {
  const buffer = backend.maskBytes(plan, address);
  expectSame(await bytesIn(buffer), expected(plan));
  buffer.destroy();
});

it('is drawn in pieces where a binding is small', async () => {
  const small = createWebGpuBackend(device, {
    limits: { maxStorageBufferBindingSize: 65536, maxComputeWorkgroupsPerDimension: 8 },
  });
  const plan = elementPlan(300_001);
  const buffer = small.maskBytes(plan, address);
  expectSame(await bytesIn(buffer), expected(plan));
  buffer.destroy();
  small.dispose();
});

it('reads an eighth of what it writes, a byte an element', () => {
  const range = (size: number) => ({ buffer: {} as GPUBuffer, offset: 0, size });
  const { bindings, threads } = widen(range(2 ** 17), 2 ** 20, range(2 ** 20));
  expect(threads).toBe(2 ** 16);
  expect(Object.values(bindings).map((binding) => ('size' in binding ? binding.size : 0))).toEqual([2 ** 17, 2 ** 20]);
});

it("leaves one buffer, the caller's, and none after dispose", async () => {
  const own = await requestDevice();
  const made: GPUBuffer[] = [];
  const gone = new Set<GPUBuffer>();
  const create = own.createBuffer.bind(own);
  own.createBuffer = (descriptor) => {
    const buffer = create(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      gone.add(buffer);
      return destroy();
    };
    made.push(buffer);
    return buffer;
  };
  const counted = createWebGpuBackend(own);
  const results = [1, 2, 3].map((step) => counted.maskBytes(elementPlan(500), { seed: 1, step }));
  counted.dispose();
  expect(made.filter((buffer) => !gone.has(buffer))).toEqual(results);
  expect(() => counted.maskBytes(elementPlan(500), { seed: 1 })).toThrow(DisposedError);
  own.destroy();
});
