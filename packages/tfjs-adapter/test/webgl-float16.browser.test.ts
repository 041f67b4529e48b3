// The op where textures have 16 bits a number, as on phones: results are rounded, masks are the same.
import '@tensorflow/tfjs-backend-webgl';
import { createReferenceBackend, type DropoutConfig, lower } from '@dropkit/core';
import { env, ready, setBackend, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { dropout } from '../src/index.js';

const reference = createReferenceBackend();
const ADDRESS = { seed: 5, stream: 2, step: 9 };
const CASES: DropoutConfig[] = [
  { variant: 'dropout', p: 0.3 },
  { variant: 'alpha', p: 0.3 },
  { variant: 'dropBlock', p: 0.2, blockSize: 3 },
  { variant: 'perSample', probabilities: [0, 0.4, 1] },
  { variant: 'gaussian', p: 0.3 },
];

beforeAll(async () => {
  env().set('WEBGL_FORCE_F16_TEXTURES', true);
  env().set('WEBGL_RENDER_FLOAT32_ENABLED', false);
  expect(await setBackend('webgl')).toBe(true);
  await ready();
});

it.each(CASES)('%o', async (config) => {
  const shape: [number, number, number, number] = [3, 2, 9, 7];
  const values = Float32Array.from({ length: 3 * 2 * 9 * 7 }, (_, i) => 1 + (i % 64) / 64); // halves hold them exactly
  const plan = lower(config, shape, 'train');
  const y = await dropout(tensor(values, shape), config, ADDRESS).data();
  const expected = reference.forward(plan, ADDRESS, values);
  // a half has 11 bits; factors of noise are rounded once more than products
  for (let i = 0; i < values.length; i++)
    expect(Math.abs(y[i] - expected[i])).toBeLessThanOrEqual(2 ** -10 * Math.abs(expected[i]) + 2 ** -24);
});
