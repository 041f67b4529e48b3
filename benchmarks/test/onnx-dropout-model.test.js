import * as ort from 'onnxruntime-web';
import { expect, it } from 'vitest';
import { onnxDropoutModel } from '../src/cpu/onnx-dropout-model.js';
import { KEEP_DROPOUT } from '../src/cpu/onnxruntime.js';
import { verifyDropout } from '../src/cpu/verify.js';

it.each([0.1, 0.5])('is a model in which onnxruntime-web drops at ratio %d', async (ratio) => {
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(onnxDropoutModel(ratio), KEEP_DROPOUT);
  expect([session.inputNames, session.outputNames]).toEqual([['x'], ['y']]);
  const x = Float32Array.from({ length: 10_000 }, (_, i) => 1 + i);
  const { y } = await session.run({ x: new ort.Tensor('float32', x, [x.length]) });
  verifyDropout(x, /** @type {Float32Array} */ (y.data), ratio);
  await session.release();
});
