// Which networks can compute several samples in one run: those that can give the bits of separate runs, the others say why not.
import { describe, expect, it, test } from 'vitest';
import { TilingError } from '../src/errors.js';
import { checkTiling, monteCarlo } from '../src/monte-carlo/monte-carlo.js';
import type { MonteCarloReport } from '../src/monte-carlo/options.js';
import { insert } from '../src/surgery/insert.js';
import { strip } from '../src/surgery/strip.js';
import { sameBytes } from './same-bytes.js';
import { bothWays, largestDifference } from './samples.js';
import { RUNTIMES } from './sessions.js';
import { modelOf, REFUSED_CASES, TILING_CASES } from './tiling-cases.js';

/** Sums of at most 24 products of float32 in another order, in two layers: each is off by up to 24 * 2^-24. */
const ROUNDING = 2 * 24 * 2 ** -24;
const CONFIG = { variant: 'dropout', p: 0.3 } as const;

describe.each(TILING_CASES)('$name', (given) => {
  const model = modelOf(given);
  const sampled = insert(model, given.sites, CONFIG);

  test('nothing speaks against it, and strip gives the original back', () => {
    expect(checkTiling(sampled)).toEqual([]);
    expect(sameBytes(strip(monteCarlo(sampled)), model)).toBe(true);
    expect(sameBytes(strip(monteCarlo(sampled, { samples: 3 })), model)).toBe(true);
  });

  describe.each(RUNTIMES)('$name', ({ ort }) => {
    it.each([
      { samples: 1, rows: 1 },
      { samples: 3, rows: 3 },
      { samples: 17, rows: 2 },
      { samples: 5, rows: 1 },
    ])('$samples samples of $rows rows', async ({ samples, rows }) => {
      let report: MonteCarloReport | undefined;
      const tiled = monteCarlo(sampled, { onReport: (made) => (report = made) });
      const ways = await bothWays(ort, { sampled, tiled, report: report! }, given.feeds(given.rows ?? rows), samples);
      for (const { name } of report!.outputs)
        expect(ways.together[name]!.dims).toEqual([samples, ...ways.separate[0]![name]!.dims]);
      expect(largestDifference(ways, report!)).toBeLessThanOrEqual(ROUNDING);
    });
  });
});

test.each(REFUSED_CASES)('refuses $name', ({ op, reason, sites, ...given }) => {
  const sampled = insert(modelOf(given), sites, CONFIG);
  const problems = checkTiling(sampled);
  expect(problems[0]).toEqual({ place: expect.stringMatching(/^graph\.node\[\d+\]$/), op, reason });
  expect(() => monteCarlo(sampled)).toThrow(TilingError);
});
