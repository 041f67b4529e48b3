// The shared suite through the op, one tfjs backend after the other. A backend that does not start is a failure.
import { createSuite, type SuiteCapabilities } from '@dropkit/conformance';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { OP_HAS_NOT, opAdapter } from './op-target.js';

/** What devices may do that hosts may not (SPEC section 12). On webgl our numbers are drawn on the CPU and multiplied in a shader. */
const DEVICES: Record<string, Partial<SuiteCapabilities>> = {
  webgl: { flushesSubnormals: true },
  webgpu: { flushesSubnormals: true, fusesMultiplyAdd: true, normalTolerance: 1e-3, concreteTolerance: 1e-3 },
};

/** Registers the suite's cases for a tfjs backend that the caller has imported. */
export async function describeConformance(tfjsBackend: string): Promise<void> {
  const suite = await createSuite({
    name: `op on tfjs ${tfjsBackend}`,
    createAdapter: () => opAdapter,
    capabilities: DEVICES[tfjsBackend] ?? {},
  });
  describe(suite.name, () => {
    beforeAll(async () => {
      expect(await setBackend(tfjsBackend)).toBe(true);
      await ready();
    });
    for (const { id } of suite.cases) it(id, () => suite.check(id));
    it('lacks only what an op has not', () => {
      expect(suite.missing).toEqual(OP_HAS_NOT);
    });
  });
}
