// residual + dropout(x + bias) in one pass and the sums of its gradient, where the shared suite does not look: cut into bindings and
// dispatches, recorded, in place, and against compilers that would fuse a product with a sum.
import { elementCount, type FusedPlan, fuse, lower, type Plan } from '@dropkit/core';
import { afterAll, describe, expect, it } from 'vitest';
import { createWebGpuBackend } from '../src/index.js';
import { expectSame, numbers, reference, requestDevice } from './support.js';

const device = await requestDevice();
const ADDRESS = { seed: 3n, stream: 1, step: 2 };
const backend = createWebGpuBackend(device);
// 16384 floats, or 8192 threads, in a piece
const small = createWebGpuBackend(device, { limits: { maxStorageBufferBindingSize: 65536 } });
const narrow = createWebGpuBackend(device, { limits: { maxComputeWorkgroupsPerDimension: 8 } });

afterAll(() => device.destroy());

function both(plan: Plan): FusedPlan {
  return fuse(plan, { bias: true, residual: true }) as FusedPlan;
}

const read = async (buffer: GPUBuffer) => (await backend.read(buffer)) as Float32Array;

function inputs(plan: Plan) {
  const count = elementCount(plan);
  const x = numbers(count);
  return { x, residual: x.map((value) => 0.3 - value / 7), bias: numbers(plan.shape.at(-1)!).map((value) => value / 11) };
}

function uploaded({ x, residual, bias }: ReturnType<typeof inputs>) {
  return { x: backend.upload(x), residual: backend.upload(residual), bias: backend.upload(bias) };
}

const PLANS: readonly { readonly name: string; readonly plan: FusedPlan }[] = [
  { name: 'dropout of many rows', plan: both(lower({ variant: 'dropout', p: 0.3 }, [700, 73], 'train')) },
  { name: 'dropout of few rows', plan: both(lower({ variant: 'dropout', p: 0.5 }, [5, 10_001], 'train')) },
  { name: 'a mask shared along rows', plan: both(lower({ variant: 'token', p: 0.4 }, [9, 80, 68], 'train')) },
  { name: 'evaluation', plan: both(lower({ variant: 'dropout', p: 0.3, scaling: 'standard' }, [700, 73], 'eval')) },
  { name: 'p = 1', plan: both(lower({ variant: 'dropout', p: 1 }, [700, 73], 'train')) },
];

describe.each(PLANS)('$name', ({ plan }) => {
  const host = inputs(plan);
  const { x: hostX, ...hostOperands } = host;
  const { x, ...operands } = uploaded(host);

  it.each([
    ['bindings', small],
    ['dispatches', narrow],
  ])('in several %s is what the reference gives', async (_, cut) => {
    const y = cut.forward(plan, ADDRESS, x, undefined, operands);
    expectSame(await read(y), reference.forward(plan, ADDRESS, hostX, undefined, hostOperands));
    const sums = cut.backward(plan, ADDRESS, x, undefined, 'bias');
    expectSame(await read(sums), reference.backward(plan, ADDRESS, hostX, undefined, 'bias'));
  });

  it('in place of the residual, recorded with its three gradients by a kept mask', async () => {
    const encoder = device.createCommandEncoder();
    const recording = backend.record(encoder);
    const mask = recording.mask(plan, ADDRESS);
    const out = backend.upload(host.residual);
    expect(recording.forward(plan, mask, x, out, { ...operands, residual: out })).toBe(out);
    expect(recording.backward(plan, mask, x, undefined, 'residual')).toBe(x);
    const gradients = (['x', 'bias'] as const).map((input) => recording.backward(plan, mask, x, undefined, input));
    device.queue.submit([encoder.finish()]);
    recording.release();
    expectSame(await read(out), reference.forward(plan, ADDRESS, hostX, undefined, hostOperands));
    expectSame(await read(gradients[0]), reference.backward(plan, ADDRESS, hostX));
    expectSame(await read(gradients[1]), reference.backward(plan, ADDRESS, hostX, undefined, 'bias'));
  });
});

it('rounds each operation: a product fused with the sum would not cancel', async () => {
  for (const p of [0.1, 1e-9, 0]) {
    const config = { variant: 'dropout', p: p || 0.1, scaling: p ? 'inverted' : 'standard' } as const;
    const plan = fuse(lower(config, [64, 64], p ? 'train' : 'eval'), { residual: true });
    const x = Float32Array.from({ length: 4096 }, (_, i) => 1 + i / 4099);
    const product = Float32Array.from(x, (value) => value * Math.fround((plan as FusedPlan).scale));
    const y = backend.forward(plan, ADDRESS, backend.upload(x), undefined, { residual: backend.upload(product.map((v) => -v)) });
    const words = reference.mask(plan, ADDRESS);
    const wrong = (await read(y)).findIndex((value, i) => value !== ((words[i >>> 5] >>> (i & 31)) & 1 ? 0 : -product[i]));
    expect(wrong).toBe(-1);
  }
});

it('refuses buffers whose elements are used again as output, and operands that are missing or of another length', () => {
  const plan = both(lower({ variant: 'dropout', p: 0.5 }, [4, 8], 'train'));
  const { x, ...operands } = uploaded(inputs(plan));
  const run = (given: object, out?: GPUBuffer) => () => backend.forward(plan, ADDRESS, x, out, given);
  const bias = backend.upload(new Float32Array(32));
  expect(run({ ...operands, bias }, bias)).toThrow(/"out" expected a buffer of its own, got the bias/);
  expect(run({ ...operands, bias: backend.upload(new Float32Array(7)) })).toThrow(/"operands.bias" expected at least 32 bytes/);
  expect(run({ bias })).toThrow(/"operands.residual"/);
  expect(() => backend.backward(plan, ADDRESS, x, x, 'bias')).toThrow(/"out" expected a buffer of its own, got dy/);
});

it('takes rows of any length where no bias is added, and where only dx is asked for', async () => {
  const dropout = lower({ variant: 'dropout', p: 0.5 }, [1, 20_000], 'train');
  const plan = fuse(dropout, { residual: true });
  const { x, residual } = inputs(plan);
  const y = small.forward(plan, ADDRESS, small.upload(x), undefined, { residual: small.upload(residual) });
  expectSame(await read(y), reference.forward(plan, ADDRESS, x, undefined, { residual }));
  const dx = small.backward(both(dropout), ADDRESS, small.upload(x));
  expectSame(await read(dx), reference.backward(plan, ADDRESS, x));
});

it.each([0, 1])('a kept mask decides at p = %f, too', async (p) => {
  const shape = [64, 33];
  const words = reference.mask(lower({ variant: 'dropout', p: 0.5 }, shape, 'train'), ADDRESS);
  const mask = backend.upload(words);
  const plan = both(lower({ variant: 'dropout', p }, shape, 'train'));
  const host = inputs(plan);
  const { x, ...operands } = uploaded(host);
  const y = backend.forward(plan, mask, x, undefined, operands);
  expectSame(await read(y), reference.forward(plan, words, host.x, undefined, { bias: host.bias, residual: host.residual }));
  const sums = backend.backward(plan, mask, x, undefined, 'bias');
  expectSame(await read(sums), reference.backward(plan, words, host.x, undefined, 'bias'));
  const zoneout = lower({ variant: 'zoneout', p }, shape, 'train');
  const chosen = backend.forward(zoneout, mask, x, undefined, { other: operands.residual });
  expectSame(await read(chosen), reference.forward(zoneout, words, host.x, undefined, { other: host.residual }));
});

it('refuses a bias and sums that no binding holds, before anything runs', () => {
  const plan = both(lower({ variant: 'dropout', p: 0.5 }, [1, 20_000], 'train'));
  const { x, ...operands } = uploaded(inputs(plan));
  expect(() => small.forward(plan, ADDRESS, x, undefined, operands)).toThrow(/at most 65536 bytes of mask, bias, sums or tables/);
  expect(() => small.backward(plan, ADDRESS, x, undefined, 'bias')).toThrow(/at most 65536 bytes of mask, bias, sums or tables/);
});
