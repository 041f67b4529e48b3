// Dropout in models as people have them: it draws, it repeats, it is gone when p is 0, and strip gives the file back.
import { describe, expect, it, test } from 'vitest';
import { inspect } from '../src/inspect/inspect.js';
import { insert } from '../src/surgery/insert.js';
import type { EditReport } from '../src/surgery/report.js';
import { strip } from '../src/surgery/strip.js';
import { distance, feedsOf } from './real-feeds.js';
import { REAL_MODELS } from './real-models.js';
import { bitsOf, ort, run } from './run.js';
import { sameBytes } from './same-bytes.js';
import { createSession } from './sessions.js';

const address = (seed: bigint, step = 0) => ({
  seed: new ort.Tensor('uint64', BigUint64Array.of(seed), []),
  step: new ort.Tensor('uint32', Uint32Array.of(step), []),
});

const bitsOfAll = (outputs: ort.InferenceSession.OnnxValueMapType) => Object.values(outputs).map(bitsOf).join();

describe.each(REAL_MODELS)('$name', ({ name, read }) => {
  const bytes = read();
  const { sites } = inspect(bytes);
  // a model without layers has no candidates: its first computed float value is as good
  const places = sites.length > 0 ? sites : [{ op: 'Pow' }];
  const feeds = feedsOf(name);
  const into = (p: number, onReport?: (report: EditReport) => void) =>
    insert(bytes, places, { variant: 'dropout', p }, { dtype: 'float32', ...(onReport && { onReport }) });

  it('has dropout at each place, with a stream of its own, and strip gives the original back to the byte', () => {
    const reports: EditReport[] = [];
    const dropped = into(0.5, (given) => reports.push(given));
    const [report] = reports;
    expect(new Set(report!.sites.map(({ stream }) => stream)).size).toBe(report!.sites.length);
    expect(report!.sites.length).toBe(sites.length > 0 ? places.length : report!.sites.length);
    expect(report!.newInputs).toEqual(['seed', 'step']);
    expect(sameBytes(strip(dropped), bytes)).toBe(true);
    expect(
      sameBytes(strip(insert(dropped, report!.sites[0]!.value, { variant: 'gaussian', p: 0.1 }, { dtype: 'float32' })), bytes),
    ).toBe(true);
  });

  it('draws: the same bits for the same seed and step, others for others', async () => {
    const session = await createSession(ort, into(0.5));
    const bits = async (seed: bigint, step?: number) => bitsOfAll(await session.run({ ...feeds, ...address(seed, step) }));
    const first = await bits(1n);
    expect((await bits(1n)) === first).toBe(true);
    expect((await bits(2n)) === first).toBe(false);
    expect((await bits(1n, 1)) === first).toBe(false);
    await session.release();
  });

  it('is the original when p is 0, but for what the optimizer does', async () => {
    const still = into(0);
    const all = { ...feeds, ...address(1n) };
    const [original, unoptimized] = [await run(bytes, feeds), await run(bytes, feeds, 'disabled')];
    const optimizerNoise = distance(unoptimized, original);
    expect(distance(await run(still, all), original)).toBeLessThanOrEqual(2 * optimizerNoise);
    expect(bitsOfAll(await run(still, all, 'disabled')) === bitsOfAll(unoptimized)).toBe(true);
  });
});

test.each(REAL_MODELS)('33 sites add at most 16 KiB to $name, its upgrade and the record included', ({ read }) => {
  const bytes = read();
  const places = thirtyThree(bytes);
  const sampled = insert(bytes, places, { variant: 'dropout', p: 0.1 }, { dtype: 'float32' });
  expect(sampled.length - bytes.length).toBeLessThanOrEqual(2 ** 14);
});

/** Candidates first, then what else is computed; small models have fewer places. */
function thirtyThree(bytes: Uint8Array): { value: string; scope: string }[] {
  const reports: EditReport[] = [];
  insert(bytes, /./, { variant: 'dropout', p: 0.1 }, { dtype: 'float32', onReport: (report) => reports.push(report) });
  const all = inspect(bytes).sites.map(({ value, scope }) => [`${scope} ${value}`, { value, scope }] as const);
  const others = reports[0]!.sites.map(({ value, scope }) => [`${scope} ${value}`, { value, scope }] as const);
  return [...new Map([...all, ...others]).values()].slice(0, 33);
}
