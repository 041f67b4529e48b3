// Our kernel in tfjs' registry, and what its forms must survive: heaps that grow, buffers that are given away, backends that come and go.
import './node-gpu.js';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import { createReferenceBackend, lower } from '@dropkit/core';
import {
  backend,
  copyRegisteredKernels,
  findBackendFactory,
  getGradient,
  getKernel,
  getKernelsForBackend,
  grad,
  type KernelBackend,
  ones,
  ready,
  registerBackend,
  registerKernel,
  relu,
  removeBackend,
  setBackend,
  type Tensor,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { dropout, registerKernels } from '../src/index.js';
import { opTestValues } from './op-values.js';

const KERNEL = 'DropkitPlan';
const NATIVE = ['cpu', 'wasm', 'webgl', 'webgpu'];
const CONFIG = { variant: 'dropout', p: 0.3 } as const;
const ADDRESS = { seed: 11, stream: 2, step: 3 };
const reference = createReferenceBackend();

async function use(name: string): Promise<void> {
  expect(await setBackend(name)).toBe(true);
  await ready();
}

async function expectDropped(y: Tensor, values: Float32Array): Promise<void> {
  const expected = reference.forward(lower(CONFIG, y.shape, 'train'), ADDRESS, values);
  expect(Buffer.compare(Buffer.from(((await y.data()) as Float32Array).slice().buffer), Buffer.from(expected.buffer))).toBe(0);
}

/** Puts another instance in a backend's place, changed by `change`. */
async function replace(name: string, change: (instance: never) => void = () => {}): Promise<void> {
  const factory = findBackendFactory(name);
  removeBackend(name);
  registerBackend(name, async () => {
    const instance = await factory();
    change(instance as never);
    return instance;
  });
  await use(name);
}

it('importing registers nothing, the first call registers for its backend, registerKernels for all four', async () => {
  expect(NATIVE.filter((name) => getKernel(KERNEL, name))).toEqual([]);
  expect(getGradient(KERNEL)).toBeUndefined();
  await use('cpu');
  dropout(ones([4]), CONFIG, ADDRESS);
  expect(NATIVE.filter((name) => getKernel(KERNEL, name))).toEqual(['cpu']);
  registerKernels();
  registerKernels();
  expect(NATIVE.filter((name) => getKernel(KERNEL, name))).toEqual(NATIVE);
  expect(getGradient(KERNEL)).toBeDefined();
});

it("runs on backends that are not tfjs' own, under names of their own or of others", async () => {
  const values = opTestValues([3, 50]);
  registerBackend('mine', () => new MathBackendCPU());
  copyRegisteredKernels('cpu', 'mine');
  registerBackend('portable', () => new MathBackendCPU());
  for (const config of getKernelsForBackend('cpu').filter(({ kernelName }) => kernelName !== KERNEL))
    registerKernel({ ...config, backendName: 'portable' });
  for (const name of ['mine', 'portable']) {
    await use(name);
    const x = tensor(values, [3, 50]);
    await expectDropped(dropout(x, CONFIG, ADDRESS), values);
    await expectDropped(
      tidy(() => grad((t: Tensor) => dropout(t, CONFIG, ADDRESS))(x, x)),
      values,
    );
  }
});

it("works in tfjs' wasm heap while it grows", async () => {
  await use('wasm');
  const heap = () => (backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length;
  const before = heap();
  const values = opTestValues([1000, 100]);
  const x = tensor(values, [1000, 100]);
  const results: Tensor[] = [];
  while (heap() < before + 2 ** 25) results.push(dropout(x, CONFIG, ADDRESS));
  for (const y of [results[0], results[results.length >> 1], results[results.length - 1]]) await expectDropped(y, values);
  for (const y of results) y.dispose();
});

it('goes on after its backend was removed and another one has taken its place', async () => {
  const values = opTestValues([2, 300]);
  for (const name of ['wasm', 'webgpu', 'cpu']) {
    await use(name);
    await expectDropped(dropout(tensor(values, [2, 300]), CONFIG, ADDRESS), values);
    await replace(name);
    await expectDropped(dropout(tensor(values, [2, 300]), CONFIG, ADDRESS), values);
  }
});

it('keeps buffers until the device has read them', async () => {
  await use('webgpu');
  const values = opTestValues([4, 100]);
  const x = tensor(values, [4, 100]);
  const y = dropout(x, CONFIG, ADDRESS);
  x.dispose();
  const others = Array.from({ length: 5 }, () => relu(tensor(new Float32Array(400).fill(9), [4, 100])));
  await expectDropped(y, values);
  for (const other of others) other.dispose();
});

it('submits in time where nothing but dropout runs', async () => {
  await use('webgpu');
  const instance = backend() as KernelBackend & { tensorDataPendingDisposal: unknown[] };
  const x = tensor(opTestValues([100]));
  for (let step = 0; step < 100; step++) tidy(() => void dropout(x, CONFIG, { seed: 1, step }));
  expect(instance.tensorDataPendingDisposal.length).toBeLessThan(15); // WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE
  await x.data();
});

it("copies where it cannot reach tfjs' wasm memory, and is portable where an instance has nothing that it knows", async () => {
  const values = opTestValues([2, 300]);
  const changes: [string, (instance: never) => void][] = [
    ['wasm', ({ wasm }: { wasm: { asm: object } }) => Object.assign(wasm, { asm: { ...wasm.asm, memory: undefined } })],
    ['webgpu', (instance: object) => Object.assign(instance, { dispatchCountInPass: undefined })],
  ];
  for (const [name, change] of changes) {
    await use(name);
    await replace(name, change);
    const x = tensor(values, [2, 300]);
    await expectDropped(dropout(x, CONFIG, ADDRESS), values);
    await expectDropped(
      tidy(() => grad((t: Tensor) => dropout(t, CONFIG, ADDRESS))(x, x)),
      values,
    );
  }
});
