import * as ort from 'onnxruntime-web';
import { expect, it } from 'vitest';
import { onnxDropoutModel } from '../src/cpu/onnx-dropout-model.js';

it('is a model that onnxruntime-web loads; with default options its optimizer removes the Dropout', async () => {
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(onnxDropoutModel(0.5), { executionProviders: ['wasm'] });
  const x = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const { y } = await session.run({ x: new ort.Tensor('float32', x, [8]) });
  expect(y.data).toEqual(x); // why the contender switches that optimizer off
  await session.release();
});
