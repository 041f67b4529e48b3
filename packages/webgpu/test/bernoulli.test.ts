// The smaller entry: the shared suite for its kinds of plans, and refusals for all others.
import { createSuite } from '@dropkit/conformance';
import { lower, UnsupportedError } from '@dropkit/core';
import { afterAll, describe, expect, it } from 'vitest';
import { createWebGpuBackend } from '../src/bernoulli.js';
import { ioOf, requestDevice } from './support.js';

const device = await requestDevice();
const suite = await createSuite({
  name: 'webgpu/bernoulli',
  create: () => createWebGpuBackend(device),
  io: ioOf,
  capabilities: { flushesSubnormals: true },
});

describe(suite.name, () => {
  for (const { id } of suite.cases) it(id, () => suite.check(id));

  it('runs four kinds of plans', () => {
    expect(suite.missing.filter((name) => name.startsWith('plan:'))).toEqual(
      ['block', 'choose', 'columnSums', 'concrete', 'cutout', 'fused', 'mix', 'noise', 'rows'].map((kind) => `plan:${kind}`),
    );
  });
  it('refuses others by name', () => {
    const backend = createWebGpuBackend(device);
    const plan = lower({ variant: 'gaussian', p: 0.5 }, [4], 'train');
    expect(() => backend.mask(plan, { seed: 1 })).toThrow(UnsupportedError);
    expect(() => backend.mask(plan, { seed: 1 })).toThrow(
      /"plan.kind" expected identity or scale or zero or select, got "noise"/,
    );
  });
  afterAll(async () => {
    await suite.dispose();
    device.destroy();
  });
});
