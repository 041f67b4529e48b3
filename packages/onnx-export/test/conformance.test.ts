// The suite that every backend passes, on exported models: each case a session of its own or one that was there before. Onnxruntime-web runs
// what its optimizer makes of them, onnxruntime-node what is in the file; export-variant.test.ts has both runtimes optimize.
import { createSuite, type Requirement } from '@dropkit/conformance';
import { afterAll, describe, expect, it } from 'vitest';
import { exportRunner } from './exported.js';
import { RUNTIMES } from './sessions.js';

const PLANS = ['identity', 'scale', 'zero', 'select', 'rows', 'block', 'cutout', 'noise', 'concrete', 'choose', 'mix'] as const;

/** What a graph for inference does not have; all else of the suite runs. */
const MISSING: readonly (Requirement | 'dtype:float16')[] = [
  'backward',
  'dispose',
  'dtype:float16',
  'exactLength',
  'hostBuffers',
  'inPlace',
  'keptMask',
  'out',
  'plan:columnSums',
  'plan:fused',
  'rawPlans',
  'returnsInput',
  'validation',
];

const FAR_ROWS = 'rows 2^32 apart, between which a graph would have to draw: it refuses';

for (const [i, { name, ort }] of RUNTIMES.entries()) {
  const run = exportRunner(ort, { graphOptimizationLevel: i === 0 ? 'all' : 'disabled' });
  const suite = await createSuite({
    name,
    createAdapter: () => ({
      name,
      capabilities: {
        plans: PLANS,
        dtypes: ['float32', 'float64'],
        inPlace: false,
        keptMask: false,
        mask: true,
        slice: true,
        secondInput: true,
      },
      forward: async (request, x) => (await run(request, x)).y,
      mask: async (request) => {
        const x = new Float32Array(request.shape.reduce((a, b) => a * b, 1));
        return (await run({ ...request, other: x }, x)).kept;
      },
    }),
    expectedFailures: ['mask:box/far-rows', 'select:box/far-rows'].map((id) => ({ id, reason: FAR_ROWS })),
  });

  describe(`exported variants in ${name}`, () => {
    for (const { id } of suite.cases) it(id, () => suite.check(id));

    it('lack what a graph for inference does not have', () => {
      expect(suite.missing).toEqual(MISSING);
    });
    afterAll(() => suite.dispose());
  });
}
