// Backends whose buffers live on a device: everything goes through upload and read, and nothing is left behind.
import type { FloatArray } from '@dropkit/core';
import { describe, expect, it } from 'vitest';
import { type BackendTarget, createSuite, type SuiteCapabilities } from '../src/index.js';
import { createFakeDevice } from './planted/fake-device.js';
import { createReadableBackend, HEALTHY, type Parts } from './planted/readable-backend.js';

const device = createFakeDevice();
const suite = await createSuite({
  name: 'fake device',
  create: () => createFakeDevice().backend,
  io: () => device.io,
  capabilities: { flushesSubnormals: true },
});

function suiteOf(capabilities: Partial<SuiteCapabilities>, padding = 0) {
  const { backend, io } = createFakeDevice(padding);
  return createSuite({ name: 'fake device', create: () => backend, io: () => io, capabilities });
}

describe('a device', () => {
  it('passes what applies to it and leaves no buffer behind', async () => {
    const { backend, io, alive } = createFakeDevice();
    // one device that is not disposed in between: buffers of another one are no buffers here
    const target = {
      name: 'fake device',
      create: () => backend,
      io: () => io,
      capabilities: { flushesSubnormals: true, dispose: false },
    };
    const { results, notApplicable } = await (await createSuite(target)).runAll();
    expect(results.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(notApplicable.every(({ missing }) => missing.every((name) => EXPECTED_MISSING.includes(name)))).toBe(true);
    expect(alive()).toBe(0);
  });

  it('is not asked for what needs host arrays', () => {
    expect(suite.missing).toEqual(['dtype:float16', 'dtype:float64', 'exactLength', 'hostBuffers']);
  });
  it('must say that it flushes subnormals', async () => {
    expect((await (await suiteOf({})).run('select:subnormals/inverted/float32')).status).toBe('failed');
    expect((await (await suiteOf({ flushesSubnormals: true })).run('select:subnormals/inverted/float32')).status).toBe('passed');
  });
  it('may pad masks with zeros only', async () => {
    expect((await (await suiteOf({}, 0)).run('mask:element/n-33')).status).toBe('passed');
    expect((await (await suiteOf({}, 1)).run('mask:element/n-33')).status).toBe('failed');
    expect((await (await suiteOf({}, 1)).run('tail:element/n-33')).status).toBe('failed');
  });
});

describe('a fused multiply-add', () => {
  // float32 products are exact in float64, so that the sum is rounded once
  const kept: Parts['kept'] = (plan, x, round) =>
    plan.shift === 0 ? HEALTHY.kept(plan, x, round) : round(x * round(plan.scale) + round(plan.shift));
  const io = () => ({ upload: (x: FloatArray) => x, read: async (x: FloatArray) => x, readMask: async (m: Uint32Array) => m });

  async function statusOf(changes: Partial<Parts>, id: string, target: Omit<BackendTarget, 'name' | 'create'> = {}) {
    const fused = await createSuite({ name: 'fused', create: () => createReadableBackend(changes), ...target });
    return (await fused.run(id)).status;
  }

  it('passes where a device is, or where the manifest lists it, and nowhere else', async () => {
    const id = 'select:feature-alpha/channels-first/step-0'; // some of its terms cancel
    expect(await statusOf({ kept }, id)).toBe('failed');
    expect(await statusOf({ kept }, id, { io })).toBe('passed');
    expect(await statusOf({ kept }, id, { capabilities: { fusesMultiplyAdd: true } })).toBe('passed');
    expect(await statusOf({ kept }, id, { io, capabilities: { fusesMultiplyAdd: false } })).toBe('failed');
  });
  it('excuses nothing in backward, which adds nothing', async () => {
    const id = 'backward:alpha/p-0.1';
    const oneUlpMore: Parts['kept'] = (plan, x, round) => kept(plan, x, round) * (1 + 2 ** -23);
    expect(await statusOf({ kept }, id, { io })).toBe('passed');
    expect(await statusOf({ kept: oneUlpMore }, id, { io })).toBe('failed');
  });
});

const EXPECTED_MISSING = ['dtype:float16', 'dtype:float64', 'exactLength', 'hostBuffers', 'dispose'];
