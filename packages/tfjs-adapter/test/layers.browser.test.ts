// Every layer on tfjs' webgl backend in a real browser: the masks of the cpu backend, forward and backward, and nothing left on the GPU.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import { grad, memory, ready, setBackend, square, sum, type Tensor } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { applyCase, LAYERS, valuesFor } from './every-layer.js';

it.each(LAYERS)('$name', async (one) => {
  const results: number[][] = [];
  for (const backend of ['cpu', 'webgl']) {
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
    results.push(values);
  }
  const [cpu, webgl] = results;
  // masks are the same; sums, exp and tanh differ in the last bits of float32 between backends
  cpu.forEach((value, i) => {
    expect(Math.abs(webgl[i] - value), `${i}: ${webgl[i]} instead of ${value}`).toBeLessThan(1e-4 * (1 + Math.abs(value)));
  });
});
