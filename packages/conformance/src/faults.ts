// The ways in which a call can be wrong, by name. Each fault spoils one argument of a healthy call.
import type { Address, FloatArray, Plan } from '@dropkit/core';
import { floatArray, floatTypeOf } from './array.js';

/** Names of `ADDRESS_FAULTS`. */
export type AddressFault =
  | 'seed-negative'
  | 'seed-negative-bigint'
  | 'seed-2^64'
  | 'seed-unsafe-number'
  | 'seed-fraction'
  | 'seed-nan'
  | 'seed-text'
  | 'seed-missing'
  | 'stream-negative'
  | 'stream-2^32'
  | 'step-negative'
  | 'step-2^32'
  | 'step-fraction'
  | 'step-nan'
  | 'step-text'
  | 'address-null'
  | 'address-number';

/** Addresses that are not addresses. */
export const ADDRESS_FAULTS: Readonly<Record<AddressFault, (address: Address) => unknown>> = {
  'seed-negative': (address) => ({ ...address, seed: -1 }),
  'seed-negative-bigint': (address) => ({ ...address, seed: -1n }),
  'seed-2^64': (address) => ({ ...address, seed: 2n ** 64n }),
  'seed-unsafe-number': (address) => ({ ...address, seed: 2 ** 53 }),
  'seed-fraction': (address) => ({ ...address, seed: 1.5 }),
  'seed-nan': (address) => ({ ...address, seed: Number.NaN }),
  'seed-text': (address) => ({ ...address, seed: '42' }),
  'seed-missing': ({ stream, step }) => ({ stream, step }),
  'stream-negative': (address) => ({ ...address, stream: -1 }),
  'stream-2^32': (address) => ({ ...address, stream: 2 ** 32 }),
  'step-negative': (address) => ({ ...address, step: -1 }),
  'step-2^32': (address) => ({ ...address, step: 2 ** 32 }),
  'step-fraction': (address) => ({ ...address, step: 0.5 }),
  'step-nan': (address) => ({ ...address, step: Number.NaN }),
  'step-text': (address) => ({ ...address, step: '0' }),
  'address-null': () => null,
  'address-number': () => 42,
};

/** Names of `CONFIG_FAULTS`. */
export type ConfigFault = 'p-nan' | 'p-negative' | 'p-above-1' | 'p-text' | 'field-unknown' | 'variant-unknown';

/** Configs that are not configs; the shape of the case stays. */
export const CONFIG_FAULTS: Readonly<Record<ConfigFault, (config: object) => unknown>> = {
  'p-nan': (config) => ({ ...config, p: Number.NaN }),
  'p-negative': (config) => ({ ...config, p: -0.1 }),
  'p-above-1': (config) => ({ ...config, p: 1.5 }),
  'p-text': (config) => ({ ...config, p: '0.5' }),
  'field-unknown': (config) => ({ ...config, rate: 0.5 }),
  'variant-unknown': (config) => ({ ...config, variant: 'dropp' }),
};

/** Names of `PLAN_FAULTS`. */
export type PlanFault =
  | 'plan-null'
  | 'plan-kind-unknown'
  | 'plan-threshold-0'
  | 'plan-threshold-2^32'
  | 'plan-threshold-nan'
  | 'plan-scale-infinite'
  | 'plan-base-negative'
  | 'plan-base-2^53'
  | 'plan-strides-short';

/** Select plans that are none: what a caller may have built by hand, or what came from a file or another version. */
export const PLAN_FAULTS: Readonly<Record<PlanFault, (plan: Plan) => unknown>> = {
  'plan-null': () => null,
  'plan-kind-unknown': (plan) => ({ ...plan, kind: 'selectt' }),
  'plan-threshold-0': (plan) => ({ ...plan, threshold: 0 }),
  'plan-threshold-2^32': (plan) => ({ ...plan, threshold: 2 ** 32 }),
  'plan-threshold-nan': (plan) => ({ ...plan, threshold: Number.NaN }),
  'plan-scale-infinite': (plan) => ({ ...plan, scale: Number.POSITIVE_INFINITY }),
  'plan-base-negative': (plan) => ({ ...plan, map: { ...plan.map, base: -1 } }),
  'plan-base-2^53': (plan) => ({ ...plan, map: { ...plan.map, base: 2 ** 53 - 1 } }), // the last index lies beyond
  'plan-strides-short': (plan) => ({ ...plan, map: { ...plan.map, strides: plan.map.strides.slice(1) } }),
};

/** Names of `LENGTH_FAULTS`. */
export type LengthFault = 'x-short' | 'x-long' | 'out-short' | 'out-long';

/** Inputs and outputs of the wrong length, made from a right one. */
export const LENGTH_FAULTS: Readonly<Record<LengthFault, { readonly argument: 'x' | 'out'; readonly change: number }>> = {
  'x-short': { argument: 'x', change: -1 },
  'x-long': { argument: 'x', change: 1 },
  'out-short': { argument: 'out', change: -1 },
  'out-long': { argument: 'out', change: 1 },
};

/** Names of `HOST_FAULTS`. */
export type HostFault =
  | 'x-list'
  | 'x-null'
  | 'x-integers'
  | 'x-detached'
  | 'x-resized'
  | 'out-list'
  | 'out-other-type'
  | 'out-detached'
  | 'out-resized'
  | 'out-overlaps'
  | 'out-overlaps-mask'
  | 'mask-short'
  | 'mask-long'
  | 'mask-bytes'
  | 'mask-detached'
  | 'mask-resized';

/** Arguments that only a backend on host arrays can be given. */
export const HOST_FAULTS: Readonly<Record<HostFault, (call: HealthyCall) => HostCall>> = {
  'x-list': (call) => ({ ...call, x: [...call.x] }),
  'x-null': (call) => ({ ...call, x: null }),
  'x-integers': (call) => ({ ...call, x: Int32Array.from(call.x) }),
  'x-detached': (call) => ({ ...call, x: detached(call.x) }),
  'x-resized': (call) => ({ ...call, x: resized(call.x) }),
  'out-list': (call) => ({ ...call, out: [...call.out] }),
  'out-other-type': (call) => ({ ...call, out: otherType(call.out) }),
  'out-detached': (call) => ({ ...call, out: detached(call.out) }),
  'out-resized': (call) => ({ ...call, out: resized(call.out) }),
  'out-overlaps': (call) => overlapping(call),
  'out-overlaps-mask': (call) => overlappingMask(call),
  'mask-short': (call) => ({ ...call, source: call.mask.subarray(1) }),
  'mask-long': (call) => ({ ...call, source: Uint32Array.of(...call.mask, 0) }),
  'mask-bytes': (call) => ({ ...call, source: new Uint8Array(call.mask.length) }),
  'mask-detached': (call) => ({ ...call, source: detached(call.mask) }),
  'mask-resized': (call) => ({ ...call, source: resized(call.mask) }),
};

/** Name of a fault. */
export type FaultName = AddressFault | ConfigFault | PlanFault | LengthFault | HostFault;

/** A healthy call on host arrays. */
export interface HealthyCall {
  readonly source: Address;
  readonly mask: Uint32Array;
  readonly x: FloatArray;
  readonly out: FloatArray;
}

/** A call whose arguments may be anything. */
export interface HostCall {
  readonly source: unknown;
  readonly x: unknown;
  readonly out: unknown;
}

function otherType(array: FloatArray): FloatArray {
  return floatArray(floatTypeOf(array) === 'float64' ? 'float32' : 'float64', array.length);
}

function detached<T extends FloatArray | Uint32Array>(array: T): T {
  const copy = array.slice() as T;
  structuredClone(copy.buffer, { transfer: [copy.buffer as ArrayBuffer] });
  return copy;
}

/** ES2024 where the runtime has it (capability `resizableBuffers`); the TypeScript library that we build with does not. */
const ResizableBuffer = ArrayBuffer as unknown as new (
  byteLength: number,
  options: { maxByteLength: number },
) => ArrayBuffer & { resize(byteLength: number): void };

/** An array of the same type and length whose buffer lost its last byte afterwards: a view out of bounds. */
function resized<T extends FloatArray | Uint32Array>(array: T): T {
  const { byteLength, length } = array;
  const buffer = new ResizableBuffer(byteLength, { maxByteLength: byteLength });
  const View = array.constructor as new (buffer: ArrayBuffer, byteOffset: number, length: number) => T;
  const view = new View(buffer, 0, length);
  buffer.resize(byteLength - 1);
  return view;
}

/** x and out on one buffer, one element apart. */
function overlapping({ source, x }: HealthyCall): HostCall {
  const both = floatArray(floatTypeOf(x), x.length + 1, (i) => x[Math.min(i, x.length - 1)]);
  return { source, x: both.subarray(0, x.length), out: both.subarray(1) };
}

/** A kept mask whose first word is the last one of `out`. */
function overlappingMask({ mask, x, out }: HealthyCall): HostCall {
  const buffer = new ArrayBuffer(out.byteLength + mask.byteLength);
  const View = out.constructor as new (buffer: ArrayBuffer, byteOffset: number, length: number) => FloatArray;
  const y = new View(buffer, 0, out.length);
  y.set(out);
  const source = new Uint32Array(buffer, out.byteLength - mask.BYTES_PER_ELEMENT, mask.length);
  source.set(mask);
  return { source, x, out: y };
}
