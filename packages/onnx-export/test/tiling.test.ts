// Which networks can compute several samples in one run: those that can give the bits of separate runs, the others say why not.
import { describe, expect, it, test } from 'vitest';
import { TilingError } from '../src/errors.js';
import { checkTiling, monteCarlo } from '../src/monte-carlo/monte-carlo.js';
import type { MonteCarloReport } from '../src/monte-carlo/options.js';
import { insert } from '../src/surgery/insert.js';
import { strip } from '../src/surgery/strip.js';
import { buildModel, type GraphInit, node, value } from './build.js';
import { noise, ort } from './run.js';
import { sameBytes } from './same-bytes.js';
import { bothWays, differences, largestDifference } from './samples.js';
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
  expect(problems[0]).toEqual({ place: expect.stringMatching(op ? /^graph\.node\[\d+\]$/ : /^output "y"$/), op, reason });
  expect(() => monteCarlo(sampled)).toThrow(TilingError);
});

test('refuses functions of the model that draw, also in front of all dropout', () => {
  const model = buildModel({
    opset: 18,
    domains: { own: 1 },
    functions: [
      {
        name: 'Noise',
        domain: 'own',
        input: ['a'],
        output: ['b'],
        node: [node('RandomNormalLike', ['a'], ['r']), node('Add', ['a', 'r'], ['b'])],
        opsetImport: [{ domain: '', version: 18n }],
      },
    ],
    graph: {
      node: [node('Noise', ['x'], ['n'], {}, { domain: 'own' }), node('Relu', ['n'], ['h']), node('Neg', ['h'], ['y'])],
      input: [value('x', ['N', 4])],
      output: [value('y', ['N', 4])],
    },
  });
  const [problem] = checkTiling(insert(model, 'h', CONFIG, { dtype: 'float32' }));
  expect(problem).toEqual({
    place: expect.any(String),
    op: 'own.Noise',
    reason: 'it draws numbers that no seed of dropout decides',
  });
});

test('what comes before dropout may do anything, and is computed once', async () => {
  const branch = (op: string): GraphInit => ({ name: 'b', node: [node(op, ['x'], ['o'])], output: [value('o')] });
  const graph: GraphInit = {
    node: [
      node('If', ['which'], ['i'], { then_branch: branch('Neg'), else_branch: branch('Abs') }),
      node('DynamicQuantizeLinear', ['i'], ['q', 's', 'z']),
      node('DequantizeLinear', ['q', 's', 'z'], ['d']),
      node('Softmax', ['d'], ['m'], { axis: 0n }),
      node('Relu', ['m'], ['h']),
      node('Mul', ['h', 'm'], ['y']),
    ],
    input: [value('x', ['N', 4]), value('which', [], 9)],
    output: [value('y', ['N', 4])],
    valueInfo: [value('m', ['N', 4])],
  };
  const sampled = insert(buildModel({ opset: 18, graph }), 'h', CONFIG);
  const feeds = { x: noise([3, 4]), which: new ort.Tensor('bool', [true], []) };
  const reports: MonteCarloReport[] = [];
  const tiled = monteCarlo(sampled, { onReport: (report) => reports.push(report) });
  const ways = await bothWays(ort, { sampled, tiled, report: reports[0]! }, feeds, 4);
  expect(differences(ways, reports[0]!)).toEqual([]);
});
