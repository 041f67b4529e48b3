// Calls of a backend with one fault in the arguments: prepared, made, and looked at afterwards.
import { type Backend, dtypeOf, type FloatArray, lower, type Plan } from '@dropkit/core';
import { floatArray, floatTypeOf } from '../array.js';
import {
  ADDRESS_FAULTS,
  type AddressFault,
  CONFIG_FAULTS,
  type ConfigFault,
  HOST_FAULTS,
  type HostFault,
  LENGTH_FAULTS,
  type LengthFault,
  PLAN_FAULTS,
  type PlanFault,
} from '../faults.js';
import { addressOf, inputOf, planOf, requireConfig } from '../subject.js';
import type { DeviceIo } from '../target.js';
import type { Attempt, Attempted } from './driver.js';

/** A device whose buffers nobody looks into. */
export interface Io extends DeviceIo<unknown, unknown> {
  /** What becomes of a mask between drawing it and handing it over again. */
  keep?(mask: unknown): unknown;
}

/** What `out` buffers hold before a call, so that an element that is not written shows. */
const OUT_FILL = 777;

interface Watched {
  readonly name: string;
  readonly buffer: unknown;
  /** Host copy from before the call. */
  readonly before: FloatArray;
}

interface PreparedCall {
  readonly source: unknown;
  readonly x: unknown;
  readonly out: unknown;
  readonly watched: readonly Watched[];
}

/** An array like another one, full of a number that no case computes. */
export function filled(like: FloatArray, length = like.length): FloatArray {
  return floatArray(floatTypeOf(like), length, () => OUT_FILL);
}

/** Makes the call; `givesOut` says whether the backend takes an `out` at all. */
export async function attemptCall(
  backend: Backend<unknown, unknown>,
  io: Io,
  givesOut: boolean,
  attempt: Attempt,
): Promise<Attempted> {
  const call = await prepare(backend, io, attempt);
  const error = errorOf(() => {
    const plan = planFor(attempt);
    if (attempt.operation === 'mask') backend.mask(plan, call.source as never);
    else backend[attempt.operation](plan, call.source as never, call.x, givesOut ? call.out : undefined);
  });
  const buffers = [];
  for (const { name, buffer, before } of call.watched) {
    buffers.push({ name, before, after: await io.read(buffer, before) });
    io.release?.(buffer);
  }
  return { error, buffers };
}

function errorOf(call: () => void): unknown {
  try {
    call();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** A spoiled config fails in lowering, before any backend hears of it. */
function planFor({ subject, fault }: Attempt): Plan {
  if (fault in PLAN_FAULTS) return PLAN_FAULTS[fault as PlanFault](planOf(subject)) as never;
  if (!(fault in CONFIG_FAULTS)) return planOf(subject);
  const { config, shape, phase, slice } = requireConfig(subject);
  return lower(CONFIG_FAULTS[fault as ConfigFault](config) as never, shape, phase, slice);
}

async function prepare(backend: Backend<unknown, unknown>, io: Io, { subject, fault }: Attempt): Promise<PreparedCall> {
  const source = addressOf(subject.address);
  const x = inputOf(subject);
  if (fault in ADDRESS_FAULTS) {
    return uploaded(io, ADDRESS_FAULTS[fault as AddressFault](source), x, filled(x));
  }
  if (fault in LENGTH_FAULTS) {
    const { argument, change } = LENGTH_FAULTS[fault as LengthFault];
    const wrong = filled(x, x.length + change);
    return argument === 'x' ? uploaded(io, source, wrong, filled(x)) : uploaded(io, source, x, wrong);
  }
  if (fault in HOST_FAULTS) {
    const mask = backend.mask(planOf(subject), source) as Uint32Array;
    const call = HOST_FAULTS[fault as HostFault]({ source, mask, x, out: filled(x) });
    return { ...call, watched: [...watch('x', call.x), ...watch('out', call.out)] };
  }
  return uploaded(io, source, x, filled(x));
}

async function uploaded(io: Io, source: unknown, x: FloatArray, out: FloatArray): Promise<PreparedCall> {
  const input = await io.upload(x.slice());
  const output = await io.upload(out.slice());
  const watched = [
    { name: 'x', buffer: input, before: x },
    { name: 'out', buffer: output, before: out },
  ];
  return { source, x: input, out: output, watched };
}

/** Float arrays that can still be read (a detached one has length 0); a spoiled argument may be anything. */
function watch(name: string, buffer: unknown): Watched[] {
  if (!dtypeOf(buffer) || (buffer as FloatArray).length === 0) return [];
  return [{ name, buffer, before: (buffer as FloatArray).slice() }];
}
