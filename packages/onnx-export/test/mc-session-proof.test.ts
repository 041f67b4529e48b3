// Runs of several samples are believed only once they gave what separate runs give, and every session of the runtime is released.
import { expect, it } from 'vitest';
import { createMcSession, type Runtime, type RuntimeTensors } from '../src/index.js';
import { insert } from '../src/surgery/insert.js';
import { classifier, withDropout } from './mc-models.js';
import { ort } from './run.js';

const options = {
  sites: { op: 'Relu' },
  config: { variant: 'dropout', p: 0.3 },
  sessionOptions: { logSeverityLevel: 3 },
} as const;
const x = () =>
  new ort.Tensor(
    'float32',
    Float32Array.from({ length: 8 }, (_, i) => Math.sin(i + 1)),
    [2, 4],
  );

/** The runtime, which counts its open sessions; `change` sees what runs of several samples give. */
function watched(change: (outputs: RuntimeTensors) => void = () => {}) {
  let open = 0;
  let most = 0;
  const runs: number[] = [];
  const runtime: Runtime = {
    Tensor: ort.Tensor,
    InferenceSession: {
      async create(model: Uint8Array, sessionOptions: ort.InferenceSession.SessionOptions) {
        const session = await ort.InferenceSession.create(model, sessionOptions);
        most = Math.max(most, ++open);
        return {
          inputNames: session.inputNames,
          outputNames: session.outputNames,
          async run(feeds: RuntimeTensors, fetches: readonly string[]) {
            const { samples } = feeds;
            runs.push(samples ? Number((samples.data as BigInt64Array)[0]) : 1);
            const outputs = await session.run(feeds as ort.InferenceSession.FeedsType, fetches);
            if (samples) change(outputs);
            return outputs;
          },
          release() {
            open--;
            return session.release();
          },
        };
      },
    },
  };
  return { runtime, runs, open: () => open, most: () => most };
}

it('compares the first and the last sample of the first such run, and goes on with that session alone', async () => {
  const seen = watched();
  const session = await createMcSession(seen.runtime, classifier(), options);
  await session.run({ x: x() }, { samples: 40, seed: 1 });
  expect(seen.runs).toEqual([1, 1, 32, 8]);
  expect(seen.open()).toBe(1);
  expect(session.plan).toMatchObject({ tiled: true, warnings: [] });
  await session.run({ x: x() }, { samples: 3, seed: 1 });
  expect(seen.runs.slice(4)).toEqual([3]);
  await session.release();
  expect([seen.open(), seen.most()]).toEqual([0, 2]);
});

it.each([
  ['another value', (data: Float32Array) => data.set([data.at(-1)! + 0.1], data.length - 1)],
  ['no number', (data: Float32Array) => data.set([Number.NaN], 0)],
  ['samples in another order', (data: Float32Array) => data.reverse()],
])('goes on with separate runs where several samples give %s, and says so', async (_, change) => {
  const seen = watched(({ y }) => change(y!.data as Float32Array));
  const session = await createMcSession(seen.runtime, classifier(), options);
  const result = await session.run({ x: x() }, { samples: 10, seed: 1 });
  expect(session.plan.tiled).toBe(false);
  expect(session.plan.warnings.join()).toContain('Samples do not share runs');
  const separate = await createMcSession(ort, classifier(), { ...options, tiling: false });
  expect(result).toEqual(await separate.run({ x: x() }, { samples: 10, seed: 1 }));
  expect(seen.open()).toBe(1);
  await Promise.all([session.release(), separate.release()]);
  expect(seen.open()).toBe(0);
});

it('does so where they fail, too', async () => {
  const seen = watched(() => {
    throw new Error('out of memory');
  });
  const session = await createMcSession(seen.runtime, classifier(), options);
  const { samples } = await session.run({ x: x() }, { samples: 4, seed: 1 });
  expect(samples).toBe(4);
  expect(session.plan.warnings.join()).toContain('out of memory');
  await session.release();
  expect(seen.open()).toBe(0);
});

it('waits for the end of a run of several samples to abort, and not longer', async () => {
  const seen = watched();
  const session = await createMcSession(seen.runtime, classifier(), options);
  const controller = new AbortController();
  const onProgress = () => controller.abort(new Error('enough'));
  const running = session.run({ x: x() }, { samples: 1000, signal: controller.signal, onProgress });
  await expect(running).rejects.toThrow('enough');
  expect(seen.runs).toEqual([1, 1, 32]);
  await session.release();
});

it('leaves no session open when it cannot be opened', async () => {
  const seen = watched();
  const masks = () => {
    throw new Error('no device');
  };
  const sessionOptions = { executionProviders: ['webgpu'] };
  const failing: Runtime = {
    ...seen.runtime,
    env: { webgpu: { device: Promise.resolve({}) } },
    InferenceSession: { create: (model: Uint8Array) => seen.runtime.InferenceSession.create(model, {}) },
  };
  await expect(createMcSession(failing, classifier(), { ...options, sessionOptions, masks })).rejects.toThrow('no device');
  expect(seen.open()).toBe(0);
});

it('says when onnxruntime, left to itself, has dropped nothing', async () => {
  const removed: Runtime = {
    Tensor: ort.Tensor,
    InferenceSession: { create: (model: Uint8Array) => ort.InferenceSession.create(model, { logSeverityLevel: 4 }) },
  };
  const session = await createMcSession(removed, withDropout(true), { mode: 'native' });
  await expect(session.run({ x: x() }, { samples: 3 })).rejects.toThrow('3 that are all the same');
  await session.release();
});

it('samples what was put in before together with what the session puts in, in any mode', async () => {
  const earlier = insert(classifier(), 'h', { variant: 'dropout', p: 0.1 });
  const results = [];
  for (const mode of ['rng', 'mask'] as const) {
    const session = await createMcSession(ort, earlier, { ...options, mode, tiling: false });
    expect(session.plan.sites.map(({ value }) => value)).toEqual(['h', 'r']);
    expect(session.inputNames).toEqual(['x']);
    results.push(await session.run({ x: x() }, { samples: 5, seed: 1 }));
    await session.release();
  }
  expect(results[0]).toEqual(results[1]);
});

it('says what it leaves alone, and what is slow', async () => {
  const session = await createMcSession(ort, withDropout(true), { ...options, mode: 'mask' });
  expect(session.plan.warnings.join()).toMatch(/reference, which is slow.*Native Dropout at "d" is left to onnxruntime/);
  await session.release();
});

it('goes on in the graph where the runtime goes on without WebGPU', async () => {
  const runtime: Runtime = {
    Tensor: ort.Tensor,
    InferenceSession: { create: (model: Uint8Array) => ort.InferenceSession.create(model, { logSeverityLevel: 3 }) },
  };
  const onGpu = {
    ...options,
    sessionOptions: { executionProviders: ['webgpu', 'wasm'] },
    masks: () => Promise.reject() as never,
  };
  const session = await createMcSession(runtime, classifier(), onGpu);
  expect(session.plan).toMatchObject({ mode: 'rng', drawnBy: 'graph' });
  expect(session.plan.warnings.join()).toContain('no WebGPU device');
  await session.release();
  await expect(createMcSession(runtime, classifier(), { ...onGpu, mode: 'mask' })).rejects.toThrow('WebGPU device');
});
