// A backend that gives masks as bytes, too, for libraries that take booleans as inputs, such as onnxruntime-web on WebGPU.
import { type Address, maskCount, type Plan } from '@dropkit/core';
import type { WebGpuBackend } from './backend.js';
import { maskSize } from './bits.js';
import { encode } from './encode.js';
import { bytesSize, widen } from './kernels/widen.js';
import { type Limits, spans } from './limits.js';
import { sharedParameters } from './parameters.js';
import { USAGE } from './usage.js';
import { createWatch } from './watch.js';

/** What the backend of every plan has beside those of `@dropkit/webgpu/bernoulli`. */
export interface MaskBytes {
  /**
   * The mask in mask shape with one byte an element, 1 = kept, in a new buffer of the caller's; its size is rounded up to 16, the rest 0.
   * Eight times what `mask` gives: for libraries that want booleans, such as `Tensor.fromGpuBuffer` of onnxruntime-web.
   *
   * @throws what `mask` throws
   * @example const keep = ort.Tensor.fromGpuBuffer(backend.maskBytes(plan, address), { dataType: 'bool', dims: plan.maskShape });
   */
  maskBytes(plan: Plan, address: Address): GPUBuffer;
}

const usage = USAGE.STORAGE | USAGE.COPY_SRC | USAGE.COPY_DST;

/** Adds it to a backend. */
export function withMaskBytes(backend: WebGpuBackend, limits: Limits): WebGpuBackend & MaskBytes {
  const { device } = backend;
  const parameters = sharedParameters(device);
  const watch = createWatch(device, () => {});
  return {
    ...backend,
    maskBytes(plan, address) {
      watch.check('maskBytes');
      const mask = backend.mask(plan, address);
      const count = maskCount(plan);
      try {
        return watch.guard('maskBytes', `a mask of ${count} bytes`, () => {
          const buffer = device.createBuffer({ label: 'dropkit mask bytes', size: bytesSize(count), usage });
          const dispatches = spans(limits, count, 8, 16).map((piece) => {
            const bits = { buffer: mask, offset: piece.first / 8, size: maskSize(piece.count) };
            return widen(bits, piece.count, { buffer, offset: piece.first, size: bytesSize(piece.count) });
          });
          const encoder = device.createCommandEncoder({ label: 'dropkit' });
          const pass = encoder.beginComputePass({ label: 'dropkit' });
          encode(device, limits, pass, dispatches, parameters);
          pass.end();
          device.queue.submit([encoder.finish()]);
          return buffer;
        });
      } finally {
        mask.destroy(); // submitted work has it still
      }
    },
    dispose() {
      backend.dispose();
      parameters.destroy();
    },
  };
}
