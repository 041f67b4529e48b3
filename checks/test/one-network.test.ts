// One network in three frameworks: tfjs with layers of the adapter, loops over typed arrays with the CPU backend, and an ONNX model with
// inserted dropout. At equal seeds, names and steps the same units are dropped, and outputs differ by no more than rounding.
import '@tensorflow/tfjs-backend-cpu';
import { mcPredict } from '@dropkit/tfjs-adapter';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { convInOnnx, denseInOnnx } from '../src/one-network/in-onnx.js';
import { convInPlain, denseInPlain } from '../src/one-network/in-plain.js';
import { convInTfjs, denseInTfjs } from '../src/one-network/in-tfjs.js';
import { type Result, SEED } from '../src/one-network/network.js';

beforeAll(() => {
  enableProdMode(); // or it greets users of Node
  return setBackend('cpu');
});

/** `roundings`: on the way from an input to an output, of products, sums, scales and means; a sum has as many as it has terms. */
const NETWORKS = [
  { name: 'dense', tfjs: denseInTfjs, plain: denseInPlain, onnx: denseInOnnx, roundings: 17 + 1 + 1 + 33 + 1 },
  {
    name: 'convolutional',
    tfjs: convInTfjs,
    plain: convInPlain,
    onnx: convInOnnx,
    roundings: 10 + 1 + 1 + 37 + 1 + 2 + 37 + 7 + 1,
  },
];
const STEPS = [0, 1, 2, 1000, 2 ** 32 - 1];
const SAMPLES = 50;

/** Which units are dropped: all others are above 0. */
function droppedOf({ sites }: Result): Record<string, number[]> {
  return Object.fromEntries(Object.entries(sites).map(([name, values]) => [name, indicesOf(values, (v) => v === 0)]));
}

function indicesOf(values: ArrayLike<number>, isMeant: (v: number) => boolean): number[] {
  return Array.from(values).flatMap((v, i) => (isMeant(v) ? [i] : []));
}

/** Half an ulp for each rounding, of the sum of all terms' magnitudes (Higham, Accuracy and Stability, section 3.1), in both sums. */
function expectRounded(actual: ArrayLike<number>, expected: ArrayLike<number>, magnitude: ArrayLike<number>, roundings: number) {
  const bound = 2 * roundings * 2 ** -24;
  expect(actual.length).toBe(expected.length);
  const off = indicesOf(actual, () => true).filter((i) => !(Math.abs(actual[i]! - expected[i]!) <= bound * magnitude[i]!));
  expect(off).toEqual([]);
}

describe.each(NETWORKS)('a $name network', ({ tfjs, plain, onnx, roundings }) => {
  it('drops the same units everywhere, others at other steps', async () => {
    const runs = { tfjs: tfjs().run, onnx: await onnx() };
    const seen = new Set<string>();
    for (const step of STEPS) {
      const expected = plain(step);
      const dropped = droppedOf(expected);
      for (const [site, units] of Object.entries(dropped)) {
        expect(units.length).toBeGreaterThan(0);
        expect(units.length).toBeLessThan(expected.sites[site]!.length);
      }
      seen.add(JSON.stringify(dropped));
      for (const [name, run] of Object.entries(runs)) {
        const actual = await run(step);
        expect({ name, dropped: droppedOf(actual) }).toEqual({ name, dropped });
        expectRounded(actual.y, expected.y, plain(step, true).y, roundings);
      }
    }
    expect(seen.size).toBe(STEPS.length);
  });

  it(`has the same mean over ${SAMPLES} steps`, async () => {
    const steps = Array.from({ length: SAMPLES }, (_, step) => step);
    const meanOf = (all: ArrayLike<number>[]) => Array.from(all[0]!, (_, i) => all.reduce((sum, y) => sum + y[i]!, 0) / SAMPLES);
    const expected = meanOf(steps.map((step) => plain(step).y));
    const magnitude = meanOf(steps.map((step) => plain(step, true).y));
    const run = await onnx();
    const outputs: ArrayLike<number>[] = [];
    for (const step of steps) outputs.push((await run(step)).y);
    expectRounded(meanOf(outputs), expected, magnitude, roundings);
    const network = tfjs();
    const { mean } = await mcPredict(network.model, network.x, { samples: SAMPLES, seed: SEED });
    expectRounded(mean, expected, magnitude, roundings + 2); // the mean itself is rounded to float32
  });
});
