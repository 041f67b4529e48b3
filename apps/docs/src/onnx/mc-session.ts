// Monte Carlo dropout in separate runs, sample t at step t.
import { createMoments } from '@dropkit/core';
import type { Tensor } from 'onnxruntime-web';
import type * as ort from 'onnxruntime-web/wasm';
import { numbersOf } from './numbers.js';

interface McRun {
  readonly samples: number;
  readonly seed: bigint;
  readonly onSample?: (values: Float64Array, step: number, outputs: readonly Float64Array[]) => void;
  readonly onProgress?: (done: number, total: number) => void;
}

/** As createMcSession of @dropkit/onnx-export. */
export async function createMcSession(
  runtime: typeof ort,
  model: Uint8Array,
  address: { readonly seed: string; readonly step: string },
) {
  const session = await runtime.InferenceSession.create(model, { logSeverityLevel: 3 });
  return {
    async run(feeds: Readonly<Record<string, Tensor>>, { samples, seed, onSample, onProgress }: McRun) {
      const moments = session.outputNames.map(() => createMoments());
      let dims: readonly (readonly number[])[] = [];
      for (let step = 0; step < samples; step++) {
        const found = await session.run({
          ...feeds,
          [address.seed]: new runtime.Tensor('uint64', [seed], []),
          [address.step]: new runtime.Tensor('uint32', [step], []),
        });
        const tensors = session.outputNames.map((name) => found[name] as Tensor);
        const outputs = tensors.map((tensor) => numbersOf(tensor) ?? new Float64Array());
        dims = tensors.map((tensor) => tensor.dims);
        outputs.forEach((values, i) => {
          moments[i].add(values);
        });
        onSample?.(outputs[0], step, outputs);
        onProgress?.(step + 1, samples);
      }
      const outputs = session.outputNames.map((name, i) => {
        return { name, shape: dims[i], mean: moments[i].mean, variance: moments[i].variance() };
      });
      return { outputs };
    },
    dispose: () => session.release(),
  };
}
