// Faults that only a backend on host arrays can be given: lists, other types, detached and resized buffers, memory that overlaps.
import type { Address, FloatArray, OperandName, Operands } from '@dropkit/core';
import { floatArray, floatTypeOf } from './array.js';
import { OPERANDS } from './operand-faults.js';

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
  | 'mask-resized'
  | `${OperandName}-${keyof typeof HOST_CHANGES}`
  | `out-overlaps-${OperandName}`;

/** Ways in which an operand on the host can be wrong. */
const HOST_CHANGES = {
  list: (array: FloatArray): unknown => [...array],
  null: () => null,
  'other-type': otherType,
  detached: detached<FloatArray>,
};

/** The faults of one operand that need host arrays. */
export function hostOperandFaults(name: OperandName): readonly string[] {
  return [...Object.keys(HOST_CHANGES).map((what) => `${name}-${what}`), `out-overlaps-${name}`];
}

function eachHostFault(): [string, (call: HealthyCall) => HostCall][] {
  const spoiled = OPERANDS.flatMap((name) =>
    Object.entries(HOST_CHANGES).map(([what, change]): [string, (call: HealthyCall) => HostCall] => [
      `${name}-${what}`,
      (call) => ({ ...call, operands: { ...call.operands, [name]: change(call.operands[name]!) } }),
    ]),
  );
  return [
    ...spoiled,
    ...OPERANDS.map((name): (typeof spoiled)[number] => [`out-overlaps-${name}`, (call) => overlappingOperand(call, name)]),
  ];
}

/** An operand that lies in `out`: one element before it, or, for a bias, at its beginning, where other operands may be. */
function overlappingOperand(call: HealthyCall, name: OperandName): HostCall {
  const own = call.operands[name]!;
  if (name !== 'bias') {
    const { x, out } = overlapping(own);
    return { ...call, out, operands: { ...call.operands, [name]: x } };
  }
  const out = call.out.slice() as FloatArray;
  out.set(own);
  return { ...call, out, operands: { ...call.operands, bias: out.subarray(0, own.length) } };
}

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
  'out-overlaps': (call) => ({ ...call, ...overlapping(call.x) }),
  'out-overlaps-mask': (call) => overlappingMask(call),
  'mask-short': (call) => ({ ...call, source: call.mask.subarray(1) }),
  'mask-long': (call) => ({ ...call, source: Uint32Array.of(...call.mask, 0) }),
  'mask-bytes': (call) => ({ ...call, source: new Uint8Array(call.mask.length) }),
  'mask-detached': (call) => ({ ...call, source: detached(call.mask) }),
  'mask-resized': (call) => ({ ...call, source: resized(call.mask) }),
  ...(Object.fromEntries(eachHostFault()) as Record<
    Extract<HostFault, `${OperandName}-${string}` | `out-overlaps-${OperandName}`>,
    never
  >),
};

/** A healthy call on host arrays. */
export interface HealthyCall {
  readonly source: Address;
  readonly mask: Uint32Array;
  readonly x: FloatArray;
  readonly out: FloatArray;
  /** Those that the plan takes. */
  readonly operands: Operands<FloatArray>;
}

/** A call whose arguments may be anything. */
export interface HostCall {
  readonly source: unknown;
  readonly x: unknown;
  readonly out: unknown;
  readonly operands: { readonly [Name in OperandName]?: unknown };
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

/** An input and out on one buffer, one element apart. */
function overlapping(x: FloatArray): { readonly x: FloatArray; readonly out: FloatArray } {
  const both = floatArray(floatTypeOf(x), x.length + 1, (i) => x[Math.min(i, x.length - 1)]);
  return { x: both.subarray(0, x.length), out: both.subarray(1) };
}

/** A kept mask whose first word is the last one of `out`. */
function overlappingMask({ mask, x, out, operands }: HealthyCall): HostCall {
  const buffer = new ArrayBuffer(out.byteLength + mask.byteLength);
  const View = out.constructor as new (buffer: ArrayBuffer, byteOffset: number, length: number) => FloatArray;
  const y = new View(buffer, 0, out.length);
  y.set(out);
  const source = new Uint32Array(buffer, out.byteLength - mask.BYTES_PER_ELEMENT, mask.length);
  source.set(mask);
  return { source, x, out: y, operands };
}
