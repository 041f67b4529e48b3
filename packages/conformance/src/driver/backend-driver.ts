// Drives a backend: lowers configs to plans, moves arrays to the device and back, and says which buffer came back.
import { type Backend, type FloatArray, maskWordCount, type PlanInput } from '@dropkit/core';
import type { Subject } from '../case.js';
import { addressOf, mapOperands, otherAddress, planOf } from '../subject.js';
import { type BackendTarget, backendCapabilities } from '../target.js';
import { attemptCall, filled, type Io, resolved, uploadAll } from './backend-attempt.js';
import { type Application, type Applied, type Driver, resultCount } from './driver.js';
import { createFrames } from './frames.js';

const HOST_IO: Io = {
  upload: (array) => array,
  read: async (buffer) => buffer as FloatArray,
  readMask: async (mask) => mask as Uint32Array,
};

/** Makes the driver of a backend target. Throws what the factory throws. */
export async function driveBackend(target: BackendTarget): Promise<Driver> {
  const backend: Backend<unknown, unknown> = await target.create();
  const io: Io = target.io?.(backend) ?? HOST_IO;
  const capabilities = backendCapabilities(backend.capabilities, target);
  return {
    capabilities,
    apply: (application) => apply(backend, io, application),
    applyFramed: async (application) => {
      const frames = createFrames();
      const framed: Io = { ...io, upload: (array) => frames.floats(array), keep: (mask) => frames.words(mask as Uint32Array) };
      const applied = await apply(backend, framed, application);
      return { applied, framesIntact: frames.intact() };
    },
    mask: async (subject) => {
      const plan = planOf(subject);
      const mask = backend.mask(plan, addressOf(subject.address));
      const words = await io.readMask(mask, maskWordCount(plan));
      io.release?.(mask);
      return words;
    },
    attempt: (attempt) => attemptCall(backend, io, capabilities.out, attempt),
    dispose: async () => backend.dispose(),
  };
}

async function apply(backend: Backend<unknown, unknown>, io: Io, application: Application): Promise<Applied> {
  const { direction, subject, x, operands, input: of, source } = application;
  const plan = planOf(subject);
  const like = filled(x, resultCount(application));
  const input = await io.upload(x.slice());
  const given = await uploadAll(io, operands);
  const out = await outBuffer(io, application.destination, { ...given, x: input }, like);
  const mask = source === 'keptMask' ? keptMask(backend, io, subject) : undefined;
  const from = mask ?? addressOf(subject.address);
  const result =
    direction === 'backward' ? backend.backward(plan, from, input, out, of) : backend.forward(plan, from, input, out, given);
  const y = await io.read(result, like);
  const after = (buffer: unknown, before: FloatArray) => (buffer === result ? y : io.read(buffer, before));
  const inputAfter = await after(input, x);
  const operandsAfter = await resolved(mapOperands(given, (buffer, name) => after(buffer, operands[name]!)));
  const outAfter = out === undefined ? undefined : await after(out, like);
  release(io, [input, ...Object.values(given), out, mask, result]);
  return { y, inputAfter, operandsAfter, outAfter, returned: result === out ? 'out' : result === input ? 'input' : 'new' };
}

/** A kept mask, with a draw at another address after it: a backend that ignores it and redraws "the last one" must show. */
function keptMask(backend: Backend<unknown, unknown>, io: Io, subject: Subject): unknown {
  const plan = planOf(subject);
  const mask = backend.mask(plan, addressOf(subject.address));
  const disturbance = backend.mask(plan, addressOf(otherAddress(subject.address, { stream: 1 })));
  release(io, [disturbance]);
  return io.keep ? io.keep(mask) : mask;
}

async function outBuffer(
  io: Io,
  destination: Application['destination'],
  inputs: { readonly [Name in PlanInput]?: unknown },
  like: FloatArray,
): Promise<unknown> {
  if (destination === 'new') return undefined;
  return destination === 'out' ? io.upload(like.slice()) : inputs[destination];
}

function release(io: Io, buffers: readonly unknown[]): void {
  for (const buffer of new Set(buffers)) if (buffer !== undefined) io.release?.(buffer);
}
