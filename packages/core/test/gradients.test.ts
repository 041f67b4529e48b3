// Gradients against finite differences at a fixed mask, in float64, with bounds that follow from rounding and from Taylor's theorem.
import { describe, expect, it } from 'vitest';
import {
  createReferenceBackend,
  type DropoutConfig,
  elementCount,
  fuse,
  gradientPlan,
  linearUniform,
  lower,
  operandsOf,
  outputCount,
  type Phase,
  type Plan,
  type PlanInput,
  tangentPlan,
} from '../src/index.js';
import { EXAMPLES } from './every-variant.js';

const EPSILON = 2 ** -52;
const backend = createReferenceBackend();
const address = { seed: 5, stream: 3, step: 1 };
const wave = (count: number, at: number) => Float64Array.from({ length: count }, (_, e) => 2 * Math.sin(7 * e + at));

type Inputs = { readonly x: Float64Array } & { readonly [Name in PlanInput]?: Float64Array };

/** Waves of the lengths that a plan's inputs have. */
function inputsOf(plan: Plan): Inputs {
  const lengths = Object.entries(operandsOf(plan));
  return {
    x: wave(elementCount(plan), 1),
    ...Object.fromEntries(lengths.map(([name, length], n) => [name, wave(length, n + 4)])),
  };
}

/** y of one plan with one element of one input moved. */
function moved(plan: Plan, inputs: Inputs, input: PlanInput, e: number, by: number) {
  const { x, ...operands } = { ...inputs, [input]: inputs[input]!.map((value, n) => (n === e ? value + by : value)) };
  return backend.forward(plan, address, x, undefined, operands);
}

/**
 * Compares a gradient with central differences of sum(w y) at step 1. At a fixed mask a plan is affine, so nothing is cut off, and
 * elements other than the moved one differ by exactly 0. What is left is rounding: of y twice (three operations, each half an ulp of
 * what it gives, none above |y| and a shift together) and of the gradient.
 */
function expectGradient(plan: Plan, input: PlanInput, gradient: (w: Float64Array) => Float64Array) {
  const count = elementCount(plan);
  const inputs = { ...inputsOf(plan) };
  const w = wave(count, 3);
  const got = gradient(w);
  const shift = plan.kind === 'select' ? Math.abs(plan.shift) : 0;
  for (let e = 0; e < count; e++) {
    const up = moved(plan, inputs, input, e, 1);
    const down = moved(plan, inputs, input, e, -1);
    const difference = w.reduce((sum, weight, n) => sum + (weight * (up[n] - down[n])) / 2, 0);
    const size = Math.abs(up[e]) + Math.abs(down[e]) + 2 * shift + Math.abs(inputs.other?.[e] ?? 0);
    expect(Math.abs(got[e] - difference)).toBeLessThanOrEqual(4 * EPSILON * Math.abs(w[e]) * size);
  }
}

const phases: Phase[] = ['train', 'eval'];
const differentiable = EXAMPLES.filter(({ config }) => config.variant !== 'shakeDrop');

describe('gradients to the inputs', () => {
  it.each(differentiable)('$name', ({ config, shape }) => {
    for (const phase of phases) {
      const plan = lower(config, shape, phase);
      expectGradient(plan, 'x', (w) => backend.backward(plan, address, w));
      expectGradient(plan, 'x', (w) => backend.forward(gradientPlan(plan), address, w));
      if ('other' in operandsOf(plan))
        expectGradient(plan, 'other', (w) => backend.forward(gradientPlan(plan, 'other'), address, w));
    }
  });

  it.each([0, 0.3, 1])('zoneout to both inputs at p = %d', (p) => {
    const plan = lower({ variant: 'zoneout', p }, [8], 'train');
    for (const input of ['x', 'other'] as const) {
      expectGradient(plan, input, (w) => backend.forward(gradientPlan(plan, input), address, w));
    }
  });

  it.each(differentiable)('$name: linear in dy, so the gradient of a gradient is itself', ({ config, shape }) => {
    for (const phase of phases) {
      const plan = gradientPlan(lower(config, shape, phase));
      expect(gradientPlan(plan)).toEqual(plan);
    }
  });

  it('of dropped elements are +0 even where dy is not finite', () => {
    for (const { config, shape } of EXAMPLES) {
      const plan = lower(config, shape, 'train');
      if (plan.kind === 'noise' || plan.kind === 'concrete') continue;
      const ones = backend.backward(plan, address, new Float64Array(elementCount(plan)).fill(1));
      const nans = backend.backward(plan, address, new Float64Array(elementCount(plan)).fill(Number.NaN));
      ones.forEach((slope, e) => {
        expect(nans[e]).toBe(slope === 0 ? 0 : Number.NaN);
      });
    }
  });
});

describe('gradients of fused plans', () => {
  const configs: DropoutConfig[] = [
    { variant: 'dropout', p: 0.4 },
    { variant: 'dropPath', p: 0.4 },
    { variant: 'token', p: 0.4, scaling: 'standard' },
    { variant: 'dropout', p: 0 },
    { variant: 'dropout', p: 1 },
  ];

  it.each(configs)('to every input: %j', (config) => {
    for (const phase of phases) {
      const plan = fuse(lower(config, [5, 3, 4], phase), { bias: true, residual: true });
      for (const input of ['x', 'residual'] as const) {
        expectGradient(plan, input, (w) => backend.backward(plan, address, w, undefined, input));
        expectGradient(plan, input, (w) => backend.forward(gradientPlan(plan, input), address, w));
      }
    }
  });

  it.each(configs)('to the bias, summed over more than one block of rows: %j', (config) => {
    const rows = 150;
    const columns = 3;
    for (const phase of phases) {
      const plan = fuse(lower(config, [rows, 1, columns], phase), { bias: true, residual: true });
      const inputs = inputsOf(plan);
      const w = wave(rows * columns, 3);
      const got = backend.backward(plan, address, w, undefined, 'bias');
      expect(got).toHaveLength(columns);
      expect(outputCount(gradientPlan(plan, 'bias'))).toBe(columns);
      for (let column = 0; column < columns; column++) {
        const up = moved(plan, inputs, 'bias', column, 1);
        const down = moved(plan, inputs, 'bias', column, -1);
        const difference = w.reduce((sum, weight, n) => sum + (weight * (up[n] - down[n])) / 2, 0);
        // as above for each row, and a sum of `rows` terms errs by at most `rows` half ulps of the sum of their magnitudes, twice
        const size = w.reduce((sum, weight, n) => sum + Math.abs(weight) * (Math.abs(up[n]) + Math.abs(down[n]) + 4), 0);
        expect(Math.abs(got[column] - difference)).toBeLessThanOrEqual((4 + rows) * EPSILON * size);
      }
    }
  });
});

describe('shakeDrop', () => {
  it.each(['row', 'batch'] as const)('multiplies the gradient by beta, by design not the derivative (%s)', (mode) => {
    const samples = 12;
    const plan = lower({ variant: 'shakeDrop', p: 0.7, mode }, [samples, 2], 'train');
    const ones = new Float64Array(2 * samples).fill(1);
    const forward = backend.forward(plan, address, ones);
    const backward = backend.backward(plan, address, ones);
    const shaken = ones.map((_, e) => (forward[e] === 1 ? 0 : 1));
    expect(new Set(shaken).size).toBe(mode === 'row' ? 2 : 1);
    ones.forEach((_, e) => {
      const sample = Math.floor(e / 2);
      const alpha = 2 * linearUniform(sample, address) - 1;
      const beta = linearUniform(samples + sample, address);
      expect([forward[e], backward[e]]).toEqual(shaken[e] ? [alpha, beta] : [1, 1]);
    });
  });
});

/** Central differences of f, and what they may be off by: a third derivative up to `third`, and values that err by `error`. */
function expectDerivative(got: number, f: (at: number) => number, third: number, error: number) {
  const h = 1e-4;
  const difference = (f(h) - f(-h)) / (2 * h);
  expect(Math.abs(got - difference)).toBeLessThanOrEqual((h * h * third) / 6 + error / h);
}

describe('gradients to parameters', () => {
  const count = 24;
  const x = wave(count, 1);
  const outputs = (config: DropoutConfig) => backend.forward(lower(config, [count], 'train'), address, x);
  const tangents = (config: DropoutConfig) => backend.forward(tangentPlan(lower(config, [count], 'train')), address, x);

  it.each([
    [0.1, 0.5],
    [0.5, 0.5],
    [0.9, 1],
    [0.3, 2],
  ])('concrete: logit of p, at p = %d and temperature %d', (p, temperature) => {
    const odds = p / (1 - p);
    const config = (by: number): DropoutConfig => ({
      variant: 'concrete',
      p: 1 / (1 + Math.exp(-Math.log(odds) - by)),
      temperature,
    });
    const got = tangents(config(0));
    const at = [-1e-4, 1e-4].map((by) => outputs(config(by)));
    // y = x s(l / t) (1 + e^l) with derivatives of the sigmoid s of at most 1/4, 0.0963 and 1/8; e^l grows by e^h at most
    const e = odds * Math.exp(1e-4);
    const [first, second, third] = [1 / 4 / temperature, 0.0963 / temperature ** 2, 1 / 8 / temperature ** 3];
    const bound = third * (1 + e) + 3 * second * e + 3 * first * e + e;
    // p, its logit, and logit u (below 17) err by a few ulp each: 1e-14 over t, of y
    const error = (1e-14 / Math.min(temperature, 1)) * (1 + e);
    x.forEach((value, n) => {
      const size = Math.abs(value);
      expectDerivative(got[n], (by) => at[by < 0 ? 0 : 1][n], bound * size, error * size);
    });
  });

  it.each([0.05, 1, 3])('variationalGaussian: log alpha, at alpha = %d', (alpha) => {
    const config = (by: number): DropoutConfig => ({ variant: 'variationalGaussian', alpha: alpha * Math.exp(by) });
    const got = tangents(config(0));
    const at = [-1e-4, 1e-4].map((by) => outputs(config(by)));
    // y = x + x z e^(l/2): the third derivative is an eighth of the noise, whose z is below 6
    const noise = 6 * Math.sqrt(alpha) * Math.exp(1e-4);
    x.forEach((value, n) => {
      const size = Math.abs(value);
      expectDerivative(got[n], (by) => at[by < 0 ? 0 : 1][n], (noise * size) / 8, 8 * EPSILON * size * (1 + noise));
    });
  });

  it('zeros where there is no such parameter, and for what is not drawn', () => {
    for (const config of [
      { variant: 'dropout', p: 0.5 },
      { variant: 'concrete', p: 0 },
      { variant: 'variationalGaussian', alpha: 0 },
      // noise of an amplitude that is no parameter, behind a gate and without one
      { variant: 'shakeDrop', p: 0.5 },
      { variant: 'shakeDrop', p: 1 },
    ] as DropoutConfig[]) {
      expect(tangentPlan(lower(config, [count], 'train')).kind).toBe('zero');
    }
  });
});
