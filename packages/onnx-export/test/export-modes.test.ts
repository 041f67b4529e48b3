// Masks as inputs, other element types and opsets, and what is refused.
import { createReferenceBackend, type DropoutConfig, elementCount, lower, maskDecides, type Plan } from '@dropkit/core';
import { describe, expect, it } from 'vitest';
import { type ExportOptions, exportVariant } from '../src/export-variant.js';
import { exportRunner } from './exported.js';
import { createSession, RUNTIMES } from './sessions.js';
import { VARIANT_CASES } from './variants.js';

const reference = createReferenceBackend();
const address = { seed: 42n, stream: 7, step: 3 };
const ramp = (count: number) => Float32Array.from({ length: count }, (_, i) => (i % 2 ? -i : i));
const { ort } = RUNTIMES[1]!;

const decided = VARIANT_CASES.filter(({ config, shape }) => maskDecides(lower(config, shape, 'train')));

describe('a packed mask as an input', () => {
  const run = exportRunner(ort);

  it.each(decided)('decides $config $shape', async ({ config, shape, free }) => {
    const plan = lower(config, shape, 'train');
    const x = ramp(elementCount(plan));
    const operands = plan.kind === 'choose' ? { other: ramp(x.length).fill(7) } : {};
    const mask = reference.mask(plan, address);
    const expected = Array.from(reference.forward(plan, mask, x, undefined, operands));
    for (const unknown of [[], free]) {
      const request = {
        config,
        shape,
        phase: 'train',
        address,
        mask,
        unknown,
        ...operands,
        options: { mode: 'packedMask' },
      } as const;
      const { y, kept } = await run(request, x);
      expect(Array.from(y)).toEqual(expected);
      expect(kept).toEqual(mask);
    }
  });

  it.each([
    { variant: 'gaussian', p: 0.5 },
    { variant: 'concrete', p: 0.1 },
    { variant: 'shakeDrop', p: 0.5 },
  ] as const)('is refused where numbers are drawn: $variant', (config) => {
    const make = () => exportVariant(config, [4, 4], { mode: 'packedMask' });
    expect(make).toThrow('"mask" expected a plan that a mask decides');
    expect(make).toThrow(expect.objectContaining({ name: 'UnsupportedError' }));
  });
});

it('takes booleans in mask shape as a mask', async () => {
  const config: DropoutConfig = { variant: 'spatial', p: 0.5, layout: 'channelsFirst' };
  const session = await createSession(ort, exportVariant(config, ['N', 3, 4], { mode: 'boolMask' }));
  const mask = new ort.Tensor('bool', Uint8Array.of(1, 0, 1, 0, 1, 1), [2, 3, 1]);
  const { y } = await session.run({ x: new ort.Tensor('float32', new Float32Array(24).fill(1), [2, 3, 4]), mask });
  expect(Array.from(y!.data as Float32Array)).toEqual([2, 0, 2, 0, 2, 2].flatMap((value) => [value, value, value, value]));
});

describe('element types', () => {
  const config: DropoutConfig = { variant: 'dropout', p: 0.1 };
  const plan = lower(config, [500], 'train');

  it('computes float64 in float64', async () => {
    const x = Float64Array.from({ length: 500 }, (_, i) => i / 3);
    const { y } = await exportRunner(ort)({ config, shape: [500], phase: 'train', address }, x);
    expect(Array.from(y)).toEqual(Array.from(reference.forward(plan, address, x)));
  });

  it('computes float16 in float32 and rounds at the end', async () => {
    const session = await createSession(ort, exportVariant(config, [500], { dtype: 'float16', stream: 7 }));
    // 0x3c00 is 1 in float16, 0x3c72 the float16 next to 1 / 0.9 = 1.111 (1 + 114 / 1024 = 1.1113)
    const x = new ort.Tensor('float16', new Uint16Array(500).fill(0x3c00), [500]);
    const { y } = await session.run({ x, ...addressFeeds() });
    const expected = reference.forward(plan, address, new Float32Array(500).fill(1)).map((value) => (value > 0 ? 0x3c72 : 0));
    expect(Array.from(new Uint16Array((y!.data as Uint16Array).buffer, (y!.data as Uint16Array).byteOffset, 500))).toEqual(
      Array.from(expected),
    );
  });
});

function addressFeeds() {
  return { seed: new ort.Tensor('uint64', BigUint64Array.of(42n), []), step: new ort.Tensor('uint32', Uint32Array.of(3), []) };
}

it.each([18, 19, 20, 21, 22, 23, 24, 25, 26])('gives the same at opset %i', async (opset) => {
  const plans: [DropoutConfig, number[]][] = [
    [{ variant: 'dropout', p: 0.1 }, [5000]],
    [{ variant: 'dropBlock', p: 0.2, blockSize: 2 }, [2, 3, 6, 5]],
    [{ variant: 'cutout', size: 3 }, [2, 3, 6, 5]],
    [{ variant: 'uniform', beta: 0.5 }, [70]],
    [{ variant: 'perSample', probabilities: [0.5, 0.1] }, [2, 300]],
  ];
  for (const [config, shape] of plans) {
    const plan = lower(config, shape, 'train');
    const x = ramp(elementCount(plan));
    const { y } = await exportRunner(ort)({ config, shape, phase: 'train', address, options: { opset } }, x);
    expect(Array.from(y)).toEqual(Array.from(reference.forward(plan, address, x)));
  }
});

it('draws nothing for an empty batch', async () => {
  for (const { config, shape, free } of VARIANT_CASES.filter(({ free }) => free.includes(0))) {
    const empty = [0, ...shape.slice(1)];
    if (config.variant === 'perSample') continue;
    const { y } = await exportRunner(ort)(
      { config, shape: empty, phase: 'train', address, unknown: free, other: new Float32Array(0) },
      new Float32Array(0),
    );
    expect(y.length).toBe(0);
  }
});

describe('refuses', () => {
  const dropout: DropoutConfig = { variant: 'dropout', p: 0.5 };
  const refused: [string, DropoutConfig, unknown, ExportOptions, string][] = [
    ['a config that is none', { variant: 'dropout', p: 2 }, [4], {}, 'parseConfig: "p" expected'],
    ['a shape that is none', dropout, 4, {}, '"shape" expected an array of sizes, got 4'],
    ['a negative size', dropout, [-4], {}, '"shape" expected'],
    ['an old opset', dropout, [4], { opset: 17 }, '"options.opset" expected an integer from 18 to 26, got 17'],
    ['a stream out of range', dropout, [4], { stream: 2 ** 32 }, '"options.stream" expected'],
    ['an unknown element type', dropout, [4], { dtype: 'int8' as never }, '"options.dtype" expected'],
    ['an unknown mode', dropout, [4], { mode: 'native' as never }, '"options.mode" expected'],
    [
      'an unknown side where blocks are',
      { variant: 'dropBlock', p: 0.1, blockSize: 3 },
      ['N', 3, 'H', 8],
      {},
      '"shape (dropBlock)" expected sizes that this variant computes with, got [N, 3, H, 8]',
    ],
    ['unknown sizes beside a slice', dropout, ['N', 4], { slice: { shape: [8, 4], start: [0, 0] } }, 'all sizes beside a slice'],
  ];
  it.each(refused)('%s', (_, config, shape, options, message) => {
    expect(() => exportVariant(config, shape as never, options)).toThrow(message);
  });
});

it('draws boxes of a larger mask', async () => {
  const slices: [DropoutConfig, number[], { shape: number[]; start: number[] }][] = [
    [{ variant: 'dropout', p: 0.3 }, [3, 20], { shape: [9, 50], start: [4, 7] }],
    [{ variant: 'gaussian', p: 0.3 }, [3, 20], { shape: [9, 50], start: [4, 7] }],
    [{ variant: 'dropout', p: 0.3, broadcastAxes: [1] }, [3, 5, 20], { shape: [9, 7, 50], start: [4, 1, 7] }],
    [{ variant: 'dropBlock', p: 0.3, blockSize: 3 }, [2, 2, 5, 4], { shape: [3, 2, 9, 9], start: [1, 0, 2, 3] }],
    [{ variant: 'cutout', size: 3 }, [2, 2, 5, 4], { shape: [3, 2, 9, 9], start: [1, 0, 2, 3] }],
    [{ variant: 'perSample', probabilities: [0.1, 0.5, 0.9] }, [2, 20], { shape: [3, 50], start: [1, 7] }],
    [{ variant: 'dropout', p: 0.3 }, [300], { shape: [2 ** 34 + 300], start: [2 ** 34 - 100] }],
  ];
  for (const [config, shape, slice] of slices) {
    const plan: Plan = lower(config, shape, 'train', slice);
    const x = ramp(elementCount(plan));
    const { y, kept } = await exportRunner(ort)({ config, shape, phase: 'train', slice, address }, x);
    expect(kept).toEqual(reference.mask(plan, address));
    const expected = reference.forward(plan, address, x);
    for (const [i, value] of expected.entries())
      expect(Math.abs(y[i]! - value)).toBeLessThanOrEqual(config.variant === 'gaussian' ? 1e-4 : 0);
  }
});
