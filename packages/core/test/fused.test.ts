// The fused plan against the sequence that it stands for, its operands, and the order in which columnSums adds.
import { describe, expect, it } from 'vitest';
import * as family from '../src/bernoulli.js';
import {
  createDropout,
  createReferenceBackend,
  DROP_ALL,
  type DropoutConfig,
  type FloatArray,
  fuse,
  gradientPlan,
  lower,
  type Operands,
  operandsOf,
  type Plan,
  UnsupportedError,
} from '../src/index.js';
import { EXAMPLES } from './every-variant.js';

const backend = createReferenceBackend();
const address = { seed: 11, stream: 2, step: 5 };
const shape = [6, 5];
const both = { bias: true, residual: true };
const dropout = lower({ variant: 'dropout', p: 0.4 }, shape, 'train');
const plan = fuse(dropout, both);
const numbers = (count: number, at = 0) => Float32Array.from({ length: count }, (_, e) => Math.fround(Math.sin(3 * e + at) / 3));
const x = numbers(30);
const bias = numbers(5, 1);
const residual = numbers(30, 2);

/** What one pass stands for, a step at a time. */
function inSteps(of: Plan, x: Float32Array, { bias, residual }: Operands<Float32Array>): Float32Array {
  const sum = bias ? x.map((value, e) => value + bias[e % bias.length]) : x;
  const branch = backend.forward(of, address, sum);
  return residual ? branch.map((value, e) => residual[e] + value) : branch;
}

describe('fuse', () => {
  it.each([{ bias: true }, { residual: true }, both])('%j: equals the steps, under the same mask', (options) => {
    const operands = { ...(options.bias && { bias }), ...(options.residual && { residual }) };
    for (const config of [
      { variant: 'dropout', p: 0.4 },
      { variant: 'dropPath', p: 0.4, scaling: 'none' },
      { variant: 'token', p: 0.4, scaling: 'standard' },
      { variant: 'dropout', p: 0 },
      { variant: 'dropout', p: 1 },
    ] as DropoutConfig[]) {
      for (const phase of ['train', 'eval'] as const) {
        const inner = lower(config, config.variant === 'token' ? [2, 3, 5] : shape, phase);
        const fused = fuse(inner, options);
        expect(backend.forward(fused, address, x, undefined, operands)).toEqual(inSteps(inner, x, operands));
        expect(backend.mask(fused, address)).toEqual(backend.mask(inner, address));
        expect(fused).toEqual(JSON.parse(JSON.stringify(fused)));
      }
    }
  });

  it('takes just the variants that its error names', () => {
    const named = (error: unknown) => (error as Error).message.match(/such plans: (.*)\./)![1].split(', ');
    const refused = catchError(() => fuse(lower({ variant: 'gaussian', p: 0.5 }, [4], 'train'), both));
    expect(refused).toBeInstanceOf(UnsupportedError);
    expect((refused as Error).message).toContain('[@dropkit/core] fuse: "plan" expected a plan of kind identity, scale, zero');
    expect((refused as Error).message).toContain(', got "noise".');
    const fusable = EXAMPLES.filter(({ config, shape }) => !catchError(() => fuse(lower(config, shape, 'train'), both)));
    expect(new Set(fusable.map(({ config }) => config.variant))).toEqual(new Set(named(refused)));
  });

  it('returns the plan itself where nothing is added, and refuses what is not said in booleans', () => {
    expect(fuse(dropout, {})).toBe(dropout);
    expect(fuse(dropout, { bias: false, residual: false })).toBe(dropout);
    expect(() => fuse(plan, both)).toThrow('got "fused"');
    expect(() => fuse(dropout, { bias: 1 } as never)).toThrow('"bias" expected a boolean, got 1.');
    expect(() => fuse(dropout, { residuals: true } as never)).toThrow('"residuals" expected no option of this name');
    expect(() => fuse(undefined as never, both)).toThrow(TypeError);
    expect(() => fuse(dropout, undefined as never)).toThrow(TypeError);
  });

  it('says what the plan takes', () => {
    expect(operandsOf(plan)).toEqual({ bias: 5, residual: 30 });
    expect(operandsOf(fuse(dropout, { residual: true }))).toEqual({ residual: 30 });
    expect(operandsOf(fuse(lower({ variant: 'dropout', p: 0.4 }, [], 'train'), both))).toEqual({ bias: 1, residual: 1 });
    expect(operandsOf(fuse(lower({ variant: 'dropout', p: 0.4 }, [0, 7], 'train'), both))).toEqual({ bias: 7, residual: 0 });
    expect(operandsOf(dropout)).toEqual({});
  });
});

describe('a dropped element', () => {
  const zero: Plan = { ...plan, threshold: DROP_ALL } as Plan;

  it('selects +0 whatever x and the bias are, and that is added', () => {
    const nan = new Float32Array(30).fill(Number.NaN);
    const odd = Float32Array.from(residual, (value, e) => (e === 0 ? -0 : e === 1 ? Number.NaN : value));
    const y = backend.forward(zero, address, nan, undefined, { bias: nan.slice(0, 5), residual: odd });
    expect(y).toEqual(odd.map((value) => value + 0));
    expect(y[0]).toBe(0);
  });

  it('keeps its sign of zero where nothing is added', () => {
    const minus = new Float32Array(30).fill(-0);
    const keepAll = { ...fuse(dropout, { bias: true }), threshold: 0 } as Plan;
    expect(backend.forward(keepAll, address, minus, undefined, { bias: minus.slice(0, 5) })).toEqual(minus);
    expect(backend.forward(keepAll, address, minus, undefined, { bias: new Float32Array(5) })).toEqual(new Float32Array(30));
  });
});

describe('operands', () => {
  const forward =
    (operands: unknown, out?: FloatArray, input: FloatArray = x) =>
    () =>
      backend.forward(plan, address, input, out, operands as never);

  it('are the ones that the plan takes, of its type and lengths', () => {
    expect(forward({ bias })).toThrow('"operands.residual" expected an array: this plan of kind fused takes x, bias, residual');
    expect(forward({ residual })).toThrow('"operands.bias" expected an array');
    expect(forward({ bias, residual, other: x })).toThrow('"operands.other" expected nothing');
    expect(forward({ bias, residual, bais: bias })).toThrow('"operands.bais" expected nothing');
    expect(forward({ bias: residual, residual })).toThrow('"operands.bias" expected 5 elements, got 30');
    expect(forward({ bias, residual: bias })).toThrow('"operands.residual" expected 30 elements, got 5');
    expect(forward({ bias: new Float64Array(5), residual })).toThrow('"operands.bias" expected a float32 array like "x"');
    expect(forward({ bias: [1, 2, 3, 4, 5], residual })).toThrow(TypeError);
    expect(forward(7)).toThrow('"operands" expected an object');
  });

  it('may be where the result goes, except the bias', () => {
    const expected = forward({ bias, residual })();
    const own = residual.slice();
    expect(forward({ bias, residual: own }, own)()).toBe(own);
    expect(own).toEqual(expected);
    const input = x.slice();
    expect(forward({ bias, residual }, input, input)()).toBe(input);
    expect(input).toEqual(expected);
    const memory = new Float32Array(64);
    expect(forward({ bias, residual: memory.subarray(0, 30) }, memory.subarray(1, 31))).toThrow(
      '"out" expected operands.residual',
    );
    expect(forward({ bias: memory.subarray(0, 5), residual }, memory.subarray(0, 30))).toThrow(
      '"out" expected memory apart from operands.bias, got an array that overlaps.',
    );
  });
});

describe('columnSums', () => {
  const sums = (rows: number, columns: number, p = 0) =>
    gradientPlan(fuse(lower({ variant: 'dropout', p }, [rows, columns], 'train'), { bias: true }), 'bias');
  const run = (of: Plan, dy: Float32Array) => backend.forward(of, address, dy);

  it('adds blocks of 64 rows from +0, then their sums from +0', () => {
    // 1 after 2^24 is lost, and so is each 1 that is added to it; a block of ones alone counts 64
    const big = (at: number) => Float32Array.from({ length: 128 }, (_, row) => (row === at ? 2 ** 24 : 1));
    expect(run(sums(128, 1), big(0))).toEqual(Float32Array.of(2 ** 24 + 64));
    expect(run(sums(128, 1), big(64))).toEqual(Float32Array.of(2 ** 24 + 64));
    expect(run(sums(128, 1), big(63))).toEqual(Float32Array.of(2 ** 24 + 128)); // 63 + 2^24 is halfway, 2^24 + 64 even
    expect(run(sums(65, 1), big(0).subarray(0, 65))).toEqual(Float32Array.of(2 ** 24)); // and 1 more is halfway, 2^24 even
    expect(run(sums(3, 2), new Float32Array(6).fill(-0))).toEqual(Float32Array.of(0, 0));
  });

  it('of no rows is +0, and no columns have no sums', () => {
    expect(run(sums(0, 3), new Float32Array())).toEqual(new Float32Array(3));
    expect(run(sums(3, 0), new Float32Array())).toEqual(new Float32Array());
    expect(run(sums(2, 3, 1), new Float32Array(6).fill(Number.NaN))).toEqual(new Float32Array(3));
  });

  it('adds what the gradient of x gives, scaled and rounded before the sum', () => {
    const dy = numbers(30, 4);
    const dx = backend.backward(plan, address, dy);
    const expected = Float32Array.from(bias, (_, c) =>
      dx.reduce((sum, value, e) => (e % 5 === c ? Math.fround(sum + value) : sum), 0),
    );
    expect(backend.backward(plan, address, dy, undefined, 'bias')).toEqual(expected);
    expect(backend.backward(plan, backend.mask(plan, address), dy, undefined, 'bias')).toEqual(expected);
  });

  it('writes to memory of its own, and has no gradient', () => {
    const of = sums(1, 5);
    expect(() => backend.forward(of, address, bias, bias)).toThrow('"out" expected memory apart from "x" and from the mask');
    expect(() => backend.backward(plan, address, x, x.subarray(0, 5), 'bias')).toThrow('"out" expected memory apart from "dy"');
    expect(() => backend.backward(plan, address, x, new Float32Array(30), 'bias')).toThrow('"out" expected 5 elements, got 30');
    expect(() => backend.forward(sums(6, 5), address, x, new Float32Array(30))).toThrow('"out" expected 5 elements, got 30');
    expect(() => gradientPlan(of)).toThrow(UnsupportedError);
    expect(() => backend.backward(of, address, bias)).toThrow(UnsupportedError);
    expect(() => backend.backward(of, address, bias)).toThrow(
      '"plan" expected a plan that has a gradient, got columnSums. Run the fused plan on x = 0',
    );
  });

  it('transposes the fused plan on zeros, which its error advises', () => {
    const dy = numbers(30, 5);
    const of = gradientPlan(plan, 'bias');
    const spread = backend.forward(fuse(dropout, { bias: true }), address, new Float32Array(30), undefined, { bias });
    const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, e) => sum + value * b[e], 0);
    // <sums(dy), bias> = <dy, spread(bias)> up to the rounding of 30 products and sums to float32, of numbers below 1 / (1 - p)
    expect(Math.abs(dot(run(of, dy), bias) - dot(dy, spread))).toBeLessThanOrEqual(60 * 2 ** -24 * 30);
  });
});

describe('a dropout site', () => {
  const site = (config: DropoutConfig = { variant: 'dropout', p: 0.4 }) => createDropout(config, { backend, seed: 3 });

  it('runs the fused plan of what it is given, in both phases, and its gradients', () => {
    const layer = site();
    const { y, ctx } = layer.forward(x, shape, { bias, residual });
    expect(y).toEqual(backend.forward(plan, ctx.address, x, undefined, { bias, residual }));
    expect(ctx.plan).toEqual(plan);
    expect(ctx).toEqual(JSON.parse(JSON.stringify(ctx)));
    expect(layer.backward(y, ctx, { input: 'residual' })).toBe(y);
    expect(layer.backward(y, ctx, { input: 'bias' })).toEqual(backend.backward(plan, ctx.address, y, undefined, 'bias'));
    expect(layer.backward(y, ctx)).toEqual(backend.backward(dropout, ctx.address, y));
    expect(layer.step).toBe(1);
    const kept = layer.forward(x, shape, { bias, residual, step: 0, keepMask: true });
    expect(kept.y).toEqual(y);
    expect(layer.backward(y, kept.ctx, { input: 'bias' })).toEqual(layer.backward(y, ctx, { input: 'bias' }));
    expect(layer.eval().forward(x, shape, { bias, residual }).y).toEqual(
      x.map((value, e) => residual[e] + Math.fround(value + bias[e % 5])),
    );
    expect(layer.forward(x, shape).y).toBe(x);
  });

  it('is told by the entry of the Bernoulli family where to find it', () => {
    const layer = family.createDropout({ variant: 'dropout', p: 0.4 }, { backend, seed: 3 });
    expect(() => layer.forward(x, shape, { residual })).toThrow(UnsupportedError);
    expect(() => layer.forward(x, shape, { bias })).toThrow('need createDropout of @dropkit/core itself');
    expect(layer.forward(x, shape).y).toEqual(site().forward(x, shape).y);
  });

  it('says when its variant cannot be fused, and consumes no step', () => {
    const layer = site({ variant: 'alpha', p: 0.4 });
    expect(() => layer.forward(x, shape, { residual })).toThrow(UnsupportedError);
    expect(layer.step).toBe(0);
    const { ctx } = layer.forward(x, shape);
    expect(() => layer.backward(x, ctx, { input: 'bias' })).toThrow(
      '"input" expected one of these: this plan of kind select takes x, got "bias".',
    );
  });
});

function catchError(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}
