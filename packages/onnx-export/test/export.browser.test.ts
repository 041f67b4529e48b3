// Exported variants in Chromium: on the wasm execution provider, and on that of WebGPU, where drawing stays on the CPU.
import { createReferenceBackend, lower, operandsOf } from '@dropkit/core';
import { describe, expect, it } from 'vitest';
import { exportVariant } from '../src/export-variant.js';
import { chainModel } from './chain.js';
import { exportRunner } from './exported.js';
import { WASM, WEBGPU } from './providers.js';
import { createSession } from './session.js';
import { VARIANT_CASES } from './variants.js';

const reference = createReferenceBackend();
const address = { seed: 0x0123456789abcdefn, stream: 5, step: 1000 };
/** Variants whose outputs go through logarithms; their bits are for the suite's tolerances. */
const ROUNDED: ReadonlySet<string> = new Set(['gaussian', 'variationalGaussian', 'concrete']);
/** Variants that compute in float64, of which onnxruntime-web's builds with WebGPU have no kernels: sessions fail with that message. */
const FLOAT64: ReadonlySet<string> = new Set([...ROUNDED, 'uniform', 'shakeDrop']);
const [ALL, WITHOUT_FLOAT64] = [VARIANT_CASES, VARIANT_CASES.filter(({ config }) => !FLOAT64.has(config.variant))];

const PROVIDERS = [
  { ...WASM, cases: ALL },
  { ...WEBGPU, cases: WITHOUT_FLOAT64 },
];

describe.each(PROVIDERS)('$name', ({ ort, options, cases }) => {
  const run = exportRunner(ort, options);

  it.each(cases)('gives what core gives: $config $shape', async ({ config, shape, free }) => {
    const plan = lower(config, shape, 'train');
    const x = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (i % 101) - 50);
    const operands = 'other' in operandsOf(plan) ? { other: x.map((value) => -value) } : {};
    const { y, kept } = await run({ config, shape, phase: 'train', address, unknown: free, ...operands }, x);
    expect(kept).toEqual(reference.mask(plan, address));
    if (ROUNDED.has(config.variant)) return;
    const expected = reference.forward(plan, address, x, undefined, operands);
    expect(Array.from(y)).toEqual(Array.from(expected));
  });

  it('creates a session with 33 sites', async () => {
    const session = await createSession(ort, chainModel(33, { variant: 'dropout', p: 0.1 }, ['N', 128]), options);
    expect(session.outputNames).toEqual(['y']);
  });
});

it.each(VARIANT_CASES.filter(({ config }) => FLOAT64.has(config.variant)))(
  'webgpu has no float64: $config fails when the session is created',
  async ({ config, shape }) => {
    const made = createSession(WEBGPU.ort, exportVariant(config, shape), WEBGPU.options);
    await expect(made).rejects.toThrow(/Provider type for \w+ node/);
  },
);
