// A device in the manner of a GPU: buffers that only the device can read, asynchronous copies, masks padded to whole groups
// of 128 elements, subnormals flushed to zero. It counts what is alive.
import {
  type Address,
  type Backend,
  checkInput,
  checkPlan,
  createReferenceBackend,
  type FloatArray,
  gradientPlan,
  type Operands,
  outputCount,
  type Plan,
} from '@dropkit/core';
import type { DeviceIo } from '../../src/index.js';

/** Memory of the device; its content is private to this file. */
export interface DeviceBuffer {
  readonly id: number;
}

/** A device with its backend, its way in and out, and the number of buffers that are alive. */
export interface FakeDevice {
  readonly backend: Backend<DeviceBuffer, DeviceBuffer>;
  readonly io: DeviceIo<DeviceBuffer, DeviceBuffer>;
  alive(): number;
}

/** `padding` is what stands in the words beyond a mask. */
export function createFakeDevice(padding = 0): FakeDevice {
  const memory = new Map<DeviceBuffer, FloatArray | Uint32Array>();
  const reference = createReferenceBackend();
  let next = 0;

  function store(content: FloatArray | Uint32Array): DeviceBuffer {
    const buffer = { id: next++ };
    memory.set(buffer, content);
    return buffer;
  }

  function load<T>(buffer: DeviceBuffer): T {
    const content = memory.get(buffer);
    if (!content) throw new TypeError('[fake] not a live buffer of this device');
    return content as T;
  }

  function run(
    plan: Plan,
    source: Address | DeviceBuffer,
    x: DeviceBuffer,
    out?: DeviceBuffer,
    operands?: Operands<DeviceBuffer>,
  ): DeviceBuffer {
    const input = flushed(load<FloatArray>(x));
    const output = out && load<FloatArray>(out);
    const from = memory.has(source as DeviceBuffer) ? unpadded(plan, load(source as DeviceBuffer)) : (source as Address);
    const given = Object.entries(operands ?? {}).map(([name, buffer]) => [name, flushed(load<FloatArray>(buffer))]);
    if (output && output.length !== outputCount(plan)) throw new RangeError('[fake] out: another length');
    const y = reference.forward(plan, from, input, undefined, Object.fromEntries(given));
    if (plan.kind === 'identity' && !out) return x;
    if (!out) return store(flushed(y));
    load<FloatArray>(out).set(flushed(y));
    return out;
  }

  function unpadded(plan: Plan, words: Uint32Array): Uint32Array {
    return words.slice(0, reference.mask(plan, { seed: 0 }).length);
  }

  const backend = {
    name: 'fake device',
    capabilities: { ...reference.capabilities, dtypes: ['float32'] },
    forward: run,
    backward: (plan, source, dy, out, input) => {
      checkPlan('fake', 'backward', reference.capabilities, plan);
      const of = checkInput({ pkg: 'fake', operation: 'backward', field: 'dy' }, plan, input);
      return run(gradientPlan(plan, of), source, dy, out);
    },
    mask: (plan, address) => {
      const words = reference.mask(plan, address);
      const padded = new Uint32Array(Math.ceil(words.length / 4) * 4).fill(padding);
      padded.set(words);
      return store(padded);
    },
    dispose: () => reference.dispose(),
  } as Backend<DeviceBuffer, DeviceBuffer>;

  const io: DeviceIo<DeviceBuffer, DeviceBuffer> = {
    upload: async (array) => store(array.slice()),
    read: async (buffer) => load<FloatArray>(buffer).slice(),
    readMask: async (mask) => load<Uint32Array>(mask).slice(),
    release: (buffer) => {
      if (!memory.delete(buffer)) throw new Error('[fake] released twice');
    },
  };
  return { backend, io, alive: () => memory.size };
}

/** Subnormals become +0, as shaders may do. */
function flushed(x: FloatArray): FloatArray {
  return x.map((value) => (Math.abs(value) < 2 ** -126 && value !== 0 ? 0 : value));
}
