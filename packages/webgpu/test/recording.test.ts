// Recording into the caller's encoders and passes, several backends and devices, and what is left behind.
import { createDropout, DisposedError, fuse, lower, type Plan } from '@dropkit/core';
import { afterAll, describe, expect, it } from 'vitest';
import { createWebGpuBackend } from '../src/index.js';
import { elementPlan, expectSame, numbers, reference, requestDevice } from './support.js';

const device = await requestDevice();
const backend = createWebGpuBackend(device);
afterAll(() => device.destroy());

const PLANS: { name: string; plan: Plan }[] = [
  { name: 'dropout', plan: elementPlan(1000) },
  { name: 'spatial', plan: lower({ variant: 'spatial', p: 0.4, layout: 'channelsLast' }, [2, 5, 100], 'train') },
  { name: 'dropBlock', plan: lower({ variant: 'dropBlock', p: 0.4, blockSize: 3 }, [2, 5, 10, 10], 'train') },
  { name: 'cutout', plan: lower({ variant: 'cutout', size: 4 }, [2, 5, 10, 10], 'train') },
  { name: 'perSample', plan: lower({ variant: 'perSample', probabilities: [0.1, 0.9] }, [2, 500], 'train') },
];

const fused = fuse(lower({ variant: 'dropout', p: 0.1 }, [20, 50], 'train'), { bias: true, residual: true });

function at(step: number) {
  return { seed: 7, step };
}

describe.each(PLANS)('recording $name', ({ plan }) => {
  const x = numbers(1000);

  it('into an encoder runs when it is submitted, not before', async () => {
    const out = backend.upload(new Float32Array(1000));
    const encoder = device.createCommandEncoder();
    const recording = backend.record(encoder);
    expect(recording.forward(plan, at(1), backend.upload(x), out)).toBe(out);
    const commands = encoder.finish();
    // a call in between draws into the same working memory
    expectSame(
      (await backend.read(backend.forward(plan, at(2), backend.upload(x)))) as Float32Array,
      reference.forward(plan, at(2), x),
    );
    expect(await backend.read(out)).toEqual(new Float32Array(1000));
    device.queue.submit([commands]);
    recording.release();
    expectSame((await backend.read(out)) as Float32Array, reference.forward(plan, at(1), x));
  });

  it('into a pass, forward, backward and mask after one another, with other work of the pass', async () => {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    const recording = backend.record(pass);
    const input = backend.upload(x);
    const y = recording.forward(plan, at(3), input);
    const mask = recording.mask(plan, at(4));
    const dx = recording.backward(plan, mask, y);
    pass.end();
    device.queue.submit([encoder.finish()]);
    recording.release();
    const expected = reference.forward(plan, at(3), x);
    const words = reference.mask(plan, at(4));
    expectSame((await backend.read(y)) as Float32Array, expected);
    expectSame((await backend.read(mask)) as Uint32Array, words);
    expectSame((await backend.read(dx)) as Float32Array, reference.backward(plan, words, expected));
  });
});

it('into a pass of another library, on pooled buffers that are larger than its tensors', async () => {
  const plan = elementPlan(1000);
  const pooled = (values: Float32Array) => {
    const buffer = device.createBuffer({ label: 'pooled', size: 8192, usage: 0x8c });
    device.queue.writeBuffer(buffer, 0, values as Float32Array<ArrayBuffer>);
    return buffer;
  };
  const [x, out] = [pooled(numbers(1000)), pooled(new Float32Array(2048).fill(7))];
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  const recording = backend.record(pass);
  recording.forward(plan, at(1), x, out);
  recording.backward(plan, at(2), out, out);
  pass.end();
  device.queue.submit([encoder.finish()]);
  recording.release();
  const y = (await backend.read(out)) as Float32Array;
  expectSame(y.slice(0, 1000), reference.backward(plan, at(2), reference.forward(plan, at(1), numbers(1000))));
  expect(y.slice(1000)).toEqual(new Float32Array(1048).fill(7)); // what lies behind is not touched
});

describe('two encoders', () => {
  it('recorded in turn and submitted the other way round keep their own masks', async () => {
    const plan = elementPlan(5000);
    const encoders = [device.createCommandEncoder(), device.createCommandEncoder()];
    const recordings = encoders.map((encoder) => backend.record(encoder));
    const x = numbers(5000);
    const results = [0, 1, 2].map((n) =>
      recordings.map((recording, k) => recording.forward(plan, at(10 * n + k), backend.upload(x))),
    );
    device.queue.submit(encoders.reverse().map((encoder) => encoder.finish()));
    for (const [n, pair] of results.entries())
      for (const [k, y] of pair.entries())
        expectSame((await backend.read(y)) as Float32Array, reference.forward(plan, at(10 * n + k), x));
    for (const recording of recordings) recording.release();
  });

  it('one of which is never submitted disturb nothing', async () => {
    const plan = elementPlan(5000);
    const forgotten = backend.record(device.createCommandEncoder());
    forgotten.forward(plan, at(1), backend.upload(numbers(5000)));
    forgotten.release();
    forgotten.release();
    expect(() => forgotten.mask(plan, at(1))).toThrow(DisposedError);
    const y = backend.forward(plan, at(2), backend.upload(numbers(5000)));
    expectSame((await backend.read(y)) as Float32Array, reference.forward(plan, at(2), numbers(5000)));
  });

  it('released too early are refused, never run with the parameters of another', async () => {
    const encoder = device.createCommandEncoder();
    const recording = backend.record(encoder);
    recording.forward(elementPlan(8), at(1), backend.upload(numbers(8)));
    recording.release();
    device.pushErrorScope('validation');
    device.queue.submit([encoder.finish()]);
    expect((await device.popErrorScope())?.message).toMatch(/dropkit parameters/);
  });
});

describe('side by side', () => {
  it('two backends on one device, of two types, and two devices', async () => {
    const second = await requestDevice();
    const backends = [backend, createWebGpuBackend(device), createWebGpuBackend(second)];
    const halves = createWebGpuBackend(device, { dtype: 'float16' });
    const plan = elementPlan(3000);
    const x = numbers(3000);
    const results = backends.map((one) => one.forward(plan, at(5), one.upload(x)));
    const mask = halves.mask(plan, at(5));
    for (const [n, one] of backends.entries()) {
      expectSame((await one.read(results[n])) as Float32Array, reference.forward(plan, at(5), x));
    }
    // a mask does not care about element types
    backends[1].dispose();
    halves.dispose();
    expectSame(
      (await backend.read(backend.forward(plan, mask, backend.upload(x)))) as Float32Array,
      reference.forward(plan, at(5), x),
    );
    second.destroy();
  });

  it('serves a dropout site, with and without a kept mask', async () => {
    const options = { seed: 42, stream: 'encoder', step: 3 };
    const onGpu = createDropout({ variant: 'zoneout', p: 0.3 }, { backend, ...options });
    const onHost = createDropout({ variant: 'zoneout', p: 0.3 }, { backend: reference, ...options });
    const [x, other] = [numbers(60), numbers(60).reverse()];
    for (const keepMask of [false, true]) {
      const { y, ctx } = onGpu.forward(backend.upload(x), [3, 20], { other: backend.upload(other), keepMask });
      const expected = onHost.forward(x, [3, 20], { other, keepMask });
      expectSame((await backend.read(y)) as Float32Array, expected.y);
      for (const input of ['x', 'other'] as const) {
        const dx = onGpu.backward(backend.upload(x), ctx, { input });
        expectSame((await backend.read(dx)) as Float32Array, onHost.backward(x, expected.ctx, { input }));
      }
    }
  });

  it("takes the CPU's masks and gives its own", async () => {
    const plan = elementPlan(777);
    const x = numbers(777);
    const y = backend.forward(plan, backend.upload(reference.mask(plan, at(9))), backend.upload(x));
    expectSame((await backend.read(y)) as Float32Array, reference.forward(plan, at(9), x));
  });
});

describe('memory', () => {
  /** A device that counts its buffers. */
  async function counting() {
    const own = await requestDevice();
    const alive = { buffers: 0, bytes: 0 };
    const create = own.createBuffer.bind(own);
    own.createBuffer = (descriptor) => {
      const buffer = create(descriptor);
      const destroy = buffer.destroy.bind(buffer);
      let gone = false;
      alive.buffers++;
      alive.bytes += descriptor.size;
      buffer.destroy = () => {
        if (!gone) alive.buffers--;
        if (!gone) alive.bytes -= descriptor.size;
        gone = true;
        destroy();
      };
      return buffer;
    };
    return { own, alive };
  }

  it('does not grow in 1,000 steps, submitted and recorded, and ends at nothing', async () => {
    const { own, alive } = await counting();
    const mine = createWebGpuBackend(own);
    const x = mine.upload(numbers(1000));
    const out = mine.upload(numbers(1000));
    const bias = mine.upload(numbers(50));
    const step = (n: number) => {
      for (const { plan } of PLANS) mine.forward(plan, at(n), x, out);
      mine.forward(fused, at(n), x, out, { bias, residual: out });
      mine.backward(fused, at(n), x, bias, 'bias');
      const encoder = own.createCommandEncoder();
      const recording = mine.record(encoder);
      recording.backward(PLANS[n % PLANS.length].plan, at(n), x, out);
      own.queue.submit([encoder.finish()]);
      recording.release();
    };
    step(0);
    const after = { ...alive };
    for (let n = 1; n < 1000; n++) {
      step(n);
      if (n % 100 === 0) await own.queue.onSubmittedWorkDone();
    }
    await mine.read(out);
    expect(alive).toEqual(after);
    for (const buffer of [x, out, bias]) buffer.destroy();
    mine.dispose();
    expect(alive).toEqual({ buffers: 0, bytes: 0 });
    own.destroy();
  });

  it('does not grow with calls that fail, whether the device refuses them or runs out of memory', async () => {
    const { own, alive } = await counting();
    const mine = createWebGpuBackend(own);
    const destroyed = own.createBuffer({ size: 4000, usage: 0x8c });
    destroyed.destroy();
    const [x, out] = [mine.upload(numbers(1000)), mine.upload(numbers(1000))];
    const { plan } = PLANS[0];
    const fail = async (input: GPUBuffer) => {
      mine.forward(plan, at(1), input, out);
      await expect(mine.read(out)).rejects.toThrow(/^\[@dropkit\/webgpu\] forward: the device/);
    };
    mine.forward(plan, at(1), x, out);
    const after = { ...alive };
    for (let n = 0; n < 5; n++) await fail(destroyed);
    const pop = own.popErrorScope.bind(own);
    for (let n = 0; n < 5; n++) {
      // no device says reliably when it has had enough: this one says so for the next call
      const outcomes = [null, { message: 'enough' } as GPUError];
      own.popErrorScope = async () => (await pop()) ?? outcomes.shift() ?? null;
      await fail(x);
    }
    own.popErrorScope = pop;
    expectSame(
      (await mine.read(mine.forward(plan, at(2), x, out))) as Float32Array,
      reference.forward(plan, at(2), numbers(1000)),
    );
    expect(alive).toEqual(after);
    mine.dispose();
    own.destroy();
  });

  it('of recordings that nobody releases ends with the backend', async () => {
    const { own, alive } = await counting();
    const mine = createWebGpuBackend(own);
    const x = mine.upload(numbers(1000));
    for (let n = 0; n < 5; n++) mine.record(own.createCommandEncoder()).forward(PLANS[0].plan, at(n), x, x);
    mine.dispose();
    x.destroy();
    expect(alive).toEqual({ buffers: 0, bytes: 0 });
    own.destroy();
  });

  it('is bounded by twice what the largest call needs', async () => {
    const { own, alive } = await counting();
    const mine = createWebGpuBackend(own);
    const shared = (rows: number) => lower({ variant: 'spatial', p: 0.5, layout: 'channelsFirst' }, [rows, 1024, 1, 2], 'train');
    const x = mine.upload(new Float32Array(64 * 1024 * 2));
    const before = alive.bytes;
    for (const rows of [64, 1, 8, 32, 64, 16]) mine.forward(shared(rows), at(rows), x, x);
    // a mask of 64 x 1024 bits is 8 KB; parameters take a page
    expect(alive.bytes - before).toBeLessThanOrEqual(2 * 8192 + 16384);
    mine.dispose();
    x.destroy();
    own.destroy();
  });
});
