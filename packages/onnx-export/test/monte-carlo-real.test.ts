// Several samples in one run of models as people have them: those of separate runs, or a reason why not.
import { describe, expect, it } from 'vitest';
import { inspect } from '../src/inspect/inspect.js';
import { checkTiling, monteCarlo } from '../src/monte-carlo/monte-carlo.js';
import { verifyMonteCarlo } from '../src/monte-carlo/verify.js';
import { insert } from '../src/surgery/insert.js';
import { strip } from '../src/surgery/strip.js';
import { feedsOf } from './real-feeds.js';
import { REAL_MODELS } from './real-models.js';
import { sameBytes } from './same-bytes.js';
import { RUNTIMES } from './sessions.js';

/** Models with layers in bodies, and the spectrogram, whose loudest value is that of the whole batch. */
const REFUSED: Readonly<Record<string, string>> = {
  'silero_vad_legacy.onnx': 'dropout inside of a body draws one sample only',
  'silero_vad_v5.onnx': 'dropout inside of a body draws one sample only',
  'hey_jarvis_v0.1.onnx': 'its body takes a value that differs from sample to sample',
  'melspectrogram.onnx': 'it mixes the rows of the batch, and so samples',
};

describe.each(REAL_MODELS)('$name', ({ name, read }) => {
  const bytes = read();
  const all = inspect(bytes).sites;
  // each sixth of many: sessions with a hundred sites take seconds to create
  const sites = all.filter((_, i) => all.length < 30 || i % 6 === 0);
  // a model without layers has no candidates: its first computed float value is as good
  const places = sites.length > 0 ? sites : [{ op: 'Pow' }];
  const sampled = insert(bytes, places, { variant: 'dropout', p: 0.1 }, { dtype: 'float32' });

  if (REFUSED[name]) {
    it(`is refused: ${REFUSED[name]}`, () => {
      expect(checkTiling(sampled)[0]!.reason).toBe(REFUSED[name]);
    });
    return;
  }
  const tiled = monteCarlo(sampled);

  it('gives the original back', () => {
    expect(sameBytes(strip(tiled), bytes)).toBe(true);
  });

  it.each(RUNTIMES)('gives the samples of separate runs on $name', async ({ ort }) => {
    const sessionOptions = { logSeverityLevel: 3, intraOpNumThreads: 1 };
    const found = await verifyMonteCarlo(ort, sampled, tiled, { feeds: feedsOf(name), samples: 2, step: 5, sessionOptions });
    expect(found.samples).toBe(2);
    // kernels add up in another order for more rows: verification rejects what is more than that
    for (const { largestDifference, tolerance } of found.outputs) expect(largestDifference).toBeLessThanOrEqual(tolerance);
  });
});
