// The shared suite through the op on tfjs' webgl backend, in a real Chromium.
import '@tensorflow/tfjs-backend-webgl';
import { createSuite } from '@dropkit/conformance';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { OP_HAS_NOT, opAdapter } from './op-target.js';

const suite = await createSuite({
  name: 'op on tfjs webgl',
  createAdapter: () => opAdapter,
  capabilities: { flushesSubnormals: true },
});

describe(suite.name, () => {
  beforeAll(async () => {
    expect(await setBackend('webgl')).toBe(true);
    await ready();
  });
  for (const { id } of suite.cases) it(id, () => suite.check(id));
  it('lacks only what an op has not', () => {
    expect(suite.missing).toEqual(OP_HAS_NOT);
  });
});
