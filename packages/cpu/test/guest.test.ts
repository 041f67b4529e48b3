// A backend on the memory of another module: results are those of the reference, whether arrays live there, elsewhere, or here and there.
import { type DropoutConfig, lower } from '@dropkit/core';
import { describe, expect, it } from 'vitest';
import { createCpuBackendOn, SCRATCH_BYTES } from '../src/index.js';
import { expectClose, expectSame, hostile, reference } from './support.js';

const SCRATCH = 65536 - 16 * 3;
const X = 4 * 65536 + 4; // as far from alignment as malloc may leave it
const COUNT = 70_000;
const ADDRESS = { seed: 42, stream: 3, step: 17 };
const CASES: [DropoutConfig, number[]][] = [
  [{ variant: 'dropout', p: 0.5 }, [COUNT]],
  [{ variant: 'dropout', p: 0.1 }, [COUNT]],
  [{ variant: 'alpha', p: 0.1 }, [COUNT]],
  [{ variant: 'spatial', p: 0.3, layout: 'channelsLast' }, [2, 5, 7, 11]],
  [{ variant: 'dropPath', p: 0.5, mode: 'row' }, [100, 700]],
  [{ variant: 'perSample', probabilities: Array.from({ length: 10 }, (_, n) => n / 10) }, [10, 7000]],
  [{ variant: 'dropBlock', p: 0.1, blockSize: 3 }, [2, 3, 20, 21]],
  [{ variant: 'cutout', size: 5 }, [2, 3, 20, 21]],
];

const MEMORIES = [
  { name: 'growing', create: () => new WebAssembly.Memory({ initial: 20 }) },
  { name: 'shared', create: () => new WebAssembly.Memory({ initial: 20, maximum: 65536, shared: true }) },
];

describe.each(MEMORIES)('a backend on a $name memory of others', ({ create }) => {
  const memory = create();
  const backend = createCpuBackendOn(memory, SCRATCH);
  const y = X + COUNT * 4;
  const there = (at: number, values: ArrayLike<number>) => {
    const array = new Float32Array(memory.buffer, at, values.length);
    array.set(values);
    return array;
  };

  it.each(CASES)('%o', (config, shape) => {
    const plan = lower(config, shape, 'train');
    const values = hostile(shape.reduce((a, b) => a * b, 1));
    const expected = reference.forward(plan, ADDRESS, Float32Array.from(values));
    const x = there(X, values);
    const out = there(y, new Float32Array(values.length));
    expectSame(backend.forward(plan, ADDRESS, x, out), expected);
    expectSame(backend.forward(plan, ADDRESS, x), expected);
    expectSame(backend.forward(plan, ADDRESS, Float32Array.from(values), out), expected);
    expectSame(backend.forward(plan, ADDRESS, x, x), expected);
    if (plan.kind !== 'block') expectSame(backend.forward(plan, backend.mask(plan, ADDRESS), there(X, values), out), expected);
  });

  it.each([
    { variant: 'gaussian', p: 0.5 },
    { variant: 'uniform', beta: 0.3 },
    { variant: 'shakeDrop', p: 0.5 },
    { variant: 'concrete', p: 0.3 },
  ] as DropoutConfig[])('%o', (config) => {
    const plan = lower(config, [100, 300], 'train');
    const values = Float32Array.from({ length: 30_000 }, (_, i) => (i % 7) - 3);
    const expected = reference.forward(plan, ADDRESS, values);
    expectClose(backend.forward(plan, ADDRESS, there(X, values), there(y, values)), expected, values);
  });

  it('takes a second input, there or elsewhere', () => {
    const values = Float32Array.from({ length: COUNT }, (_, i) => i);
    const other = values.map((value) => -value);
    for (const phase of ['train', 'eval'] as const) {
      const plan = lower({ variant: 'zoneout', p: 0.3 }, [COUNT], phase);
      const expected = reference.forward(plan, ADDRESS, values, undefined, { other });
      const [x, out] = [there(X, values), there(y, values)];
      const near = there(y + COUNT * 4, other);
      for (const second of [near, other]) expectSame(backend.forward(plan, ADDRESS, x, out, { other: second }), expected);
    }
  });

  it('goes on when the memory has grown, and leaves everything but out and its scratch alone', () => {
    memory.grow(3);
    const bytes = new Uint8Array(memory.buffer).fill(0xab);
    const plan = lower({ variant: 'dropout', p: 0.1 }, [COUNT], 'train');
    const values = hostile(COUNT);
    const x = there(X, values);
    const out = there(y, values);
    expectSame(backend.forward(plan, ADDRESS, x, out), reference.forward(plan, ADDRESS, Float32Array.from(values)));
    const own = (at: number) => (at >= SCRATCH && at < SCRATCH + SCRATCH_BYTES) || (at >= X && at < y + COUNT * 4);
    expect(bytes.findIndex((byte, at) => byte !== 0xab && !own(at))).toBe(-1);
  });
});

it.each([
  [() => createCpuBackendOn({} as never, 0), TypeError, /"memory" expected a WebAssembly.Memory/],
  [() => createCpuBackendOn(new WebAssembly.Memory({ initial: 9 }), 8), RangeError, /"scratch" expected a multiple of 16/],
  [() => createCpuBackendOn(new WebAssembly.Memory({ initial: 1 }), 0), RangeError, /"scratch".*bytes of the memory/],
  [() => createCpuBackendOn(new WebAssembly.Memory({ initial: 9 }), '0' as never), TypeError, /"scratch"/],
])('says what is wrong: %s', (call, type, text) => {
  expect(call).toThrow(type);
  expect(call).toThrow(text);
});
