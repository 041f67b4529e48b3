// Monte Carlo sessions in Node, on both runtimes: what they choose, that all choices draw the same, and that nothing is left behind.
import { createClassUncertainty, createMoments, createReferenceBackend, DisposedError, type DropoutConfig } from '@dropkit/core';
import { afterAll, describe, expect, it } from 'vitest';
import { createMcSession, type McSession, type McSessionOptions } from '../src/index.js';
import { insert } from '../src/surgery/insert.js';
import { classifier, notUpgradable, twoHeads, withDropout } from './mc-models.js';
import { createSession, RUNTIMES } from './sessions.js';

const config: DropoutConfig = { variant: 'dropout', p: 0.3 };
const sites = { op: 'Relu' };
const sessionOptions = { intraOpNumThreads: 1, logSeverityLevel: 3 };

describe.each(RUNTIMES)('$name', ({ ort }) => {
  const open: McSession[] = [];
  const sessionFor = async (model: Uint8Array, options: McSessionOptions = {}) => {
    const session = await createMcSession(ort, model, { sessionOptions, ...options });
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

  it('repeats its numbers for a seed, and has others for another', async () => {
    const session = await sessionFor(classifier(), { sites, config });
    expect(session.plan).toMatchObject({ mode: 'rng', drawnBy: 'graph', sites: [{ value: 'r', config }] });
    const once = await session.run({ x: x() }, { samples: 20, seed: 1 });
    expect(await session.run({ x: x() }, { samples: 20, seed: 1n })).toEqual(once);
    expect((await session.run({ x: x() }, { samples: 20, seed: 2 })).mean).not.toEqual(once.mean);
    expect(once.seed).toBe(1n);
    expect(once.standardDeviation.every((deviation) => deviation > 0)).toBe(true);
  });

  it.each(['rng', 'mask'] as const)('gives in mode %s what core makes of separate runs of the inserted model', async (mode) => {
    const session = await sessionFor(classifier(), { sites, config, mode });
    expect(session.plan.mode).toBe(mode);
    const result = await session.run({ x: x() }, { samples: 12, seed: 9, base: 100, classes: 3 });
    const plain = await createSession(ort, insert(classifier(), sites, config));
    const moments = createMoments();
    const uncertainty = createClassUncertainty(3);
    for (let step = 100; step < 112; step++) {
      const seed = new ort.Tensor('uint64', BigUint64Array.of(9n), []);
      const { y } = await plain.run({ x: x(), seed, step: new ort.Tensor('uint32', Uint32Array.of(step), []) });
      moments.add(y!.data as Float32Array);
      uncertainty.add(y!.data as Float32Array);
    }
    await plain.release();
    expect(result.mean).toEqual(moments.mean);
    expect(result.variance).toEqual(moments.variance());
    expect(result.uncertainty).toEqual(uncertainty.result());
    expect(result.shape).toEqual([2, 3]);
  });

  it('draws a model that cannot be upgraded by masks that are inputs, in the shapes of the feeds', async () => {
    const session = await sessionFor(notUpgradable(), { sites, config });
    expect(session.plan).toMatchObject({ mode: 'mask', drawnBy: createReferenceBackend().name });
    expect(session.plan.reasons.join()).toContain('Resize');
    const scales = () => new ort.Tensor('float32', Float32Array.of(1, 1), [2]);
    for (const rows of [1, 3, 1]) {
      const { mean, shape } = await session.run({ x: x(rows), scales: scales() }, { samples: 5, seed: 3 });
      const other = await sessionFor(twoHeads(), { sites, config });
      const expected = await other.run({ x: x(rows) }, { samples: 5, seed: 3 });
      expect(shape).toEqual([rows, 3]);
      expect(mean).toEqual(expected.mean);
    }
  });

  it('makes native Dropout draw, with its own ratio or another config', async () => {
    const model = withDropout(false);
    const own = await sessionFor(model);
    expect(own.plan.sites).toMatchObject([{ value: 'd', config: { variant: 'dropout', p: 0.5 } }]);
    const other = await sessionFor(model, { config });
    expect(other.plan.sites).toMatchObject([{ config }]);
    const { variance } = await own.run({ x: x() }, { samples: 30, seed: 5 });
    expect(variance.every((value) => value > 0)).toBe(true);
  });

  it('leaves Dropout to onnxruntime when asked to, alive and with a warning', async () => {
    const session = await sessionFor(withDropout(false), { mode: 'native' });
    expect(session.plan).toMatchObject({ mode: 'native', drawnBy: 'onnxruntime' });
    expect(session.plan.warnings.length).toBeGreaterThan(0);
    await expect(sessionFor(classifier(), { mode: 'native' })).rejects.toThrow('no Dropout nodes');
    const { variance, seed } = await session.run({ x: x() }, { samples: 30 });
    expect(variance.some((value) => value > 0)).toBe(true);
    expect(seed).toBeNull();
    await expect(session.run({ x: x() }, { samples: 3, seed: 1 })).rejects.toThrow('no seed where onnxruntime draws');
  });

  it('takes up what this package put into a model, and can change its mode', async () => {
    const expected = await (await sessionFor(classifier(), { sites, config })).run({ x: x() }, { samples: 4, seed: 1 });
    for (const made of ['rng', 'boolMask', 'packedMask'] as const) {
      for (const mode of ['auto', 'mask'] as const) {
        const session = await sessionFor(insert(classifier(), sites, config, { mode: made }), { mode });
        expect(session.plan.mode).toBe(mode === 'auto' ? 'rng' : 'mask');
        expect((await session.run({ x: x() }, { samples: 4, seed: 1 })).mean).toEqual(expected.mean);
      }
    }
  });

  it('gives statistics of all outputs, integers too, and hands every sample out', async () => {
    const session = await sessionFor(twoHeads(), { sites, config });
    const seen: number[] = [];
    const heads: (readonly Float64Array[])[] = [];
    const done: number[] = [];
    const { outputs, mean, samples } = await session.run(
      { x: x() },
      {
        samples: 6,
        seed: 1,
        base: 10,
        onSample: (_, step, all) => {
          seen.push(step);
          heads.push(all);
        },
        onProgress: (count) => done.push(count),
      },
    );
    expect(samples).toBe(6);
    expect(outputs.map(({ name, shape }) => [name, shape])).toEqual([
      ['y', [2, 3]],
      ['best', [2, 1]],
    ]);
    expect(mean).toBe(outputs[0]!.mean);
    expect(seen).toEqual([10, 11, 12, 13, 14, 15]);
    expect(done).toEqual([1, 2, 3, 4, 5, 6]);
    const sum = heads.reduce((total, [, best]) => total + best![0]!, 0);
    expect(outputs[1]!.mean[0]).toBeCloseTo(sum / 6, 12);
  });

  it('stops when asked to, at an abort or when sure', async () => {
    const session = await sessionFor(classifier(), { sites, config });
    const controller = new AbortController();
    const running = session.run(
      { x: x() },
      { samples: 1000, signal: controller.signal, onProgress: (count) => count === 3 && controller.abort(new Error('enough')) },
    );
    await expect(running).rejects.toThrow('enough');
    const { samples } = await session.run({ x: x() }, { samples: 1000, seed: 1, until: { standardError: 0.1 } });
    expect(samples).toBeLessThan(1000);
  });

  it('runs side by side, and frees its session once all have ended', async () => {
    const session = await createMcSession(ort, classifier(), { sites, config, sessionOptions });
    const alone = await session.run({ x: x() }, { samples: 8, seed: 4 });
    const both = [session.run({ x: x() }, { samples: 8, seed: 4 }), session.run({ x: x() }, { samples: 8, seed: 5 })];
    const released = session.release();
    expect(await both[0]).toEqual(alone);
    expect((await both[1])!.mean).not.toEqual(alone.mean);
    await released;
    await session.release();
    await expect(session.run({ x: x() }, { samples: 1 })).rejects.toThrow(DisposedError);
  });

  it('gives one sample as the tensors of the runtime', async () => {
    const session = await sessionFor(classifier(), { sites, config });
    const values: number[][] = [];
    await session.run({ x: x() }, { samples: 2, seed: 7, onSample: (sample) => values.push([...sample]) });
    const { y } = await session.sample({ x: x() }, { seed: 7, step: 1 });
    expect(Array.from(y!.data as Float32Array)).toEqual(values[1]);
  });

  it('does not touch the feeds, and says which are wrong before anything runs', async () => {
    const session = await sessionFor(classifier(), { sites, config });
    const feed = x();
    const before = Array.from(feed.data as Float32Array);
    await session.run({ x: feed }, { samples: 2 });
    expect(Array.from(feed.data as Float32Array)).toEqual(before);
    const run = (feeds: unknown) => session.run(feeds as never, { samples: 1 });
    await expect(run({})).rejects.toThrow('feeds');
    await expect(run({ x: feed, z: feed })).rejects.toThrow('"z"');
    await expect(run({ x: feed, seed: feed })).rejects.toThrow('the session feeds it');
    await expect(run({ x: new ort.Tensor('int32', Int32Array.of(1, 2, 3, 4), [1, 4]) })).rejects.toThrow('int32');
    await expect(run({ x: new ort.Tensor('float32', new Float32Array(6), [2, 3]) })).rejects.toThrow('[2, 3]');
    await expect(run({ x: [1, 2] })).rejects.toThrow(TypeError);
  });

  it('refuses what would be no Monte Carlo', async () => {
    await expect(sessionFor(classifier())).rejects.toThrow('inspect(model).sites');
    await expect(sessionFor(classifier(), { sites })).rejects.toThrow('options.config');
    await expect(sessionFor(classifier(), { sites, config: { variant: 'dropout', p: 0 } })).rejects.toThrow('a site that draws');
    await expect(sessionFor(classifier(), { sites, config, mode: 'gpu' as never })).rejects.toThrow('options.mode');
    await expect(sessionFor(classifier(), { mode: 'native', config })).rejects.toThrow('options.config');
    await expect(sessionFor(withDropout(true), { mode: 'native', dtype: 'float32' })).rejects.toThrow('options.dtype');
    const inserted = insert(classifier(), sites, config);
    for (const option of [{ config }, { streams: { r: 1 } }, { dtype: 'float32' }] as const)
      await expect(sessionFor(inserted, option)).rejects.toThrow(`options.${Object.keys(option)}" expected no such option`);
    const text = { sites, config, sessionOptions: { executionProviders: 'wasm' } };
    await expect(sessionFor(classifier(), text as never)).rejects.toThrow(
      "executionProviders\" expected an array, such as ['wasm']",
    );
    const session = await sessionFor(inserted);
    await expect(session.sample({ x: x() }, { seed: 1, setp: 3 } as never)).rejects.toThrow('"setp" expected a seed and a step');
    await expect(session.run({ x: x() }, { samples: 2 ** 32 + 1 })).rejects.toThrow(
      '"samples" expected an integer from 1 to 2^32',
    );
    await expect(createMcSession({} as never, classifier(), { sites, config })).rejects.toThrow('InferenceSession');
  });
});
