// 10,000 steps of training must leave nothing behind: no tensor, no byte, no page of wasm, no texture, no GPU buffer.
import { backend, dispose, grads, memory, ready, setBackend, sum, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { dropout } from '../src/index.js';
import { opTestValues } from './op-values.js';

const STEPS = 10_000;

/** Steps after which every pool has what it will ever need. */
const WARM = 1000;

/** Registers the test for a tfjs backend that the caller has imported. */
export function itLeavesNothing(tfjsBackend: string): void {
  it(`leaves nothing behind in ${STEPS} steps on ${tfjsBackend}`, { timeout: 300_000 }, async () => {
    expect(await setBackend(tfjsBackend)).toBe(true);
    await ready();
    const buffers = countBuffers();
    const x = tensor(opTestValues([16, 32]), [16, 32]);
    let warm: object | undefined;
    for (let step = 0; step < STEPS; step++) {
      if (step === WARM) warm = taken(buffers);
      const address = { seed: 1, step };
      const [dx] = grads((t: Tensor) =>
        sum(dropout(dropout(t, { variant: 'dropout', p: 0.1 }, address), NOISE[step % 3], address)),
      )([x]);
      if (step % 500 === 0) await dx.data(); // or commands would queue up
      dispose(dx);
    }
    const last = tensor([1]);
    await last.data();
    last.dispose();
    expect(taken(buffers)).toEqual(warm);
    x.dispose();
  });
}

/** A plan that keeps its mask for the backward pass, one that draws numbers, and one with scales of its own. */
const NOISE = [
  { variant: 'dropout', p: 0.5 },
  { variant: 'gaussian', p: 0.5 },
  { variant: 'perSample', probabilities: Array.from({ length: 16 }, (_, n) => n / 16) },
] as const;

/** What is taken now, as far as the backend knows. */
function taken(buffers: { alive: number } | undefined): object {
  const { numTensors, numBytes, numDataBuffers } = memory();
  const own = backend() as { wasm?: { HEAPU8: Uint8Array }; textureManager?: { _numBytesAllocated: number } };
  return {
    numTensors,
    numBytes,
    numDataBuffers,
    heap: own.wasm?.HEAPU8.length,
    textures: own.textureManager?._numBytesAllocated,
    buffers: buffers?.alive,
  };
}

/** Counts what the device of tfjs' webgpu backend makes and destroys, by whomever. */
function countBuffers(): { alive: number } | undefined {
  const { device } = backend() as { device?: GPUDevice };
  if (!device) return undefined;
  const count = { alive: 0 };
  const create = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = create(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    let destroyed = false;
    count.alive++;
    buffer.destroy = () => {
      if (!destroyed) count.alive--;
      destroyed = true;
      return destroy();
    };
    return buffer;
  };
  return count;
}
