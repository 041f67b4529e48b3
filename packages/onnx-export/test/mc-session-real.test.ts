// Sessions of models as people have them: an MLP, convolutions, a network whose layers are in branches of an If.
import { UnsupportedError } from '@dropkit/core';
import { describe, expect, it } from 'vitest';
import { createMcSession, type McSessionOptions } from '../src/index.js';
import { inspect } from '../src/inspect/inspect.js';
import { feedsOf } from './real-feeds.js';
import { REAL_MODELS } from './real-models.js';
import { ort } from './run.js';

const config = { variant: 'dropout', p: 0.2 } as const;
const sessionOptions = { intraOpNumThreads: 1, logSeverityLevel: 3 };
const model = (name: string) => REAL_MODELS.find((one) => one.name === name)!.read();

async function sampled(name: string, options: McSessionOptions = {}) {
  const bytes = model(name);
  // the last places: those before them are shared by all samples of a pass
  const sites = inspect(bytes).sites.slice(-3);
  const session = await createMcSession(ort, bytes, { sites, config, dtype: 'float32', sessionOptions, ...options });
  try {
    const once = await session.run(feedsOf(name), { samples: 5, seed: 8 });
    const again = await session.run(feedsOf(name), { samples: 5, seed: 8 });
    return { plan: session.plan, once, again };
  } finally {
    await session.release();
  }
}

const NAMES = ['alexa_v0.1.onnx', 'embedding_model.onnx', 'ch_ppocr_mobile_v2.0_cls_infer.onnx'];

describe.each(NAMES)('%s', (name) => {
  it('gives the same statistics in runs of several samples, of one, and with masks as inputs', async () => {
    const together = await sampled(name);
    expect(together.plan).toMatchObject({ mode: 'rng', tiled: true, warnings: [] });
    expect(together.again).toEqual(together.once);
    expect(together.once.variance.some((value) => value > 0)).toBe(true);
    const separate = await sampled(name, { tiling: false });
    const masks = await sampled(name, { mode: 'mask' });
    expect(masks.plan).toMatchObject({ mode: 'mask', tiled: false });
    const largest = separate.once.mean.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const apart = (mean: Float64Array) =>
      mean.reduce((most, value, i) => Math.max(most, Math.abs(value - separate.once.mean[i]!)), 0);
    expect(apart(masks.once.mean)).toBe(0);
    // kernels add in another order for another number of rows: a thousand additions of float32 at most
    expect(apart(together.once.mean)).toBeLessThan(1000 * 2 ** -24 * largest);
  });
});

describe('silero_vad_legacy.onnx, whose layers are in branches', () => {
  const name = 'silero_vad_legacy.onnx';

  it('draws in the graph, one sample a run, and says why', async () => {
    const { plan, once, again } = await sampled(name);
    expect(plan).toMatchObject({ mode: 'rng', tiled: false });
    expect(plan.reasons.at(-1)).toContain('one a run');
    expect(again).toEqual(once);
    expect(once.outputs.length).toBe(3);
    expect(once.outputs.some(({ variance }) => variance.some((value) => value > 0))).toBe(true);
  });

  it('cannot take masks from outside, whose shapes are only known inside', async () => {
    await expect(sampled(name, { mode: 'mask' })).rejects.toThrow(UnsupportedError);
  });
});
