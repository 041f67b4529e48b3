// Monte Carlo sessions in Chromium: on the wasm execution provider and on that of WebGPU, whose masks may stay on the GPU.
import { type Address, createReferenceBackend, type DropoutConfig, maskCount, type Plan } from '@dropkit/core';
import { afterAll, describe, expect, it } from 'vitest';
import { createMcSession, type McSession, type McSessionOptions } from '../src/index.js';
import { classifier, twoHeads } from './mc-models.js';
import { WASM, WEBGPU } from './providers.js';

const config: DropoutConfig = { variant: 'dropout', p: 0.3 };
const sites = { op: 'Relu' };
const reference = createReferenceBackend();
const quiet = { logSeverityLevel: 3 };

/** Puts core's masks into GPU buffers, and counts those that are not destroyed. */
function standIn() {
  const alive = new Set<GPUBuffer>();
  let made = 0;
  const on = (device: GPUDevice) => ({
    name: 'stand-in',
    mask: (plan: Plan, address: Address) => reference.mask(plan, address),
    maskBytes(plan: Plan, address: Address) {
      const words = reference.mask(plan, address);
      const bytes = Uint8Array.from(
        { length: Math.ceil(maskCount(plan) / 16) * 16 },
        (_, i) => (words[i >>> 5]! >>> (i & 31)) & 1,
      );
      const buffer = device.createBuffer({ size: bytes.length, usage: 0x80 | 8 });
      const destroy = buffer.destroy.bind(buffer);
      buffer.destroy = () => {
        alive.delete(buffer);
        return destroy();
      };
      device.queue.writeBuffer(buffer, 0, bytes);
      alive.add(buffer);
      made++;
      return buffer;
    },
  });
  return { on, alive, made: () => made };
}

describe.each([WASM, WEBGPU])('$name', ({ name, ort, options }) => {
  const sessionOptions = { ...options, ...quiet };
  const open: McSession[] = [];
  const sessionFor = async (more: McSessionOptions = {}, model = classifier()) => {
    const session = await createMcSession(ort, model, { sites, config, sessionOptions, ...more });
    open.push(session);
    return session;
  };
  afterAll(() => Promise.all(open.map((session) => session.release())));
  const x = (rows = 2) =>
    new ort.Tensor(
      'float32',
      Float32Array.from({ length: 4 * rows }, (_, i) => Math.sin(i + 1)),
      [rows, 4],
    );

  it('repeats its numbers for a seed, tiled or not, and drops the same units by masks that are inputs', async () => {
    const session = await sessionFor();
    expect(session.plan).toMatchObject({ mode: 'rng', tiled: true, executionProvider: name });
    const once = await session.run({ x: x() }, { samples: 20, seed: 1 });
    expect(session.plan.warnings).toEqual([]);
    expect(await session.run({ x: x() }, { samples: 20, seed: 1 })).toEqual(once);
    expect((await session.run({ x: x() }, { samples: 20, seed: 2 })).mean).not.toEqual(once.mean);
    for (const other of [{ tiling: false }, { mode: 'mask' }] as const) {
      const result = await (await sessionFor(other)).run({ x: x() }, { samples: 20, seed: 1 });
      for (const [i, mean] of result.mean.entries()) expect(mean).toBeCloseTo(once.mean[i]!, 6); // rounding of float32
    }
  });

  it('runs side by side, in one session and in two', async () => {
    const [a, b] = [await sessionFor({ tiling: false }), await sessionFor({ tiling: false })];
    const alone = await a.run({ x: x() }, { samples: 5, seed: 4 });
    const together = await Promise.all([a, a, b].map((session) => session.run({ x: x() }, { samples: 5, seed: 4 })));
    for (const result of together) expect(result).toEqual(alone);
  });
});

describe('masks on the GPU', () => {
  const { ort, options } = WEBGPU;
  const sessionOptions = { ...options, ...quiet };
  const x = (rows: number) =>
    new ort.Tensor(
      'float32',
      Float32Array.from({ length: 4 * rows }, (_, i) => Math.cos(i)),
      [rows, 4],
    );

  it('drop what masks in the graph drop, and are freed', async () => {
    const gpu = standIn();
    const session = await createMcSession(ort, twoHeads(), { sites, config, sessionOptions, masks: gpu.on });
    expect(session.plan).toMatchObject({ mode: 'mask', drawnBy: 'stand-in', masksOnGpu: true });
    const graph = await createMcSession(ort, twoHeads(), { sites, config, sessionOptions, tiling: false });
    for (const rows of [1, 3]) {
      const result = await session.run({ x: x(rows) }, { samples: 6, seed: 11 });
      expect(result).toEqual(await graph.run({ x: x(rows) }, { samples: 6, seed: 11 }));
    }
    expect(gpu.made()).toBe(12);
    expect(gpu.alive.size).toBe(0);
    await Promise.all([session.release(), graph.release()]);
  });

  it('are freed when a run is aborted, or fails', async () => {
    const gpu = standIn();
    const session = await createMcSession(ort, twoHeads(), { sites, config, sessionOptions, masks: gpu.on });
    const controller = new AbortController();
    const onProgress = (done: number) => done === 2 && controller.abort(new Error('enough'));
    await expect(session.run({ x: x(2) }, { samples: 50, signal: controller.signal, onProgress })).rejects.toThrow('enough');
    const onSample = () => {
      throw new Error('mine');
    };
    await expect(session.run({ x: x(2) }, { samples: 5, onSample })).rejects.toThrow('mine');
    expect(gpu.made()).toBe(3);
    expect(gpu.alive.size).toBe(0);
    await session.release();
  });

  it('do as well where outputs stay on the GPU, and are read from there', async () => {
    const gpu = standIn();
    const kept = { ...sessionOptions, preferredOutputLocation: 'gpu-buffer' };
    const session = await createMcSession(ort, classifier(), { sites, config, sessionOptions: kept, masks: gpu.on });
    const plain = await createMcSession(ort, classifier(), { sites, config, sessionOptions, masks: gpu.on });
    const options = { samples: 3, seed: 11 };
    expect(await session.run({ x: x(2) }, options)).toEqual(await plain.run({ x: x(2) }, options));
    await Promise.all([session.release(), plain.release()]);
  });

  it('are left to the graph for noise, which no mask decides: and WebGPU has no kernels for it either', async () => {
    const made = createMcSession(ort, twoHeads(), {
      sites,
      config: { variant: 'gaussian', p: 0.3 },
      sessionOptions,
      masks: standIn().on,
    });
    await expect(made).rejects.toThrow("executionProviders ['wasm']");
  });
});
