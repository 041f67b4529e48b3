// Fused plans where the kernels' memory has edges: rows longer than what they are cut into, sums that do not fit beside the data, chunks of
// bits that end within a row, and arrays of which some live in the kernels' memory and some elsewhere. The suite has the rest.
import { type DropoutConfig, type FloatArray, fuse, gradientPlan, lower, type Plan } from '@dropkit/core';
import { describe, expect, it } from 'vitest';
import type { CpuBackend } from '../src/index.js';
import { ENGINES, expectSame, reference } from './support.js';

const address = { seed: 77, stream: 1, step: 2 };
const BOTH = { bias: true, residual: true };
const wave = (count: number, at: number) => Float32Array.from({ length: count }, (_, e) => Math.sin(5 * e + at));

function planOf(shape: number[], config: DropoutConfig = { variant: 'dropout', p: 0.1 }): Plan {
  return fuse(lower(config, shape, 'train'), BOTH);
}

/** Rows and columns: longer than a piece of 16,384, than sums that fit beside the data (65,536), and chunks of 65,536 that end in a row. */
const SHAPES = [
  [3, 16_385],
  [2, 40_000],
  [2, 65_537],
  [66, 1_001],
  [2_185, 30],
];

/** Everything that one fused plan computes, with arrays made by `place`. */
function results(backend: Pick<CpuBackend, 'forward' | 'backward'>, plan: Plan, place: (array: FloatArray) => FloatArray) {
  const columns = plan.shape.at(-1)!;
  const count = plan.shape.reduce((a, b) => a * b, 1);
  const [x, bias, residual] = [place(wave(count, 0)), place(wave(columns, 1)), place(wave(count, 2))];
  const y = backend.forward(plan, address, x, undefined, { bias, residual });
  const sums = backend.backward(plan, address, residual, undefined, 'bias');
  return { y: y.slice(), sums: sums.slice(), onto: backend.forward(plan, address, x, residual, { bias, residual }).slice() };
}

for (const { name, create } of ENGINES) {
  describe(name, () => {
    it.each(SHAPES)('[%d, %d] is the reference, bit for bit', (rows, columns) => {
      const plan = planOf([rows, columns]);
      const expected = results(reference, plan, (array) => array);
      const actual = results(create(), plan, (array) => array);
      expectSame(actual.y, expected.y);
      expectSame(actual.sums, expected.sums);
      expectSame(actual.onto, expected.onto);
    });

    it('in float64 with long rows', () => {
      const plan = planOf([2, 33_000]);
      const wide = (array: FloatArray) => Float64Array.from(array);
      const expected = results(reference, plan, wide);
      const actual = results(create(), plan, wide);
      expectSame(actual.y, expected.y);
      expectSame(actual.sums, expected.sums);
    });

    it('wherever the arrays live', () => {
      const plan = planOf([1, 130, 700], { variant: 'token', p: 0.5 });
      const expected = results(reference, plan, (array) => array);
      const backend = create();
      const home = (array: FloatArray) => {
        const own = backend.alloc(array.length);
        own.set(array as Float32Array);
        return own;
      };
      // each of x, bias and residual at home or not
      for (let homes = 0; homes < 8; homes++) {
        let n = 0;
        const actual = results(backend, plan, (array) => ((homes >> n++) & 1 ? home(array) : array));
        expectSame(actual.y, expected.y);
        expectSame(actual.sums, expected.sums);
        expectSame(actual.onto, expected.onto);
      }
    });

    it('between other plans, which use the same memory', () => {
      const backend = create();
      const plan = planOf([40, 300]);
      const noise = lower({ variant: 'gaussian', p: 0.3 }, [12_000], 'train');
      const first = results(backend, plan, (array) => array);
      const noisy = backend.forward(noise, address, wave(12_000, 3));
      expectSame(results(backend, plan, (array) => array).y, first.y);
      expectSame(backend.forward(noise, address, wave(12_000, 3)), noisy);
      expectSame(backend.forward(gradientPlan(plan, 'bias'), address, wave(12_000, 2)), first.sums);
    });
  });
}

it('the entry of the Bernoulli family says that it lacks fused plans', async () => {
  const { createCpuBackend } = await import('../src/bernoulli.js');
  const plan = planOf([2, 3]);
  const run = () => createCpuBackend().forward(plan, address, wave(6, 0), undefined, { bias: wave(3, 0), residual: wave(6, 1) });
  expect(run).toThrow('"plan.kind" expected identity or scale or zero or select, got "fused"');
});
