// Several samples in one run in Chromium, on the execution providers wasm and webgpu, with feeds that verification makes up.
import { describe, expect, it, test } from 'vitest';
import { monteCarlo } from '../src/monte-carlo/monte-carlo.js';
import { verifyMonteCarlo } from '../src/monte-carlo/verify.js';
import { insert } from '../src/surgery/insert.js';
import { WASM, WEBGPU } from './providers.js';
import { modelOf, TILING_CASES, WRONG_ON_WEBGPU } from './tiling-cases.js';

const PROVIDERS = [
  { ...WASM, cases: TILING_CASES },
  { ...WEBGPU, cases: TILING_CASES.filter((given) => !WRONG_ON_WEBGPU.includes(given)) },
];

describe.each(PROVIDERS)('$name', ({ ort, options, cases }) => {
  it.each(cases)('gives the samples of separate runs for $name', async (given) => {
    const sampled = insert(modelOf(given), given.sites, { variant: 'dropout', p: 0.3 });
    const sessionOptions = { ...options, logSeverityLevel: 3 };
    const { largestDifference, outputs } = await verifyMonteCarlo(ort, sampled, monteCarlo(sampled), { sessionOptions });
    expect(largestDifference).toBeLessThanOrEqual(outputs[0]!.tolerance);
  });
});

// When this fails, onnxruntime's kernel was mended: take the case out of WRONG_ON_WEBGPU.
test.each(WRONG_ON_WEBGPU)('WebGPU computes without dropout another thing than wasm: $name', async (given) => {
  const outputs = [WASM, WEBGPU].map(async ({ ort, options }) => {
    const session = await ort.InferenceSession.create(modelOf(given), { ...options, logSeverityLevel: 3 });
    const { y } = await session.run(given.feeds(3));
    await session.release();
    return Array.from(y!.data as Float32Array);
  });
  const [wasm, webgpu] = await Promise.all(outputs);
  expect(Math.max(...wasm!.map((value, i) => Math.abs(value - webgpu![i]!)))).toBeGreaterThan(0.1);
});
