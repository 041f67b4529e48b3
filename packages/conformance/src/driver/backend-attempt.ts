// Calls of a backend with one fault in the arguments: prepared, made, and looked at afterwards.
import { type Backend, dtypeOf, type FloatArray, lower, type OperandName, type Operands, type Plan } from '@dropkit/core';
import { floatArray, floatTypeOf } from '../array.js';
import {
  ADDRESS_FAULTS,
  type AddressFault,
  CONFIG_FAULTS,
  type ConfigFault,
  INPUT_FAULTS,
  type InputFault,
  LENGTH_FAULTS,
  type LengthFault,
  PLAN_FAULTS,
  type PlanFault,
  samplerFault,
} from '../faults.js';
import { HOST_FAULTS, type HostFault } from '../host-faults.js';
import { operandFault } from '../operand-faults.js';
import { addressOf, inputOf, mapOperands, operandsFor, planOf, requireConfig } from '../subject.js';
import type { DeviceIo } from '../target.js';
import { type Attempt, type Attempted, resultCount } from './driver.js';

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

type OperandBuffers = { readonly [Name in OperandName]?: unknown };

interface PreparedCall {
  readonly source: unknown;
  readonly x: unknown;
  readonly out: unknown;
  readonly operands: OperandBuffers;
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
    const out = givesOut ? call.out : undefined;
    if (attempt.operation === 'mask') backend.mask(plan, call.source as never);
    else if (attempt.operation === 'backward') backend.backward(plan, call.source as never, call.x, out, inputFor(attempt));
    else backend.forward(plan, call.source as never, call.x, out, call.operands);
  });
  if (attempt.fault === 'mask-undecided') io.release?.(call.source);
  const buffers = [];
  for (const { name, buffer, before } of call.watched) {
    buffers.push({ name, before, after: await io.read(buffer, before) });
    io.release?.(buffer);
  }
  return { error, buffers };
}

function inputFor({ fault, input }: Attempt): Attempt['input'] {
  return fault in INPUT_FAULTS ? (INPUT_FAULTS[fault as InputFault] as never) : input;
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
  const spoil = samplerFault(fault);
  if (spoil) return spoil(planOf(subject)) as never;
  if (fault in PLAN_FAULTS) return PLAN_FAULTS[fault as PlanFault](planOf(subject)) as never;
  if (!(fault in CONFIG_FAULTS)) return planOf(subject);
  const { config, shape, phase, slice } = requireConfig(subject);
  return lower(CONFIG_FAULTS[fault as ConfigFault](config) as never, shape, phase, slice);
}

async function prepare(backend: Backend<unknown, unknown>, io: Io, attempt: Attempt): Promise<PreparedCall> {
  const { operation, subject, fault, input } = attempt;
  const direction = operation === 'backward' ? 'backward' : 'forward';
  const source = addressOf(subject.address);
  const x = inputOf(subject, direction);
  const operands = operandsFor(subject, direction);
  const out = filled(x, resultCount({ direction, subject, input }));
  const healthy = { source, x, out, operands };
  if (fault in HOST_FAULTS) {
    const mask = backend.mask(planOf(subject), source) as Uint32Array;
    const call = HOST_FAULTS[fault as HostFault]({ ...healthy, mask });
    const watched = Object.entries({ x: call.x, out: call.out, ...call.operands });
    return { ...call, watched: watched.flatMap(([name, buffer]) => watch(name, buffer)) };
  }
  if (fault in ADDRESS_FAULTS) return uploaded(io, { ...healthy, source: ADDRESS_FAULTS[fault as AddressFault](source) });
  const spoiled = operandFault(fault);
  if (spoiled) {
    const { [spoiled.name]: own = x, ...rest } = operands;
    const made = spoiled.spoil(own);
    return uploaded(io, { ...healthy, operands: made ? { ...rest, [spoiled.name]: made } : rest });
  }
  if (fault === 'mask-undecided') return uploaded(io, { ...healthy, source: backend.mask(planOf(subject), source) });
  if (fault in LENGTH_FAULTS) {
    const { argument, change } = LENGTH_FAULTS[fault as LengthFault];
    return uploaded(io, { ...healthy, [argument]: filled(x, healthy[argument].length + change) });
  }
  return uploaded(io, healthy);
}

interface Arguments {
  readonly source: unknown;
  readonly x: FloatArray;
  readonly out: FloatArray;
  readonly operands: Operands<FloatArray>;
}

async function uploaded(io: Io, { source, x, out, operands }: Arguments): Promise<PreparedCall> {
  const input = await io.upload(x.slice());
  const output = await io.upload(out.slice());
  const given = await uploadAll(io, operands);
  const watched = [
    { name: 'x', buffer: input, before: x },
    { name: 'out', buffer: output, before: out },
    ...Object.entries(operands).map(([name, before]) => ({ name, buffer: given[name as OperandName], before })),
  ];
  return { source, x: input, out: output, operands: given, watched };
}

/** Copies of operands on the device. */
export function uploadAll(io: Io, operands: Operands<FloatArray>): Promise<OperandBuffers> {
  return resolved(mapOperands(operands, async (array) => io.upload(array.slice() as FloatArray)));
}

/** Operands that are all there. */
export async function resolved<T>(
  operands: {
    readonly [Name in OperandName]?: Promise<T> | T;
  },
): Promise<{ readonly [Name in OperandName]?: T }> {
  const entries = Object.entries(operands).map(async ([name, operand]) => [name, await operand] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** Float arrays that can still be read (a detached one has length 0); a spoiled argument may be anything. */
function watch(name: string, buffer: unknown): Watched[] {
  if (!dtypeOf(buffer) || (buffer as FloatArray).length === 0) return [];
  return [{ name, buffer, before: (buffer as FloatArray).slice() }];
}
