// Every way to go wrong has a name: at once where the arguments tell, by the next call or by `read` where only the device can.
import { type BlockPlan, DisposedError, lower, UnsupportedError } from '@dropkit/core';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createWebGpuBackend, DeviceLostError, OutOfMemoryError, ValidationError, type WebGpuBackend } from '../src/index.js';
import { elementPlan, numbers, requestDevice } from './support.js';

const device = await requestDevice();
const other = await requestDevice();
const ADDRESS = { seed: 1 };
const STORAGE = 0x80;
const COPY = 0xc;

let backend: WebGpuBackend;
beforeEach(() => {
  backend = createWebGpuBackend(device);
});
afterAll(() => {
  device.destroy();
  other.destroy();
});

function bufferOf(size: number, usage = STORAGE | COPY, on = device): GPUBuffer {
  return on.createBuffer({ label: 'mine', size, usage });
}

describe('createWebGpuBackend', () => {
  it.each([
    [null, {}, TypeError, /"device" expected a GPUDevice, got null/],
    [{}, {}, TypeError, /"device" expected a GPUDevice, got an object/],
    [device, null, TypeError, /"options"/],
    [device, { dtype: 'float64' }, RangeError, /"dtype" expected "float32" or "float16", got "float64"/],
    [device, { dtype: 16 }, TypeError, /"dtype"/],
    [device, { precision: 'high' }, TypeError, /"precision" expected no option of this name/],
    [device, { limits: { maxBindGroups: 4 } }, TypeError, /"maxBindGroups"/],
    [device, { limits: { maxStorageBufferBindingSize: 100 } }, RangeError, /at least 65536, got 100/],
    [device, { limits: { maxComputeWorkgroupsPerDimension: '9' } }, TypeError, /"limits.maxComputeWorkgroupsPerDimension"/],
  ])('%#', (on, options, type, text) => {
    const create = () => createWebGpuBackend(on as never, options as never);
    expect(create).toThrow(type);
    expect(create).toThrow(text);
  });
});

describe('arguments', () => {
  const plan = elementPlan(8);
  const block = lower({ variant: 'dropBlock', p: 0.3, blockSize: 2 }, [1, 1, 4, 4], 'train', {
    shape: [2, 1, 4, 4],
    start: [0, 0, 0, 0],
  }) as BlockPlan;
  const zoneout = lower({ variant: 'zoneout', p: 0.5 }, [8], 'train');
  const farHole = lower({ variant: 'cutout', size: 4 }, [1, 1, 4, 4], 'train', {
    shape: [1, 1, 4, 2 ** 31],
    start: [0, 0, 0, 2 ** 30],
  });
  const gaussian = lower({ variant: 'gaussian', p: 0.5 }, [8], 'train');
  const good = () => bufferOf(32);
  const halves = () => createWebGpuBackend(device, { dtype: 'float16' });

  it.each<[string, (b: WebGpuBackend) => unknown, unknown, RegExp]>([
    [
      'x is an array',
      (b) => b.forward(plan, ADDRESS, numbers(8) as never),
      TypeError,
      /"x" expected a GPUBuffer, got a Float32Array/,
    ],
    [
      'x is too small',
      (b) => b.forward(plan, ADDRESS, bufferOf(28)),
      RangeError,
      /forward: "x".*32 bytes \(8 elements of float32\), got 28.*"mine"/,
    ],
    ['dy is too small', (b) => b.backward(plan, ADDRESS, bufferOf(28)), RangeError, /backward: "dy"/],
    ['out is too small', (b) => b.forward(plan, ADDRESS, good(), bufferOf(28)), RangeError, /"out"/],
    ['x lacks a usage', (b) => b.forward(plan, ADDRESS, bufferOf(32, COPY)), RangeError, /"x" expected usage STORAGE.*"mine"/],
    ['x is mapped', (b) => b.forward(plan, ADDRESS, mapped()), RangeError, /"x" expected a buffer that is not mapped/],
    [
      'x is of another device',
      (b) => b.forward(plan, ADDRESS, createWebGpuBackend(other).upload(numbers(8))),
      RangeError,
      /another device/,
    ],
    [
      'x holds a mask',
      (b) => b.forward(plan, ADDRESS, b.upload(new Uint32Array(8))),
      TypeError,
      /a buffer of float32, got one of uint32/,
    ],
    ['x holds halves', (b) => b.forward(elementPlan(2), ADDRESS, halves().mask(plan, ADDRESS)), TypeError, /one of uint32/],
    [
      'out is the mask',
      (b) => {
        const mask = good();
        b.forward(plan, mask, good(), mask);
      },
      RangeError,
      /"out".*the mask/,
    ],
    [
      'the mask is too small',
      (b) => b.forward(elementPlan(64), bufferOf(4), bufferOf(256)),
      RangeError,
      /"mask" expected at least 8 bytes \(2 words\)/,
    ],
    ['a mask for noise', (b) => b.forward(gaussian, good(), good()), RangeError, /"mask" expected an address.*noise/],
    [
      'a mask for a part of blocks',
      (b) => b.forward(block, good(), bufferOf(64)),
      RangeError,
      /"mask" expected an address.*block/,
    ],
    ['no address', (b) => b.forward(plan, null as never, good()), TypeError, /address/],
    [
      'no second input',
      (b) => b.forward(zoneout, ADDRESS, good()),
      TypeError,
      /"operands.other" expected a GPUBuffer, got undefined/,
    ],
    [
      'a second input too many',
      (b) => b.forward(plan, ADDRESS, good(), undefined, { other: good() }),
      TypeError,
      /"operands.other" expected nothing: this plan of kind select takes x, got/,
    ],
    ['a gradient of no input', (b) => b.backward(plan, ADDRESS, good(), undefined, 'other'), RangeError, /"input"/],
    ['no plan', (b) => b.mask(null as never, ADDRESS), TypeError, /"plan"/],
    [
      'a mask of too many elements',
      (b) => b.mask(elementPlan(2 ** 32), ADDRESS),
      UnsupportedError,
      /at most 1073741824 elements, got 4294967296/,
    ],
    [
      'too long an axis',
      (b) => b.mask(farHole, ADDRESS),
      UnsupportedError,
      /at most 1073741824 coordinates along an axis, got 2147483652/,
    ],
    [
      'too many axes',
      (b) => b.forward(zigzag(17), ADDRESS, bufferOf(4 * 2 ** 17)),
      UnsupportedError,
      /at most 16 axes after merging, got 17/,
    ],
    ['a wrong array', (b) => b.upload([1, 2] as never), TypeError, /"array" expected a Float32Array/],
    [
      'an array of another type',
      (b) => b.upload(new Float64Array(2)),
      UnsupportedError,
      /"array" expected float32, got "float64"/,
    ],
    [
      'an encoder of another kind',
      (b) => b.record({} as never),
      TypeError,
      /"target" expected a GPUCommandEncoder or a GPUComputePassEncoder/,
    ],
  ])('%s', async (_, call, type, text) => {
    expect(() => call(backend)).toThrow(type as never);
    expect(() => call(backend)).toThrow(text);
    // nothing was recorded, and nothing went to the device that it refused
    await backend.read(backend.forward(plan, ADDRESS, good()));
  });

  it('what is read must be a buffer that can be copied from', async () => {
    await expect(backend.read(bufferOf(32, STORAGE))).rejects.toThrow(/"buffer" expected usage COPY_SRC/);
    await expect(backend.read([] as never)).rejects.toThrow(TypeError);
  });

  function mapped(): GPUBuffer {
    return device.createBuffer({ size: 32, usage: STORAGE, mappedAtCreation: true });
  }

  /** No two axes merge: every other one is shared. */
  function zigzag(rank: number) {
    const shape = Array.from({ length: rank }, () => 2);
    return lower({ variant: 'dropout', p: 0.5, broadcastAxes: shape.flatMap((_, d) => (d % 2 ? [d] : [])) }, shape, 'train');
  }
});

describe('what only the device can tell', () => {
  const plan = elementPlan(8);

  it('a foreign buffer of another device is refused by name', async () => {
    const y = backend.forward(plan, ADDRESS, bufferOf(32, STORAGE | COPY, other));
    const error = await backend.read(y).catch((reason) => reason);
    expect(error).toBeInstanceOf(ValidationError);
    expect(error.message).toMatch(/^\[@dropkit\/webgpu\] forward: the device refused a plan of kind select on \[8\]: /);
  });

  it('a destroyed buffer is refused, and the backend goes on', async () => {
    const x = bufferOf(32);
    x.destroy();
    const y = backend.forward(plan, ADDRESS, x);
    await expect(backend.read(y)).rejects.toThrow(ValidationError);
    await expect(backend.read(backend.forward(plan, ADDRESS, bufferOf(32)))).resolves.toEqual(new Float32Array(8));
  });

  it('is thrown by the next call where nobody reads', async () => {
    const x = bufferOf(32);
    x.destroy();
    backend.forward(plan, ADDRESS, x);
    await device.queue.onSubmittedWorkDone();
    await new Promise((done) => setTimeout(done, 50));
    expect(() => backend.mask(plan, ADDRESS)).toThrow(/forward: the device refused/);
    expect(() => backend.mask(plan, ADDRESS)).not.toThrow();
  });

  it('does not take over the errors of its user', async () => {
    device.pushErrorScope('validation');
    const y = backend.forward(plan, ADDRESS, bufferOf(32, STORAGE | COPY, other));
    expect(await device.popErrorScope()).toBeNull();
    await expect(backend.read(y)).rejects.toThrow(ValidationError);
  });

  it('memory that the device has not', async () => {
    const mine = await requestDevice();
    const poor = createWebGpuBackend(mine);
    const x = poor.upload(numbers(8));
    // no device says reliably when it has had enough: this one says so once
    const pop = mine.popErrorScope.bind(mine);
    const outcomes = [null, { message: 'enough' } as GPUError];
    mine.popErrorScope = async () => (await pop()) ?? outcomes.shift() ?? null;
    const y = poor.forward(plan, ADDRESS, x);
    const error = await poor.read(y).catch((reason) => reason);
    expect(error).toBeInstanceOf(OutOfMemoryError);
    expect(error.message).toBe('[@dropkit/webgpu] forward: the device is out of memory for a plan of kind select on [8]: enough');
    mine.destroy();
  });
});

describe('an end', () => {
  it('disposed: every call throws, twice is fine, the device lives on', async () => {
    backend.dispose();
    backend.dispose();
    const plan = elementPlan(4);
    expect(() => backend.mask(plan, ADDRESS)).toThrow(DisposedError);
    expect(() => backend.upload(numbers(1))).toThrow(DisposedError);
    expect(() => backend.record(device.createCommandEncoder())).toThrow(DisposedError);
    await expect(backend.read(bufferOf(16))).rejects.toThrow(DisposedError);
    const second = createWebGpuBackend(device);
    expect(await second.read(second.upload(numbers(3)))).toEqual(numbers(3));
  });

  it('a destroyed device is lost by name, at once or while reading', async () => {
    const mine = await requestDevice();
    const doomed = createWebGpuBackend(mine);
    const plan = elementPlan(64);
    const y = doomed.forward(plan, ADDRESS, doomed.upload(numbers(64)));
    const reading = doomed.read(y).catch((reason) => reason);
    mine.destroy();
    expect(await reading).toSatisfy((result) => result instanceof DeviceLostError || result instanceof Float32Array);
    await mine.lost;
    expect(() => doomed.forward(plan, ADDRESS, y)).toThrow(DeviceLostError);
    expect(() => doomed.mask(plan, ADDRESS)).toThrow(/mask: the device is lost \(destroyed\)/);
    await expect(doomed.read(y)).rejects.toThrow(DeviceLostError);
    doomed.dispose();
    // another device is not concerned
    expect(await backend.read(backend.upload(numbers(3)))).toEqual(numbers(3));
  });
});
