// The public boundary: everything is checked before anything is recorded.
import {
  type Address,
  type AddressWords,
  addressWords,
  type Call,
  type Capabilities,
  checkOperandNames,
  elementCount,
  errorText,
  maskCount,
  maskDecides,
  type Operands,
  operandsOf,
  outputCount,
  type Plan,
  rangeError,
  typeError,
  UnsupportedError,
} from '@dropkit/core';
import { wordsSize } from './bits.js';
import { contentsOf } from './buffers.js';
import { type Limits, MOST_ELEMENTS } from './limits.js';
import { MAX_AXES } from './params.js';
import type { Parts } from './plans/parts.js';
import { type Tensors, type Type, tensorSize } from './tensors.js';
import { USAGE } from './usage.js';

/** What a call is checked against. */
export interface Boundary {
  readonly device: GPUDevice;
  readonly type: Type;
  readonly limits: Limits;
  readonly capabilities: Capabilities;
  readonly parts: Parts;
}

/** Arguments of one call. */
export interface Arguments {
  readonly plan: Plan;
  readonly source: Address | GPUBuffer;
  readonly x: GPUBuffer;
  readonly out?: GPUBuffer;
  readonly operands?: Operands<GPUBuffer>;
}

/** Whether a value is a GPUBuffer, of whatever realm. */
function isBuffer(value: unknown): value is GPUBuffer {
  return typeof (value as GPUBuffer | undefined)?.getMappedRange === 'function';
}

/**
 * Checks that kernels can hold a sound plan, to draw its mask or to run it.
 *
 * @throws UnsupportedError for what none can hold
 */
export function checkDemand({ parts, limits }: Boundary, operation: string, plan: Plan): void {
  const { mask, run, axes, side } = parts.demand(plan);
  atMost(operation, Math.max(elementCount(plan), maskCount(plan)), MOST_ELEMENTS, 'elements');
  atMost(
    operation,
    operation === 'mask' ? mask : run,
    Math.min(limits.bindingSize, MOST_ELEMENTS / 8),
    'bytes of mask, bias, sums or tables in one binding',
  );
  atMost(operation, axes, MAX_AXES, 'axes after merging');
  atMost(operation, side, MOST_ELEMENTS, 'coordinates along an axis');
}

/** Checks a call of `forward` or `backward`, which runs `own`, both plans being sound; returns where the mask comes from. */
export function checkCall(boundary: Boundary, call: Call, args: Arguments, own: Plan): AddressWords | GPUBuffer {
  const { plan, source, x, out, operands = {} } = args;
  const { operation } = call;
  checkDemand(boundary, operation, own);
  checkTensor(boundary, call, call.field, elementCount(plan), x);
  const words = isBuffer(source) ? checkMask(boundary, call, plan, source) : addressWords(source);
  const forward = operation === 'forward';
  for (const [name, count] of Object.entries(forward ? operandsOf(plan) : {})) {
    checkTensor(boundary, call, `operands.${name}`, count, operands?.[name as keyof typeof operands]);
  }
  if (forward) checkOperandNames('webgpu', operation, plan, operands);
  if (out === undefined) return words;
  checkTensor(boundary, call, 'out', outputCount(own), out);
  const taken =
    out === words ? 'the mask' : out === operands.bias ? 'the bias' : out === x && own.kind === 'columnSums' && call.field;
  if (taken) throw rangeError('webgpu', operation, 'out', 'a buffer of its own', taken);
  return words;
}

/** Checks that a value is a buffer of this device which can be used so. */
export function checkBuffer(
  { device }: Pick<Boundary, 'device'>,
  operation: string,
  field: string,
  value: unknown,
  usage: number,
): GPUBuffer {
  if (!isBuffer(value)) throw typeError('webgpu', operation, field, 'a GPUBuffer', value);
  const wrong = (expected: string, got: string) =>
    rangeError('webgpu', operation, field, expected, got, `Its label is "${value.label}".`);
  const own = contentsOf(value);
  if (own && own.device !== device) throw wrong("a buffer of the backend's device", 'one of another device');
  if (value.mapState !== 'unmapped') throw wrong('a buffer that is not mapped', `one that is ${value.mapState}`);
  const missing = Object.entries(USAGE).filter(([, flag]) => (usage & flag) !== 0 && (value.usage & flag) === 0);
  if (missing.length > 0) throw wrong(`usage ${missing.map(([name]) => name).join(' and ')}`, 'a buffer without it');
  return value;
}

function checkTensor(boundary: Boundary, { operation }: Call, field: string, count: number, value: unknown): void {
  const buffer = checkBuffer(boundary, operation, field, value, USAGE.STORAGE);
  checkSize(operation, field, buffer, tensorSize(boundary.type, count), `${count} elements of ${boundary.type}`);
  const held = contentsOf(buffer)?.type;
  if (held && held !== boundary.type) {
    throw new TypeError(errorText('webgpu', operation, field, `a buffer of ${boundary.type}`, `one of ${held}`));
  }
}

function checkMask(boundary: Boundary, { operation }: Call, plan: Plan, mask: GPUBuffer): GPUBuffer {
  checkBuffer(boundary, operation, 'mask', mask, USAGE.STORAGE);
  if (!maskDecides(plan)) {
    throw rangeError('webgpu', operation, 'mask', 'an address', 'a mask', `A mask does not decide this ${plan.kind} plan.`);
  }
  checkSize(operation, 'mask', mask, wordsSize(maskCount(plan)), `${Math.ceil(maskCount(plan) / 32)} words`);
  return mask;
}

function checkSize(operation: string, field: string, buffer: GPUBuffer, bytes: number, what: string): void {
  if (buffer.size >= bytes) return;
  const got = `${buffer.size} in a buffer labelled "${buffer.label}"`;
  throw rangeError('webgpu', operation, field, `at least ${bytes} bytes (${what})`, got);
}

function atMost(operation: string, count: number, most: number, what: string): void {
  if (count <= most) return;
  throw new UnsupportedError(errorText('webgpu', operation, 'plan', `at most ${most} ${what}`, `${count}`));
}

/** The tensors of a checked call. */
export function tensorsOf({ type }: Boundary, { plan, x, operands }: Arguments, y: GPUBuffer): Tensors {
  return { type, count: elementCount(plan), x, y, other: operands?.other ?? operands?.residual, bias: operands?.bias };
}
