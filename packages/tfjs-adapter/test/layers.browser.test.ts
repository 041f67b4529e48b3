// Every layer on tfjs' webgl and webgpu backends in a real browser: the masks of the cpu backend, forward and backward, and no tensor left.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { grad, memory, ready, setBackend, square, sum, type Tensor } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { applyCase, LAYERS, valuesFor } from './every-layer.js';

it.each(LAYERS)('$name', async (one) => {
  const results: Record<string, number[]> = {};
  for (const backend of ['cpu', 'webgl', 'webgpu']) {
    expect(await setBackend(backend)).toBe(true);
    await ready();
    const layer = one.make({ seed: 3, name: 'site' });
    const x = valuesFor(one);
    const run = (input: Tensor) => applyCase(one, layer, input, true) as Tensor;
    run(x).dispose(); // builds it, and is step 0
    const before = memory().numTensors;
    const y = run(x);
    const values = [...(await y.data())];
    y.dispose();
    if (one.inputs !== 'words') {
      const dx = grad((input) => sum(square(run(input))))(x);
      values.push(...(await dx.data()));
      dx.dispose();
    }
    expect(memory().numTensors).toBe(before);
    results[backend] = values;
  }
  const { cpu, ...gpus } = results;
  // masks are the same; sums, exp and tanh differ in the last bits of float32 between backends
  for (const [backend, values] of Object.entries(gpus)) {
    expect(values.length).toBe(cpu.length);
    cpu.forEach((value, i) => {
      const got = `${i}: ${values[i]} on ${backend} instead of ${value}`;
      expect(Math.abs(values[i] - value), got).toBeLessThan(1e-4 * (1 + Math.abs(value)));
    });
  }
});
