// What the op promises on every tfjs backend: the same tests run in Node and in a browser, on the backend that is named.
import { type Address, createReferenceBackend, type DropoutConfig, lower, type Slice } from '@dropkit/core';
import {
  add,
  backend,
  cast,
  dispose,
  env,
  grad,
  grads,
  matMul,
  memory,
  mul,
  ones,
  profile,
  ready,
  relu,
  reshape,
  setBackend,
  slice,
  square,
  sum,
  type Tensor,
  tensor,
  tidy,
  transpose,
  zeros,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { dropout } from '../src/index.js';
import { opTestValues } from './op-values.js';

const reference = createReferenceBackend();
const ADDRESS: Address = { seed: 0x123456789abcdef0n, stream: 7, step: 3 };
const HALF: DropoutConfig = { variant: 'dropout', p: 0.5 };

const CASES: readonly { config: DropoutConfig; shape: number[]; slice?: Slice }[] = [
  { config: HALF, shape: [3, 129] },
  { config: { variant: 'dropout', p: 1 / 3, scaling: 'none' }, shape: [300] },
  { config: { variant: 'dropout', p: 0.1, scaling: 'standard' }, shape: [2, 3, 4, 5, 6] },
  { config: { variant: 'dropout', p: 0.3, noiseShape: [1, null, 1, null] }, shape: [4, 5, 3, 7] },
  { config: { variant: 'dropout', p: 0.3, noiseShape: [null, 1, null, 1, null, 1] }, shape: [3, 2, 3, 2, 3, 2] },
  { config: { variant: 'dropout', p: 0.25 }, shape: [] },
  { config: { variant: 'dropout', p: 0 }, shape: [4, 4] },
  { config: { variant: 'dropout', p: 1 }, shape: [4, 4] },
  { config: { variant: 'spatial', p: 0.4, layout: 'channelsLast' }, shape: [3, 4, 5, 33] },
  { config: { variant: 'spatial', p: 0.4, layout: 'channelsFirst' }, shape: [3, 33, 4, 5] },
  { config: { variant: 'variational', p: 0.2 }, shape: [4, 9, 33] },
  { config: { variant: 'dropPath', p: 0.5, mode: 'row' }, shape: [40, 3, 2] },
  { config: HALF, shape: [3, 50], slice: { shape: [10, 50], start: [4, 0] } },
  { config: { variant: 'dropKey', p: 0.3 }, shape: [2, 3, 4, 9] },
  { config: { variant: 'perSample', probabilities: [0, 0.2, 0.9, 1] }, shape: [4, 5, 7] },
  { config: { variant: 'dropBlock', p: 0.3, blockSize: 3, layout: 'channelsLast' }, shape: [2, 7, 6, 5] },
  { config: { variant: 'dropBlock', p: 0.3, blockSize: 2, normalization: 'sample' }, shape: [3, 2, 4, 5, 6] },
  { config: { variant: 'cutout', size: 3, holes: 2 }, shape: [3, 2, 6, 7] },
  { config: { variant: 'uniform', beta: 0.5 }, shape: [3, 50] },
  { config: { variant: 'shakeDrop', p: 0.5 }, shape: [8, 3, 2] },
  { config: { variant: 'dropout', p: 0.3 }, shape: [7, 48] },
  { config: { variant: 'dropout', p: 0.5 }, shape: [3, 2, 5, 16] },
  { config: { variant: 'perSample', probabilities: [0, 0.2, 0.9, 1] }, shape: [4, 6, 32] },
  { config: { variant: 'dropBlock', p: 0.3, blockSize: 3, layout: 'channelsLast' }, shape: [2, 8, 6, 16] },
];

/** Registers the tests of the op on a tfjs backend that the caller has imported. */
export function describeOp(tfjsBackend: string): void {
  describe(`dropout on tfjs ${tfjsBackend}`, () => {
    beforeAll(async () => {
      expect(await setBackend(tfjsBackend)).toBe(true);
      await ready();
    });

    for (const { config, shape, slice } of CASES) {
      it(`gives the reference's bits: ${JSON.stringify({ ...config, shape, ...(slice && { slice }) })}`, async () => {
        const x = opTestValues(shape);
        const expected = reference.forward(lower(config, shape, 'train', slice), ADDRESS, x, new Float32Array(x.length));
        const y = dropout(tensor(x, shape), config, ADDRESS, slice ? { slice } : {});
        expect(y.shape).toEqual(shape);
        expectBits(await y.data(), expected);
      });
    }

    it('scales at evaluation where the policy says so, and is the identity elsewhere', async () => {
      const x = tensor([1, 2, 3]);
      const standard = dropout(x, { ...HALF, scaling: 'standard' } as DropoutConfig, ADDRESS, { phase: 'eval' });
      expect([...(await standard.data())]).toEqual([0.5, 1, 1.5]);
      const inverted = dropout(x, HALF, ADDRESS, { phase: 'eval' });
      expect([...(await inverted.data())]).toEqual([1, 2, 3]);
      x.dispose();
      expect(inverted.isDisposed).toBe(false);
    });

    it('selects: NaN and infinity stay behind in dropped elements, forward and backward', async () => {
      const nan = tensor(new Float32Array(256).fill(Number.NaN));
      const kept = await dropout(tensor(new Float32Array(256).fill(1)), HALF, ADDRESS).data();
      const y = await dropout(nan, HALF, ADDRESS).data();
      const dx = await tidy(() => grad((t: Tensor) => dropout(t, HALF, ADDRESS))(nan, nan)).data();
      for (let i = 0; i < 256; i++) {
        expect(Object.is(y[i], kept[i] === 0 ? 0 : Number.NaN)).toBe(true);
        expect(Object.is(dx[i], kept[i] === 0 ? 0 : Number.NaN)).toBe(true);
      }
    });

    it('has the gradient of its own mask, also twice', async () => {
      const x = tensor(opTestValues([64]));
      const scales = await dropout(tensor(new Float32Array(64).fill(1)), HALF, ADDRESS).data();
      const f = (t: Tensor) => sum(mul(square(dropout(t, HALF, ADDRESS)), t));
      const first = await grad(f)(x).data();
      const second = await grad((t: Tensor) => sum(grad(f)(t)))(x).data();
      const values = await x.data();
      // f = sum s^2 x^3, s = 0 or 2: f' = 3 s^2 x^2, f'' = 6 s^2 x
      for (let i = 0; i < 64; i++) {
        expect(first[i]).toBeCloseTo(3 * scales[i] ** 2 * values[i] ** 2, 4);
        expect(second[i]).toBeCloseTo(6 * scales[i] ** 2 * values[i], 4);
      }
    });

    it('agrees with finite differences at a fixed mask, alpha included', async () => {
      const alpha: DropoutConfig = { variant: 'alpha', p: 0.3 };
      const values = Float32Array.from({ length: 16 }, (_, i) => i / 4 - 2);
      const f = (t: Tensor) => sum(square(dropout(t, alpha, ADDRESS)));
      const gradient = await tidy(() => grad(f)(tensor(values))).data();
      for (let i = 0; i < values.length; i++) {
        const at = async (h: number) => (await tidy(() => f(tensor(values.map((v, j) => (i === j ? v + h : v))))).data())[0];
        // central differences of a quadratic are exact but for rounding of f, about 60: eps 60 / h = 60 * 2^-24 * 2 / 0.25
        expect(Math.abs(gradient[i] - ((await at(0.25)) - (await at(-0.25))) / 0.5)).toBeLessThan(1e-3);
      }
    });

    it('agrees with finite differences of its gradient too', async () => {
      const alpha: DropoutConfig = { variant: 'alpha', p: 0.3 };
      const values = Float32Array.from({ length: 8 }, (_, i) => i / 4 - 1);
      const f = (t: Tensor) => {
        const y = dropout(t, alpha, ADDRESS);
        return sum(mul(square(y), y));
      };
      const slope = (t: Tensor) => sum(grad(f)(t));
      const second = await tidy(() => grad(slope)(tensor(values))).data();
      for (let i = 0; i < values.length; i++) {
        const at = async (h: number) => (await tidy(() => slope(tensor(values.map((v, j) => (i === j ? v + h : v))))).data())[0];
        // the gradient of a cubic is quadratic: exact but for rounding of sums of about 50, 50 * 2^-24 * 8 terms * 2 / 0.5
        expect(Math.abs(second[i] - ((await at(0.25)) - (await at(-0.25))) / 0.5)).toBeLessThan(1e-3);
      }
    });

    it('takes a second input, and differentiates to both', async () => {
      const zoneout: DropoutConfig = { variant: 'zoneout', p: 0.4 };
      const [x, previous] = [opTestValues([3, 48]), opTestValues([3, 48]).map((value) => -3 * value)];
      const plan = lower(zoneout, [3, 48], 'train');
      const expected = reference.forward(plan, ADDRESS, x, undefined, { other: previous });
      const inputs = [tensor(x, [3, 48]), tensor(previous, [3, 48])];
      expectBits(await dropout(inputs[0], zoneout, ADDRESS, { other: inputs[1] }).data(), expected);
      const f = (a: Tensor, b: Tensor) => dropout(a, zoneout, ADDRESS, { other: b });
      const [dx, dPrevious] = tidy(() => grads(f)(inputs, tensor(x, [3, 48])));
      expectBits(await dx.data(), reference.backward(plan, ADDRESS, x));
      expectBits(await dPrevious.data(), reference.backward(plan, ADDRESS, x, undefined, 'other'));
      const evaluated = dropout(inputs[0], zoneout, ADDRESS, { other: inputs[1], phase: 'eval' });
      const mixed = reference.forward(lower(zoneout, [3, 48], 'eval'), ADDRESS, x, undefined, { other: previous });
      expectBits(await evaluated.data(), mixed);
      expect(() => dropout(inputs[0], zoneout, ADDRESS)).toThrow('"other" expected a float32 tf.Tensor');
      expect(() => dropout(inputs[0], zoneout, ADDRESS, { other: zeros([48, 3]) })).toThrow(RangeError);
      expect(() => dropout(inputs[0], HALF, ADDRESS, { other: inputs[1] })).toThrow('one input');
    });

    it('multiplies by normal noise, and is its own derivative', async () => {
      const config: DropoutConfig = { variant: 'gaussian', p: 0.5 };
      const x = tensor(new Float32Array(200).fill(1));
      const y = await dropout(x, config, ADDRESS).data();
      const expected = reference.forward(lower(config, [200], 'train'), ADDRESS, new Float32Array(200).fill(1));
      // sigma is 1 here, and normals are given to 1e-6
      expect(Math.max(...y.map((value, i) => Math.abs(value - expected[i])))).toBeLessThan(2e-6);
      expectBits(await tidy(() => grad((t: Tensor) => dropout(t, config, ADDRESS))(x, x)).data(), y as Float32Array);
    });

    it('differentiates zero, scale and identity plans', async () => {
      const derivative = (config: DropoutConfig, phase: 'train' | 'eval') =>
        tidy(() => grad((t: Tensor) => sum(dropout(t, config, ADDRESS, { phase })))(zeros([3]))).data();
      expect([...(await derivative({ ...HALF, p: 1 } as DropoutConfig, 'train'))]).toEqual([0, 0, 0]);
      expect([...(await derivative({ ...HALF, p: 0 } as DropoutConfig, 'train'))]).toEqual([1, 1, 1]);
      expect([...(await derivative({ ...HALF, p: 0.25, scaling: 'standard' } as DropoutConfig, 'eval'))]).toEqual([
        0.75, 0.75, 0.75,
      ]);
    });

    it('takes float32 tensors that tfjs cast from int32 and bool without converting their data', async () => {
      const ints = await dropout(cast(tensor([3, 3, 3, 3], [4], 'int32'), 'float32'), HALF, ADDRESS).data();
      const floats = await dropout(tensor([3, 3, 3, 3]), HALF, ADDRESS).data();
      expectBits(ints, floats);
    });

    it('takes what other ops left on the device: parts, transposed, packed in twos, and its own results', async () => {
      const t = tensor(opTestValues([6, 5, 7]), [6, 5, 7]);
      const inputs = [
        relu(add(t, 0.5)),
        slice(t, [2, 0, 0], [3, 5, 7]),
        reshape(slice(reshape(t, [210]), [13], [161]), [7, 23]),
        transpose(t, [2, 0, 1]),
        matMul(reshape(t, [30, 7]), reshape(slice(t, [0, 0, 0], [1, 5, 7]), [7, 5])),
        dropout(t, { variant: 'alpha', p: 0.4 }, { seed: 3 }),
      ];
      for (const x of inputs) {
        const config: DropoutConfig = { variant: 'alpha', p: 0.3 };
        const expected = reference.forward(lower(config, x.shape, 'train'), ADDRESS, (await x.data()) as Float32Array);
        const y = dropout(x, config, ADDRESS);
        const total = await tidy(() => sum(y)).data();
        const values = Float32Array.from(await y.data());
        // alpha: 2 ulp (SPEC section 12), of the terms where a device rounds their sum only once
        for (let i = 0; i < values.length; i++)
          expect(Math.abs(values[i] - expected[i])).toBeLessThanOrEqual((Math.abs(expected[i]) + 1) * 2 ** -22);
        // what lies beyond an odd row or column of a packed texture must not count; 2^-24 of the absolute sum for each addition
        const absolute = values.reduce((a, b) => a + Math.abs(b), 0);
        expect(Math.abs(total[0] - values.reduce((a, b) => a + b, 0))).toBeLessThan(absolute * values.length * 2 ** -24);
      }
    });

    it('runs as one kernel, which tf.profile sees', async () => {
      const x = tensor(opTestValues([10, 3]), [10, 3]);
      const { kernelNames, newTensors } = await profile(() => dropout(x, HALF, ADDRESS));
      expect([kernelNames, newTensors]).toEqual([['DropkitPlan'], 1]);
    });

    it("passes tfjs' own check of what a kernel leaves behind", async () => {
      const x = tensor(opTestValues([4, 6, 32]), [4, 6, 32]);
      env().set('IS_TEST', true);
      try {
        for (const { config } of CASES.filter(({ shape }) => shape.length === 3))
          tidy(() => void grad((t: Tensor) => dropout(t, config, ADDRESS))(x));
      } finally {
        env().set('IS_TEST', false);
      }
      await x.data();
    });

    it('takes empty tensors', () => {
      const x = zeros([0, 3]);
      expect(dropout(x, HALF, ADDRESS).shape).toEqual([0, 3]);
      expect(grad((t: Tensor) => dropout(t, HALF, ADDRESS))(x).shape).toEqual([0, 3]);
    });

    it('leaves its input and the number of tensors alone over 1,000 steps of forward and backward', async () => {
      const x = tensor(opTestValues([32]));
      const before = memory().numTensors;
      const values = Float32Array.from(await x.data());
      for (let step = 0; step < 1000; step++) {
        const address = { seed: 1, step };
        dispose(grads((t: Tensor) => sum(dropout(t, HALF, address)))([x]));
      }
      expect(memory().numTensors).toBe(before);
      expectBits(await x.data(), values);
    });

    it('takes the gradient at the address of the call, although the caller goes on counting in the same object', async () => {
      const address = { seed: 1, stream: 0, step: 0 };
      const counting = (t: Tensor) => {
        const y = dropout(t, HALF, address);
        address.step++;
        return y;
      };
      const x = tensor(new Float32Array(256).fill(1));
      const dx = await grad(counting)(x).data();
      expectBits(dx, await dropout(x, HALF, { seed: 1 }).data());
    });

    it('reads addresses that are objects with getters', async () => {
      const counter = new (class {
        seed = 1;
        calls = 0;
        get step() {
          return this.calls;
        }
      })();
      counter.calls = 5;
      const got = await dropout(ones([64]), HALF, counter).data();
      expect([...got]).toEqual([...(await dropout(ones([64]), HALF, { seed: 1, step: 5 }).data())]);
      expect([...got]).not.toEqual([...(await dropout(ones([64]), HALF, { seed: 1 }).data())]);
    });

    it('draws with the backend that is passed', async () => {
      const calls: string[] = [];
      const own: typeof reference = {
        ...reference,
        forward(...args) {
          calls.push('forward');
          return reference.forward(...args);
        },
        mask(...args) {
          calls.push('mask');
          return reference.mask(...args);
        },
      };
      const x = tensor(opTestValues([100]));
      expectBits(await dropout(x, HALF, ADDRESS, { backend: own }).data(), await dropout(x, HALF, ADDRESS).data());
      expect(calls).toEqual([['cpu', 'wasm'].includes(tfjsBackend) ? 'forward' : 'mask']);
    });

    it.each([
      [() => dropout([1, 2] as never, HALF, ADDRESS), TypeError, /dropout: "x" expected a float32 tf.Tensor, got \[1, 2\]/],
      [() => dropout(zeros([2], 'int32'), HALF, ADDRESS), TypeError, /"x".*dtype int32.*cast/],
      [() => dropout(zeros([2], 'bool'), HALF, ADDRESS), TypeError, /"x".*dtype bool/],
      [() => dropout(disposed(), HALF, ADDRESS), TypeError, /"x".*a disposed tensor/],
      [() => dropout(zeros([2]), HALF, null as never), TypeError, /"address"/],
      [() => dropout(zeros([2]), HALF, { seed: 1.5 }), RangeError, /"seed".*1.5/],
      [() => dropout(zeros([2]), { ...HALF, p: Number.NaN } as never, ADDRESS), RangeError, /"p".*NaN/],
      [() => dropout(zeros([2]), { ...HALF, rate: 1 } as never, ADDRESS), TypeError, /"rate"/],
      [() => dropout(zeros([2]), HALF, ADDRESS, { phase: 'test' as never }), RangeError, /"phase".*"test"/],
      [() => dropout(zeros([2]), HALF, ADDRESS, { training: true } as never), TypeError, /"training" expected no option/],
      [() => dropout(zeros([2]), HALF, ADDRESS, { backend: {} as never }), TypeError, /"backend" expected a CPU backend/],
      [() => dropout(zeros([2]), HALF, ADDRESS, { slice: { shape: [2], start: [1] } }), RangeError, /"slice.start"/],
    ])('says what is wrong: %s', (call, type, text) => {
      expect(call).toThrow(type);
      expect(call).toThrow(text);
    });

    it('leaves no tensor behind when it throws', () => {
      const x = zeros([2, 3]);
      const before = memory().numTensors;
      expect(() => dropout(x, { variant: 'dropout', p: 2 }, ADDRESS)).toThrow(RangeError);
      expect(() => dropout(x, HALF, { seed: -1 })).toThrow(RangeError);
      expect(() => dropout(x, { variant: 'dropout', p: 0.5, noiseShape: [2, 2] }, ADDRESS)).toThrow(RangeError);
      expect(memory().numTensors).toBe(before);
    });

    it('leaves nothing in the backend either when what draws throws', () => {
      const x = ones([2, 3]);
      const fail = () => {
        throw new RangeError('nothing to draw with');
      };
      const failing: typeof reference = { ...reference, forward: fail, mask: fail };
      dropout(x, HALF, ADDRESS);
      const before = backend().numDataIds();
      expect(() => dropout(x, HALF, ADDRESS, { backend: failing })).toThrow('nothing to draw with');
      expect(() => grad((t: Tensor) => dropout(t, HALF, ADDRESS, { backend: failing }))(x)).toThrow('nothing to draw with');
      expect(backend().numDataIds()).toBe(before);
    });
  });
}

function disposed(): Tensor {
  const x = zeros([2]);
  x.dispose();
  return x;
}

function expectBits(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(actual[i], expected[i])) expect.fail(`element ${i}: expected ${expected[i]}, got ${actual[i]}`);
  }
}
