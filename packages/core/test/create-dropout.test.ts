// The layer for those without a framework: steps, phases, gradients, resuming.
import { describe, expect, it } from 'vitest';
import * as family from '../src/bernoulli.js';
import { createDropout, createReferenceBackend, lower, streamId } from '../src/index.js';

const backend = createReferenceBackend();
const make = (stream: number | string = 'mlp') => createDropout({ variant: 'dropout', p: 0.5 }, { backend, seed: 42, stream });
const ones = () => new Float32Array(256).fill(1);

describe('createDropout', () => {
  it('advances one step a training call and can be resumed', () => {
    const first = make();
    const masks = [0, 1, 2].map(() => [...first.forward(ones(), [256]).y]);
    expect(new Set(masks.map(String)).size).toBe(3);
    expect(first.step).toBe(3);
    const resumed = make();
    resumed.step = 2;
    expect([...resumed.forward(ones(), [256]).y]).toEqual(masks[2]);
  });

  it('uses the address it reports', () => {
    const { y, ctx } = make().forward(ones(), [256]);
    expect(ctx.address).toEqual({ seed: 42, stream: streamId('mlp'), step: 0 });
    expect(y).toEqual(backend.forward(lower({ variant: 'dropout', p: 0.5 }, [256], 'train'), ctx.address, ones()));
  });

  it('backward has the mask of its forward call, whatever came between', () => {
    const layer = make();
    const { y, ctx } = layer.forward(ones(), [256]);
    layer.forward(ones(), [256]);
    layer.eval();
    expect(layer.backward(ones(), ctx)).toEqual(y);
  });

  it('evaluation returns the input and consumes no step; explicit steps consume none either', () => {
    const layer = make().eval();
    const x = ones();
    expect(layer.forward(x, [256]).y).toBe(x);
    expect(layer.training).toBe(false);
    layer.train().forward(x, [256], { step: 7 });
    expect(layer.step).toBe(0);
  });

  it('follows shape and phase from call to call', () => {
    const layer = createDropout({ variant: 'spatial', p: 0.5, layout: 'channelsFirst' }, { backend, seed: 1 });
    const kinds = [
      [4, 8, 8],
      [4, 64, 1],
      [4, 8, 8],
    ].map((shape) => layer.forward(ones(), shape).ctx.plan.maskShape);
    expect(kinds).toEqual([
      [4, 8, 1],
      [4, 64, 1],
      [4, 8, 1],
    ]);
    expect(layer.eval().forward(ones(), [4, 8, 8]).ctx.plan.kind).toBe('identity');
    expect(layer.train().forward(ones(), [4, 8, 8]).ctx.plan.kind).toBe('select');
    expect(() => layer.forward(ones(), 256 as never)).toThrow(TypeError);
  });

  it('a throw consumes no step, and streams differ', () => {
    const layer = make();
    expect(() => layer.forward(ones(), [255])).toThrow(RangeError);
    expect(layer.step).toBe(0);
    expect(make('a').forward(ones(), [256]).y).not.toEqual(make('b').forward(ones(), [256]).y);
  });

  it('moves p without losing its place, and masks stay nested', () => {
    const layer = make();
    const low = [0.1, 0.6].map((p) => {
      layer.p = p;
      return layer.forward(ones(), [256], { step: 9 }).y;
    });
    expect(low[1].every((value, i) => value === 0 || low[0][i] !== 0)).toBe(true);
    expect([layer.p, layer.config.p, layer.step]).toEqual([0.6, 0.6, 0]);
    expect(() => {
      layer.p = 1.5;
    }).toThrow(RangeError);
    expect(layer.p).toBe(0.6);
  });

  it('keeps its plan and config to itself', () => {
    const layer = make();
    const { ctx } = layer.forward(ones(), [256]);
    expect(() => Object.assign(ctx.plan, { threshold: 1 })).toThrow(TypeError);
    expect(() => Object.assign(layer.config, { p: 1 })).toThrow(TypeError);
    expect(() => layer.forward(ones(), [256], { step: null } as never)).toThrow('"step" expected');
  });

  it('keeps the mask when asked to, with the same results', () => {
    const options = { step: 4, keepMask: true };
    const kept = make().forward(ones(), [256], options);
    const redrawn = make().forward(ones(), [256], { step: 4 });
    expect(kept.ctx.mask).toEqual(backend.mask(kept.ctx.plan, kept.ctx.address));
    expect('mask' in redrawn.ctx).toBe(false);
    expect(kept.y).toEqual(redrawn.y);
    expect(make().backward(ones(), kept.ctx)).toEqual(make().backward(ones(), redrawn.ctx));
  });

  it('starts where it is told', () => {
    const later = createDropout({ variant: 'dropout', p: 0.5 }, { backend, seed: 42, stream: 'mlp', step: 3 });
    expect(later.forward(ones(), [256]).ctx.address).toEqual({ seed: 42, stream: streamId('mlp'), step: 3 });
    expect(later.step).toBe(4);
  });

  it('never wraps the step', () => {
    const layer = make();
    layer.step = 2 ** 32 - 1;
    layer.forward(ones(), [256]);
    expect(() => layer.forward(ones(), [256])).toThrow('"step" expected an integer from 0 to 2^32 - 1');
    expect(layer.eval().forward(ones(), [256]).y).toEqual(ones());
    // used up is a state that can be saved and set again
    const resumed = createDropout({ variant: 'dropout', p: 0.5 }, { backend, seed: 42, step: layer.step });
    resumed.step = layer.step;
    expect(() => resumed.forward(ones(), [256])).toThrow('"step" expected an integer from 0 to 2^32 - 1');
  });

  it('refuses bad options at once', () => {
    const config = { variant: 'dropout', p: 0.5 } as const;
    expect(() => createDropout({ ...config, p: 2 }, { backend, seed: 1 })).toThrow(RangeError);
    expect(() => createDropout(config, { backend, seed: -1 })).toThrow(RangeError);
    expect(() => createDropout(config, { backend, seed: 1, stream: 2 ** 32 })).toThrow(RangeError);
    expect(() => createDropout(config, { seed: 1 } as never)).toThrow('"backend" expected a backend such as createCpuBackend()');
    expect(() => createDropout(config, { backend, seed: 1, steps: 1 } as never)).toThrow('"steps" expected no option');
    expect(() => createDropout(config, undefined as never)).toThrow('"backend"');
    expect(() => make().backward(ones(), undefined as never)).toThrow('"ctx" expected the context that forward returned');
    expect(() => {
      make().step = -1;
    }).toThrow(RangeError);
  });
});

describe('configure', () => {
  const site = () => createDropout({ variant: 'uniform', beta: 0.5 }, { backend, seed: 1 });

  it('changes what a config has beside p, and nothing else', () => {
    const layer = createDropout({ variant: 'dropBlock', p: 0.2, blockSize: 3, normalization: 'sample' }, { backend, seed: 1 });
    const x = new Float32Array(128).fill(1);
    layer.forward(x, [2, 1, 8, 8]);
    expect(layer.configure({ blockSize: 2 })).toBe(layer);
    const { ctx } = layer.forward(x, [2, 1, 8, 8]);
    expect(ctx.plan).toEqual(
      lower({ variant: 'dropBlock', p: 0.2, blockSize: 2, normalization: 'sample' }, [2, 1, 8, 8], 'train'),
    );
    expect([layer.step, layer.config.p]).toEqual([2, 0.2]);
    expect(layer.configure({ normalization: undefined }).config).toEqual({ variant: 'dropBlock', p: 0.2, blockSize: 2 });
  });

  it('moves the amplitude of noise that it keeps: the numbers stay', () => {
    const layer = site();
    const noise = [0.5, 0.25].map((beta) => layer.configure({ beta }).forward(ones(), [256], { step: 3 }).y);
    // both are 1 + beta n, rounded once
    noise[0].forEach((value, e) => {
      expect(Math.abs(value - 1 - 2 * (noise[1][e] - 1))).toBeLessThanOrEqual(3 * 2 ** -24);
    });
  });

  it('refuses options that are none, and a step that is none', () => {
    const layer = site();
    for (const options of [null, 3, 'x'])
      expect(() => layer.forward(ones(), [256], options as never)).toThrow('"options" expected an object of options');
    layer.step = 5;
    expect(() => Object.assign(layer, { step: undefined })).toThrow('"step" expected an integer from 0 to 2^32, got undefined.');
    expect(layer.step).toBe(5);
  });

  it('keeps its plan to itself, whatever happens to a context', () => {
    const layer = site();
    const { ctx } = layer.forward(ones(), [4, 64]);
    expect(() => Object.assign(ctx.plan.map.strides, { 0: 0 })).toThrow(TypeError);
    // biome-ignore lint/suspicious/noSparseArray: a shape with a hole is none
    expect(() => layer.forward(ones(), [4, ,] as never)).toThrow(RangeError);
  });

  it('does not change the variant, nor from what is no object', () => {
    expect(() => site().configure(null as never)).toThrow('"changes" expected an object of config fields');
    expect(() => site().configure({ variant: 'gaussian' } as never)).toThrow('"variant" expected no change of it');
  });

  it('leaves everything as it was when one change is wrong', () => {
    const layer = site();
    expect(() => layer.configure({ beta: 2 })).toThrow('"beta" expected a number in [0, 1], got 2.');
    expect(() => layer.configure({ p: 0.5 } as never)).toThrow('"p" expected no field of this name beside variant, beta,');
    expect(() => {
      (layer as { p: number | undefined }).p = 0.5;
    }).toThrow(TypeError);
    expect(layer.config).toEqual({ variant: 'uniform', beta: 0.5 });
    expect(layer.p).toBeUndefined();
  });
});

describe('variants beyond one mask', () => {
  it('zoneout takes the previous state, and gives both gradients', () => {
    const layer = createDropout({ variant: 'zoneout', p: 0.5 }, { backend, seed: 7 });
    const state = new Float32Array(256).fill(2);
    const { y, ctx } = layer.forward(ones(), [256], { other: state });
    expect(new Set(y)).toEqual(new Set([1, 2]));
    const dx = layer.backward(ones(), ctx);
    const dState = layer.backward(ones(), ctx, { input: 'other' });
    y.forEach((value, e) => {
      expect([dx[e], dState[e]]).toEqual(value === 1 ? [1, 0] : [0, 1]);
    });
    const kept = layer.forward(ones(), [256], { other: state, step: 0, keepMask: true });
    expect(kept.y).toEqual(y);
    expect(layer.backward(ones(), kept.ctx, { input: 'other' })).toEqual(dState);
    expect(layer.eval().forward(ones(), [256], { other: state }).y).toEqual(new Float32Array(256).fill(1.5));
  });

  it('says when the previous state is missing or not wanted, and consumes no step', () => {
    const layer = createDropout({ variant: 'zoneout', p: 0.5 }, { backend, seed: 7 });
    expect(() => layer.forward(ones(), [256])).toThrow('"operands.other" expected an array');
    expect(() => make().forward(ones(), [256], { other: ones() })).toThrow('this plan of kind select takes x');
    expect(layer.step).toBe(0);
    const { ctx } = make().forward(ones(), [256]);
    expect(() => make().backward(ones(), ctx, { input: 'other' })).toThrow(
      '"input" expected one of these: this plan of kind select takes x, got "other"',
    );
  });

  it('refuses options that nobody reads', () => {
    const layer = make();
    expect(() => layer.forward(ones(), [256], { keepmask: true } as never)).toThrow(
      '[@dropkit/core] dropout.forward: "keepmask" expected no option of this name, got true.',
    );
    expect(layer.step).toBe(0);
  });

  it('noise keeps no mask: it is redrawn, whether a mask was asked for or not', () => {
    const layer = createDropout({ variant: 'gaussian', p: 0.5 }, { backend, seed: 7 });
    const asked = layer.forward(ones(), [256], { step: 0, keepMask: true });
    const { y, ctx } = layer.forward(ones(), [256]);
    expect(asked).toEqual({ y, ctx });
    expect(layer.backward(ones(), ctx)).toEqual(y);
    expect(ctx).toEqual(JSON.parse(JSON.stringify(ctx)));
  });

  it('the entry of the Bernoulli family makes the same sites', () => {
    const config = { variant: 'dropPath', p: 0.5 } as const;
    const whole = createDropout(config, { backend, seed: 3 });
    const small = family.createDropout(config, { backend, seed: 3 });
    expect(small.forward(ones(), [64, 4])).toEqual(whole.forward(ones(), [64, 4]));
    expect(() => family.createDropout({ variant: 'zoneout', p: 0.5 } as never, { backend, seed: 3 })).toThrow(
      '"variant" expected one of dropout, spatial,',
    );
  });
});
