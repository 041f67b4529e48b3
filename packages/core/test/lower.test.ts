// Lowering: every granularity's mask shape and collapsed map, every policy's phase, slices, and shapes that do not fit.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DropoutConfig,
  drawMap,
  elementCount,
  gradientPlan,
  indexAt,
  lower,
  maskCount,
  maskWordCount,
} from '../src/index.js';

const p = 0.25;

describe('granularities', () => {
  it.each<[DropoutConfig, number[], number[], number[], number[]]>([
    [{ variant: 'dropout', p }, [2, 3, 4], [2, 3, 4], [24], [1]],
    [{ variant: 'dropout', p }, [], [], [], []],
    [{ variant: 'dropout', p, noiseShape: [null, 1, 4] }, [2, 3, 4], [2, 1, 4], [2, 3, 4], [4, 0, 1]],
    [{ variant: 'dropout', p, broadcastAxes: [-1] }, [2, 3, 4], [2, 3, 1], [6, 4], [1, 0]],
    [{ variant: 'dropout', p, broadcastAxes: [0, 2] }, [2, 3, 4], [1, 3, 1], [2, 3, 4], [0, 1, 0]],
    [{ variant: 'spatial', p, layout: 'channelsFirst' }, [2, 3, 4, 5], [2, 3, 1, 1], [6, 20], [1, 0]],
    [{ variant: 'spatial', p, layout: 'channelsLast' }, [2, 4, 5, 3], [2, 1, 1, 3], [2, 20, 3], [3, 0, 1]],
    [{ variant: 'spatial', p, layout: 'channelsFirst' }, [2, 3, 4], [2, 3, 1], [6, 4], [1, 0]],
    [{ variant: 'spatial', p, layout: 'channelsLast' }, [1, 2, 2, 2, 3], [1, 1, 1, 1, 3], [8, 3], [0, 1]],
    [{ variant: 'variational', p }, [2, 7, 6], [2, 1, 6], [2, 7, 6], [6, 0, 1]],
    [{ variant: 'token', p }, [2, 7, 6], [2, 7, 1], [14, 6], [1, 0]],
    [{ variant: 'embedding', p }, [10, 6], [10, 1], [10, 6], [1, 0]],
    [{ variant: 'head', p }, [2, 3, 4, 5], [2, 3, 1, 1], [6, 20], [1, 0]],
    [{ variant: 'dropPath', p }, [4, 3, 3], [4, 1, 1], [4, 9], [1, 0]],
    [{ variant: 'dropPath', p, mode: 'batch' }, [4, 3, 3], [1, 1, 1], [36], [0]],
    [{ variant: 'layerDrop', p }, [4, 3, 3], [1, 1, 1], [36], [0]],
    [{ variant: 'dropConnect', p }, [3, 3, 8, 16], [3, 3, 8, 16], [1152], [1]],
    [{ variant: 'alpha', p }, [2, 5], [2, 5], [10], [1]],
    [{ variant: 'featureAlpha', p, layout: 'channelsFirst' }, [2, 3, 4, 4], [2, 3, 1, 1], [6, 16], [1, 0]],
  ])('%o on %o', (config, shape, maskShape, dims, strides) => {
    const plan = lower(config, shape, 'train');
    expect(plan.maskShape).toEqual(maskShape);
    expect(plan.map).toEqual({ dims, strides, base: 0 });
    expect(maskCount(plan)).toBe(maskShape.reduce((a, b) => a * b, 1));
  });
});

describe('policies', () => {
  it.each<[DropoutConfig, object, object]>([
    [{ variant: 'dropout', p }, { scale: 4 / 3, shift: 0, dropped: 0 }, { kind: 'identity' }],
    [
      { variant: 'dropout', p, scaling: 'standard' },
      { scale: 1, shift: 0, dropped: 0 },
      { kind: 'scale', factor: 0.75 },
    ],
    [{ variant: 'dropout', p, scaling: 'none' }, { scale: 1, shift: 0, dropped: 0 }, { kind: 'identity' }],
    [{ variant: 'layerDrop', p }, { scale: 1 }, { kind: 'identity' }],
  ])('%o', (config, train, evaluation) => {
    expect(lower(config, [8], 'train')).toMatchObject({ kind: 'select', threshold: 2 ** 30, ...train });
    expect(lower(config, [8], 'eval')).toMatchObject(evaluation);
  });

  it('alpha keeps mean 0 and variance 1: E y = 0 and E y^2 = 1 for standard normal x', () => {
    for (const q of [0.05, 0.25, 0.5, 0.9]) {
      const plan = lower({ variant: 'alpha', p: q }, [1], 'train');
      if (plan.kind !== 'select') throw new Error('expected a select plan');
      expect((1 - q) * plan.shift + q * plan.dropped).toBeCloseTo(0, 12);
      expect((1 - q) * (plan.scale ** 2 + plan.shift ** 2) + q * plan.dropped ** 2).toBeCloseTo(1, 12);
    }
  });

  it('needs no numbers at p = 0 and p = 1', () => {
    for (const scaling of ['inverted', 'standard', 'none'] as const) {
      expect(lower({ variant: 'dropout', p: 0, scaling }, [8], 'train').kind).toBe('identity');
      expect(lower({ variant: 'dropout', p: 1, scaling }, [8], 'train').kind).toBe('zero');
    }
    expect(lower({ variant: 'alpha', p: 0 }, [8], 'train').kind).toBe('identity');
    expect(lower({ variant: 'alpha', p: 1 }, [8], 'train').kind).toBe('zero');
    expect(lower({ variant: 'dropout', p: 1, scaling: 'standard' }, [8], 'eval')).toMatchObject({ kind: 'scale', factor: 0 });
  });

  it('a plan is JSON, and the gradient of a gradient is itself', () => {
    const plan = lower({ variant: 'alpha', p }, [4, 4], 'train');
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    expect(gradientPlan(plan)).toMatchObject({ shift: 0, dropped: 0, scale: (plan as { scale: number }).scale });
    expect(gradientPlan(gradientPlan(plan))).toEqual(gradientPlan(plan));
  });
});

describe('slices', () => {
  /** The definition, without any collapsing: row-major index into the global mask of one box element. */
  const direct = (shape: number[], maskShape: number[], start: number[], box: number[], element: number) => {
    const at = box.map((_, d) => Math.floor(element / box.slice(d + 1).reduce((a, b) => a * b, 1)) % box[d]);
    return shape.reduce((index, _, d) => (maskShape[d] === 1 ? index : index * maskShape[d] + start[d] + at[d]), 0);
  };
  const axis = fc.integer({ min: 1, max: 4 }).chain((dim) =>
    fc.integer({ min: 0, max: dim - 1 }).chain((start) =>
      fc.record({
        dim: fc.constant(dim),
        start: fc.constant(start),
        box: fc.integer({ min: 1, max: dim - start }),
        shared: fc.boolean(),
      }),
    ),
  );

  it('any box of any mask shape has the indices of the whole', () => {
    fc.assert(
      fc.property(fc.array(axis, { maxLength: 5 }), (axes) => {
        const shape = axes.map((a) => a.dim);
        const maskShape = axes.map((a) => (a.shared ? 1 : a.dim));
        const start = axes.map((a) => a.start);
        const box = axes.map((a) => a.box);
        const plan = lower({ variant: 'dropout', p, noiseShape: maskShape }, box, 'train', { shape, start });
        for (let e = 0; e < elementCount(plan); e++) {
          expect(indexAt(plan.map, e)).toBe(direct(shape, maskShape, start, box, e));
        }
        const drawn = Array.from({ length: maskCount(plan) }, (_, n) => indexAt(drawMap(plan.map), n));
        const used = new Set(Array.from({ length: elementCount(plan) }, (_, e) => indexAt(plan.map, e)));
        expect(drawn).toEqual([...used].sort((a, b) => a - b));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('of no elements lie nowhere', () => {
    const huge = { shape: [2 ** 40, 2 ** 40, 0], start: [2 ** 39, 2 ** 39, 0] };
    expect(lower({ variant: 'dropout', p }, [1, 1, 0], 'train', huge).map).toEqual({ dims: [0], strides: [1], base: 0 });
  });

  it('reach to the last index', () => {
    const plan = lower({ variant: 'dropout', p }, [3], 'train', { shape: [2 ** 53], start: [2 ** 53 - 3] });
    expect(indexAt(plan.map, 2)).toBe(2 ** 53 - 1);
    expect(maskWordCount(plan)).toBe(1);
  });

  it.each([
    [[4], { shape: [8], start: [5] }],
    [[4], { shape: [8], start: [-1] }],
    [[4], { shape: [8], start: [0.5] }],
    [[4], { shape: [8, 1], start: [0] }],
    [[4], { shape: [8], start: [0, 0] }],
  ])('box %o does not fit %o', (shape, slice) => {
    expect(() => lower({ variant: 'dropout', p }, shape, 'train', slice)).toThrow(RangeError);
  });
});

describe('shapes that do not fit', () => {
  it.each<[DropoutConfig, number[], string]>([
    [{ variant: 'spatial', p, layout: 'channelsLast' }, [2, 3], '[N, ..., C] of rank 3 to 5, got [2, 3].'],
    [{ variant: 'spatial', p, layout: 'channelsFirst' }, [1, 1, 1, 1, 1, 1], 'rank 3 to 5'],
    [{ variant: 'variational', p }, [2, 3], 'rank 3 or more'],
    [{ variant: 'token', p }, [2, 3], '"shape" expected [N, T, E], got [2, 3].'],
    [{ variant: 'embedding', p }, [2, 3, 4], '[V, E], got [2, 3, 4]'],
    [{ variant: 'head', p }, [2, 3, 4], '[B, H, Q, K], got [2, 3, 4]'],
    [{ variant: 'dropPath', p }, [], '[N, ...] of rank 1 or more'],
    [{ variant: 'dropout', p, noiseShape: [2] }, [2, 3], '"noiseShape" expected one entry per dimension of [2, 3]'],
    [{ variant: 'dropout', p, noiseShape: [2, 2] }, [2, 3], '"noiseShape"'],
    [{ variant: 'dropout', p, broadcastAxes: [2] }, [2, 3], '"broadcastAxes" expected axes in [-2, 2), got 2'],
    [
      { variant: 'dropout', p, broadcastAxes: [0], noiseShape: [1, 3] },
      [2, 3],
      '"broadcastAxes" expected no noiseShape beside it, got [0].',
    ],
    [{ variant: 'dropout', p }, [2, -3], '"shape"'],
    [{ variant: 'dropout', p }, [2.5], '"shape"'],
    [{ variant: 'dropout', p }, [Number.NaN], '"shape"'],
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tried
    [{ variant: 'dropout', p }, [, 3] as number[], '"shape"'],
    // 3 * 3002399751580331 = 2^53 + 1, which a float64 product rounds to 2^53
    [{ variant: 'dropout', p }, [3, 3002399751580331], '"shape"'],
  ])('%o on %o', (config, shape, text) => {
    expect(() => lower(config, shape, 'train')).toThrow(RangeError);
    expect(() => lower(config, shape, 'train')).toThrow(text);
  });

  it('refuses what is not an array, and unknown phases', () => {
    expect(() => lower({ variant: 'dropout', p }, 4 as never, 'train')).toThrow(TypeError);
    expect(() => lower({ variant: 'dropout', p }, new Float32Array(2) as never, 'train')).toThrow(TypeError);
    expect(() => lower({ variant: 'dropout', p }, [4], 'test' as never)).toThrow(
      '"phase" expected "train" or "eval", got "test"',
    );
  });
});
