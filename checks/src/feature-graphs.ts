// Whether an exported variant draws in an ONNX graph what the reference backend draws: one run of onnxruntime for each config.
import { type Address, addressWords, type DropoutConfig } from '@dropkit/core';
import { exportVariant } from '@dropkit/onnx-export';
import * as ort from 'onnxruntime-web';

ort.env.wasm.numThreads = 1;

/** One use of a variant, with its input and, where it takes one, its second input. */
export interface GraphRequest {
  readonly config: DropoutConfig;
  readonly shape: readonly number[];
  readonly address: Address;
  readonly x: Float32Array;
  readonly other?: Float32Array | undefined;
}

/** The output of the exported model. */
export async function inGraph({ config, shape, address, x, other }: GraphRequest): Promise<Float32Array> {
  const { seed, stream = 0, step = 0 } = address;
  addressWords(address);
  const session = await ort.InferenceSession.create(exportVariant(config, shape, { stream }), { logSeverityLevel: 3 });
  try {
    const tensor = (data: Float32Array) => new ort.Tensor('float32', data, [...shape]);
    const feeds: Record<string, ort.Tensor> = {
      x: tensor(x),
      ...(other && { other: tensor(other) }),
      seed: new ort.Tensor('uint64', BigUint64Array.of(BigInt(seed)), []),
      step: new ort.Tensor('uint32', Uint32Array.of(step), []),
    };
    const { y } = await session.run(feeds);
    return y.data as Float32Array;
  } finally {
    await session.release();
  }
}
