// Every variant at two sites one behind the other, T samples in one run: each sample is what a run of its own gives, and what core gives.
import { createReferenceBackend, type DropoutConfig, lower, streamId } from '@dropkit/core';
import { describe, expect, it, test } from 'vitest';
import { TilingError } from '../src/errors.js';
import { checkTiling, monteCarlo } from '../src/monte-carlo/monte-carlo.js';
import type { MonteCarloReport } from '../src/monte-carlo/options.js';
import { insert } from '../src/surgery/insert.js';
import { strip } from '../src/surgery/strip.js';
import { buildModel, floats, node, value } from './build.js';
import { noise } from './run.js';
import { sameBytes } from './same-bytes.js';
import { bothWays, differences, sampleOf } from './samples.js';
import { RUNTIMES } from './sessions.js';
import { VARIANT_CASES, type VariantCase } from './variants.js';

const reference = createReferenceBackend();
/** On weights, which would have to differ from sample to sample; and with a second input. */
const ELSEWHERE: ReadonlySet<string> = new Set(['dropConnect', 'weightDrop', 'zoneout']);
/** Variants through logarithms or two roundings: SPEC section 12. */
const ROUNDED: ReadonlySet<string> = new Set(['gaussian', 'variationalGaussian', 'concrete']);
const START = { seed: 0x0123456789abcdefn, step: 2 ** 32 - 3 };

/** `y = site(-site(-x))`. */
function chain({ shape, free }: VariantCase): Uint8Array {
  const dims = shape.map((size, axis) => (free.includes(axis) ? `d${axis}` : size));
  return buildModel({
    opset: 18,
    graph: {
      node: [node('Neg', ['x'], ['a']), node('Neg', ['a'], ['y'])],
      input: [value('x', dims)],
      output: [value('y', dims)],
      valueInfo: [value('a', dims)],
    },
  });
}

/** What core makes of x at one step. */
function expectedOf(config: DropoutConfig, shape: readonly number[], x: Float32Array, step: number): Float32Array {
  const plan = lower(config, shape, 'train');
  return ['a', 'y'].reduce((values, name) => {
    const address = { seed: START.seed, stream: streamId(name), step };
    return reference.forward(
      plan,
      address,
      values.map((one) => -one),
      new Float32Array(x.length),
    );
  }, x);
}

const CASES = VARIANT_CASES.filter(({ config }) => !ELSEWHERE.has(config.variant));

describe.each(RUNTIMES)('$name', ({ ort }) => {
  it.each(CASES)('$config $shape', async (given) => {
    const { config, shape } = given;
    const model = chain(given);
    const sampled = insert(model, ['a', 'y'], config);
    let report: MonteCarloReport | undefined;
    const tiled = monteCarlo(sampled, { onReport: (made) => (report = made) });
    expect(sameBytes(strip(tiled), model)).toBe(true);
    const x = noise(shape, 10);
    const ways = await bothWays(ort, { sampled, tiled, report: report! }, { x }, 3, START);
    expect(differences(ways, report!)).toEqual([]);
    for (const t of [0, 1, 2]) {
      const values = sampleOf(ways.together.y!, t).data as Float32Array;
      const expected = expectedOf(config, shape, x.data as Float32Array, START.step + t);
      const tolerance = ROUNDED.has(config.variant) ? 20e-6 * 10 * 20 : 0; // 1e-6 of the largest factors and x
      const off = expected.map((want, i) => Math.abs(want - values[i]!));
      expect(Math.max(...off)).toBeLessThanOrEqual(tolerance);
    }
  });
});

test.each([
  { config: { variant: 'dropConnect', p: 0.5 }, op: 'MatMul' },
  { config: { variant: 'weightDrop', p: 0.5 }, op: 'Gemm' },
] as const)('$config.variant is refused: weights would differ from sample to sample', ({ config, op }) => {
  const graph = {
    node: [node(op, ['x', 'w'], ['y'])],
    initializer: [floats('w', [2, 2], [1, 2, 3, 4])],
    input: [value('x', ['N', 2])],
    output: [value('y', ['N', 2])],
  };
  const sampled = insert(buildModel({ opset: 18, graph }), 'y', config);
  const reason = 'what it takes as weights differs from sample to sample';
  expect(checkTiling(sampled)).toEqual([{ place: expect.any(String), op, reason }]);
  expect(() => monteCarlo(sampled)).toThrow(TilingError);
});
