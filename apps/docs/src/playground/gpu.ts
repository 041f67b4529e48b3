// WebGPU, loaded only where there is one: a device and its backend, or the reason why there is none.
import { maskWordCount } from '@dropkit/core';
import { createWebGpuBackend } from '@dropkit/webgpu';
import { medianOf, operandsFor, type Runner, type Work } from './backends.js';

/**
 * Opens a device.
 *
 * @throws Error whose message tells a reader what to do
 */
export async function gpuRunner(): Promise<Runner> {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter)
    throw new Error(
      'This browser has WebGPU but found no adapter. On Linux, or without a GPU, start Chromium with --enable-unsafe-webgpu.',
    );
  const device = await adapter.requestDevice({ label: 'dropkit playground' });
  const backend = createWebGpuBackend(device);
  const { vendor, architecture, description } = adapter.info;
  const use = async <T>(buffers: GPUBuffer[], work: () => Promise<T>) => {
    try {
      return await work();
    } finally {
      for (const buffer of buffers) buffer.destroy();
    }
  };
  /** Uploads what a call takes. */
  const upload = (work: Work) => {
    const other = operandsFor(work)?.other;
    const x = backend.upload(work.x);
    const operands = other && { other: backend.upload(other) };
    return { x, operands, buffers: operands ? [x, operands.other] : [x] };
  };
  return {
    label: ['WebGPU', vendor, architecture, description].filter(Boolean).join(' '),
    async mask({ plan, address }) {
      const buffer = backend.mask(plan, address);
      // padded to whole groups
      return use([buffer], async () =>
        ((await backend.read(buffer)) as Uint32Array<ArrayBuffer>).subarray(0, maskWordCount(plan)),
      );
    },
    async forward(work) {
      const { x, operands, buffers } = upload(work);
      const y = backend.forward(work.plan, work.address, x, backend.upload(new Float32Array(work.x.length)), operands);
      return use([...buffers, y], async () => (await backend.read(y)) as Float32Array);
    },
    async time(work) {
      const { x, operands, buffers } = upload(work);
      const y = backend.upload(new Float32Array(work.x.length));
      return use([...buffers, y], () =>
        medianOf(async (calls) => {
          const start = performance.now();
          for (let i = 0; i < calls; i++) backend.forward(work.plan, work.address, x, y, operands);
          await device.queue.onSubmittedWorkDone();
          return performance.now() - start;
        }),
      );
    },
  };
}
