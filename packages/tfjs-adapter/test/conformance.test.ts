// The shared suite through the op, on tfjs' cpu and wasm backends.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { createSuite } from '@dropkit/conformance';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { OP_HAS_NOT, opAdapter } from './op-target.js';

for (const backend of ['cpu', 'wasm']) {
  const suite = await createSuite({ name: `op on tfjs ${backend}`, createAdapter: () => opAdapter });
  describe(suite.name, () => {
    beforeAll(async () => {
      await setBackend(backend);
      await ready();
    });
    for (const { id } of suite.cases) it(id, () => suite.check(id));
    it('lacks only what an op has not', () => {
      expect(suite.missing).toEqual(OP_HAS_NOT);
    });
  });
}
