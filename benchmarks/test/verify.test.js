import { lower } from '@dropkit/core';
import { createCpuBackend } from '@dropkit/cpu';
import { describe, expect, it } from 'vitest';
import { verifyAgainstReference, verifyDropout, verifyMaskAgainstReference } from '../src/cpu/verify.js';

const SIZE = 10_000;
/** @type {import('@dropkit/core').DropoutConfig} */
const CONFIG = { variant: 'dropout', p: 0.5 };
const ADDRESS = { seed: 1 };
const x = new Float32Array(SIZE).fill(1);
const backend = createCpuBackend({ simd: false });
const plan = lower(CONFIG, [SIZE], 'train');
const rightAnswer = () => backend.forward(plan, ADDRESS, x, new Float32Array(SIZE));

describe('what a contender has to prove', () => {
  it('passes a right answer', () => {
    verifyDropout(x, rightAnswer(), 0.5);
    verifyAgainstReference({ config: CONFIG, shape: [SIZE], address: ADDRESS, input: x, y: rightAnswer() });
    verifyMaskAgainstReference({ config: CONFIG, size: SIZE, address: ADDRESS, words: backend.mask(plan, ADDRESS) });
  });

  it('catches an optimised-away dropout, a wrong share and a missing scale', () => {
    expect(() => verifyDropout(x, x, 0.5)).toThrow('element 0 expected 0 or 2, got 1');
    expect(() => verifyDropout(x, new Float32Array(SIZE), 0.5)).toThrow('share dropped');
    expect(() => verifyDropout(x, rightAnswer(), 0.1)).toThrow('expected');
    expect(() => verifyDropout(x, rightAnswer().fill(NaN, 3, 4), 0.5)).toThrow('got NaN');
    expect(() => verifyDropout(x, rightAnswer().subarray(1), 0.5)).toThrow('expected 10000 elements, got 9999');
  });

  it('catches a mask from another address, at the start and at the end', () => {
    const call = { config: CONFIG, shape: [SIZE], address: ADDRESS, input: x };
    const flipped = (/** @type {number} */ i) => {
      const y = rightAnswer();
      y[i] = 2 - y[i];
      return y;
    };
    expect(() => verifyAgainstReference({ ...call, address: { seed: 2 }, y: rightAnswer() })).toThrow('element');
    expect(() => verifyAgainstReference({ ...call, y: flipped(0) })).toThrow('element 0 ');
    expect(() => verifyAgainstReference({ ...call, y: flipped(SIZE - 1) })).toThrow(`element ${SIZE - 1} `);
    const other = backend.mask(plan, { seed: 2 });
    expect(() => verifyMaskAgainstReference({ config: CONFIG, size: SIZE, address: ADDRESS, words: other })).toThrow('mask bit');
  });
});
