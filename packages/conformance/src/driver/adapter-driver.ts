// Drives an adapter: hands over configs, and lets it return nothing but new arrays.
import type { FloatArray, Operands } from '@dropkit/core';
import type { Subject } from '../case.js';
import {
  ADDRESS_FAULTS,
  type AddressFault,
  CONFIG_FAULTS,
  type ConfigFault,
  LENGTH_FAULTS,
  type LengthFault,
} from '../faults.js';
import { operandFault } from '../operand-faults.js';
import { addressOf, inputOf, mapOperands, operandsFor, requireConfig } from '../subject.js';
import { type Adapter, type AdapterRequest, type AdapterTarget, adapterCapabilities } from '../target.js';
import type { Application, Applied, Attempt, Attempted, Driver } from './driver.js';

/** Makes the driver of an adapter target. Throws what the factory throws. */
export async function driveAdapter(target: AdapterTarget): Promise<Driver> {
  const adapter = await target.createAdapter();
  return {
    capabilities: adapterCapabilities(adapter.capabilities, target),
    apply: (application) => apply(adapter, application),
    mask: async (subject) => method(adapter, 'mask')(requestOf(subject)),
    attempt: (attempt) => attemptCall(adapter, attempt),
    dispose: async () => adapter.dispose?.(),
  };
}

async function apply(adapter: Adapter, { direction, subject, x, operands }: Application): Promise<Applied> {
  const input = x.slice();
  const given = mapOperands(operands, (array) => array.slice() as FloatArray);
  const y = await method(adapter, direction)(requestOf(subject, given), input);
  return { y, inputAfter: input, operandsAfter: given, returned: y === input ? 'input' : 'new' };
}

function requestOf(subject: Subject, { other }: Operands<FloatArray> = {}): AdapterRequest {
  const { config, shape, phase, slice, address } = requireConfig(subject);
  return { config, shape, phase, address: addressOf(address), ...(slice && { slice }), ...(other && { other }) };
}

/** A method that the manifest promises; its absence is a failure, never a skip. */
function method<K extends 'forward' | 'backward' | 'mask'>(adapter: Adapter, name: K): NonNullable<Adapter[K]> {
  const own = adapter[name];
  if (!own) throw new Error(`the manifest lists "${name}", but the adapter has no such method`);
  return own.bind(adapter) as NonNullable<Adapter[K]>;
}

async function attemptCall(adapter: Adapter, { operation, subject, fault }: Attempt): Promise<Attempted> {
  const operands = operandsFor(subject, operation === 'backward' ? 'backward' : 'forward');
  const request = spoil(requestOf(subject, operands), fault, inputOf(subject));
  const before = inputFor(subject, fault);
  const x = before.slice();
  try {
    if (operation === 'mask') await method(adapter, 'mask')(request);
    else await method(adapter, operation)(request, x);
    return { error: undefined, buffers: [{ name: 'x', before, after: x }] };
  } catch (error) {
    return { error, buffers: [{ name: 'x', before, after: x }] };
  }
}

function spoil(request: AdapterRequest, fault: string, x: FloatArray): AdapterRequest {
  const spoiled = operandFault(fault);
  if (spoiled) return { ...request, [spoiled.name]: spoiled.spoil(x) };
  if (fault in CONFIG_FAULTS) {
    return { ...request, config: CONFIG_FAULTS[fault as ConfigFault](request.config) as never };
  }
  if (fault in ADDRESS_FAULTS) {
    return { ...request, address: ADDRESS_FAULTS[fault as AddressFault](request.address) as never };
  }
  return request;
}

function inputFor(subject: Subject, fault: string): FloatArray {
  const x = inputOf(subject);
  if (!(fault in LENGTH_FAULTS)) return x;
  const { change } = LENGTH_FAULTS[fault as LengthFault];
  return new (x.constructor as new (length: number) => FloatArray)(x.length + change);
}
