// FEATURES.md against the code. To renew it: npm run features.
import '@tensorflow/tfjs-backend-cpu';
import { createReferenceBackend } from '@dropkit/core';
import { createCpuBackend } from '@dropkit/cpu';
import { expect, it } from 'vitest';
import { featuresMarkdown, publishedVariants, tabledVariants } from '../src/features.js';

it('FEATURES.md says what runs', async () => {
  await expect(await featuresMarkdown()).toMatchFileSnapshot('../../FEATURES.md');
});

it('its table has every published variant', () => {
  expect(tabledVariants().sort()).toEqual(publishedVariants().sort());
});

it('the capabilities are those of the second table', () => {
  for (const backend of [createReferenceBackend(), createCpuBackend({ simd: true }), createCpuBackend({ simd: false })]) {
    const half = typeof Float16Array === 'undefined' ? [] : ['float16'];
    expect([...backend.capabilities.dtypes].sort()).toEqual([...half, 'float32', 'float64']);
    expect(backend.capabilities).toMatchObject({ inPlace: true, keptMask: true });
  }
});
