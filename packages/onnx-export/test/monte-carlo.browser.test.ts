// Several samples in one run in Chromium, on the execution providers wasm and webgpu, with feeds that verification makes up.
import { describe, expect, it } from 'vitest';
import { monteCarlo } from '../src/monte-carlo/monte-carlo.js';
import { verifyMonteCarlo } from '../src/monte-carlo/verify.js';
import { insert } from '../src/surgery/insert.js';
import { WASM, WEBGPU } from './providers.js';
import { modelOf, TILING_CASES } from './tiling-cases.js';

describe.each([WASM, WEBGPU])('$name', ({ ort, options }) => {
  it.each(TILING_CASES)('gives the samples of separate runs for $name', async (given) => {
    const sampled = insert(modelOf(given), given.sites, { variant: 'dropout', p: 0.3 });
    const sessionOptions = { ...options, logSeverityLevel: 3 };
    const { largestDifference, outputs } = await verifyMonteCarlo(ort, sampled, monteCarlo(sampled), { sessionOptions });
    expect(largestDifference).toBeLessThanOrEqual(outputs[0]!.tolerance);
  });
});
