// The public boundary of backends that work on typed arrays: everything is checked before anything is written.
import { type Address, type AddressWords, addressWords } from './address.js';
import type { Capabilities, DType, Operands } from './backend.js';
import { checkObject, checkValue, errorText, rangeError, show, typeError, UnsupportedError } from './errors.js';
import { coversParts } from './mask/block.js';
import { elementCount, maskWordCount, type OperandName, operandsOf, outputCount, type Plan, type PlanInput } from './plan.js';
import { fieldAt, type SoundKinds, unsoundField } from './sound/sound-plan.js';
import { dtypeOf, type FloatArray, isUint32Array, overlap } from './typed-arrays.js';

/** Who is called, for the message: `{ pkg: 'cpu', operation: 'forward', field: 'x' }`. */
export interface Call {
  /** The part of the package's name after `@dropkit/`. */
  readonly pkg: string;
  /** `backward` takes what is as long as the plan's output; every other name is a forward call. */
  readonly operation: string;
  /** What the caller calls its input. */
  readonly field: string;
}

/** `checkCall` for the kinds of plans whose numbers it can judge. */
export function checkCallOf(
  kinds: Partial<SoundKinds>,
  call: Call,
  capabilities: Capabilities,
  plan: Plan,
  source: Address | Uint32Array,
  input: FloatArray,
  out: FloatArray | undefined,
  of?: PlanInput,
): AddressWords | Uint32Array {
  const { pkg, operation, field } = call;
  checkPlanOf(kinds, pkg, operation, capabilities, plan);
  const backward = operation === 'backward';
  const dtype = checkArray(call, capabilities, backward ? outputCount(plan) : elementCount(plan), input);
  const words = ArrayBuffer.isView(source) ? checkMask(call, plan, source) : addressWords(source);
  const count = backward
    ? (operandsOf(plan)[checkInput(call, plan, of) as OperandName] ?? elementCount(plan))
    : outputCount(plan);
  if (out === undefined) return words;
  checkLike(call, capabilities, count, 'out', out, dtype);
  const sums = plan.kind === 'columnSums' || of === 'bias';
  if (overlapsPartly(out, input, sums) || (ArrayBuffer.isView(words) && overlap(out, words))) {
    throw overlaps(
      call,
      sums ? `memory apart from "${field}" and from the mask` : `"${field}" itself or memory apart from it and from the mask`,
    );
  }
  return words;
}

/**
 * Checks the operands of one call of `forward` whose other arguments are checked.
 *
 * @returns the operands, none for plans that take none
 * @throws TypeError when one is missing, not wanted or of another type than x; RangeError for a wrong length, or an `out` that overlaps one
 * without being it (`out` is never the bias, whose elements are used again)
 * @example const { other, bias, residual } = checkOperands({ pkg: 'mine', operation: 'forward', field: 'x' }, CAPABILITIES, plan, x, out, operands);
 */
export function checkOperands<B extends FloatArray>(
  call: Call,
  capabilities: Capabilities,
  plan: Plan,
  input: B,
  out: B | undefined,
  operands: Operands<B> = {},
): Operands<B> {
  const { pkg, operation } = call;
  const taken = checkOperandNames(pkg, operation, plan, operands);
  for (const name of Object.keys(taken) as OperandName[]) {
    const operand = operands[name] as B;
    const field = `operands.${name}`;
    checkLike(call, capabilities, taken[name]!, field, operand, dtypeOf(input)!);
    if (!out || !overlapsPartly(out, operand, name === 'bias')) continue;
    throw overlaps(call, name === 'bias' ? `memory apart from ${field}` : `${field} itself or memory apart from it`);
  }
  return operands;
}

/**
 * Checks that a plan is given the operands that it takes and no others, of whatever type.
 *
 * @returns what the plan takes, as `operandsOf` says it
 * @throws TypeError for an operand that is missing or not wanted
 * @example const lengths = checkOperandNames('mine', 'forward', plan, operands);
 */
export function checkOperandNames(
  pkg: string,
  operation: string,
  plan: Plan,
  operands: Operands<unknown> = {},
): ReturnType<typeof operandsOf> {
  checkObject(pkg, operation, 'operands', 'an object such as { other }', operands);
  const taken = operandsOf(plan);
  for (const name in { ...operands, ...taken }) {
    const given = operands[name as OperandName];
    if ((given === undefined) === name in taken)
      throw typeError(pkg, operation, `operands.${name}`, `${name in taken ? 'an array' : 'nothing'}: ${inputsOf(plan)}`, given);
  }
  return taken;
}

/**
 * Checks which input a call of `backward` asks the gradient of.
 *
 * @returns the input, `x` where none is named
 * @throws TypeError or RangeError for an input that the plan does not have
 * @example const plan = gradientPlan(forwardPlan, checkInput({ pkg: 'mine', operation: 'backward', field: 'dy' }, forwardPlan, input));
 */
export function checkInput({ pkg, operation }: Call, plan: Plan, input: PlanInput = 'x'): PlanInput {
  const isKnown = input === 'x' || Object.hasOwn(operandsOf(plan), input);
  checkValue(typeof input === 'string', isKnown, pkg, operation, 'input', `one of these: ${inputsOf(plan)}`, input);
  return input;
}

function inputsOf(plan: Plan): string {
  return `this plan of kind ${plan.kind} takes ${['x', ...Object.keys(operandsOf(plan))].join(', ')}`;
}

/** Checks an array that must have the element type of the input. */
function checkLike(call: Call, capabilities: Capabilities, count: number, field: string, array: FloatArray, dtype: DType): void {
  const { pkg, operation } = call;
  if (checkArray({ ...call, field }, capabilities, count, array) === dtype) return;
  throw typeError(pkg, operation, field, `a ${dtype} array like "${call.field}"`, array);
}

function overlaps({ pkg, operation }: Call, expected: string): RangeError {
  return rangeError(pkg, operation, 'out', expected, 'an array that overlaps');
}

/** Arrays that begin at one place are one array, unless they are to be `apart`. */
function overlapsPartly(a: FloatArray, b: FloatArray, apart: boolean): boolean {
  return overlap(a, b) && (apart || a.byteOffset !== b.byteOffset);
}

/** `checkPlan` for the kinds of plans whose numbers it can judge. */
export function checkPlanOf(
  kinds: Partial<SoundKinds>,
  pkg: string,
  operation: string,
  { plans }: Capabilities,
  plan: Plan,
): void {
  const expected = 'what lower() returns';
  checkObject(pkg, operation, 'plan', expected, plan);
  checkSupported(pkg, operation, 'plan.kind', plans, plan.kind);
  const unsound = unsoundField(kinds, plan);
  if (unsound) throw rangeError(pkg, operation, `plan.${unsound}`, expected, show(fieldAt(plan, unsound)));
}

/**
 * Throws an UnsupportedError unless the value is among those that a backend can do.
 *
 * @example checkSupported('mine', 'alloc', 'dtype', CAPABILITIES.dtypes, dtype);
 */
export function checkSupported<T extends string>(
  pkg: string,
  operation: string,
  field: string,
  able: readonly T[],
  value: T,
): void {
  if (!able.includes(value)) throw new UnsupportedError(errorText(pkg, operation, field, able.join(' or '), show(value)));
}

function checkArray(call: Call, { dtypes }: Capabilities, count: number, array: FloatArray): DType {
  const { pkg, operation, field } = call;
  const dtype = dtypeOf(array);
  if (!dtype) throw typeError(pkg, operation, field, 'a Float32Array, Float64Array or Float16Array', array);
  checkSupported(pkg, operation, field, dtypes, dtype);
  checkLength(call, array, count, 'elements');
  return dtype;
}

function checkMask({ pkg, operation }: Call, plan: Plan, mask: Uint32Array): Uint32Array {
  if (!isUint32Array(mask)) throw typeError(pkg, operation, 'mask', 'a Uint32Array as mask() returned it', mask);
  if (!maskDecides(plan))
    throw rangeError(pkg, operation, 'mask', 'an address', 'a mask', `A mask does not decide this ${plan.kind} plan.`);
  checkLength({ pkg, operation, field: 'mask' }, mask, maskWordCount(plan), 'words');
  return mask;
}

function checkLength({ pkg, operation, field }: Call, { length }: { length: number }, count: number, what: string): void {
  if (length === count) return;
  // A view of a detached buffer, or of one that was resized below it, reports length 0.
  const gone = length === 0 ? ' Its buffer may be detached or resized.' : '';
  throw rangeError(pkg, operation, field, `${count} ${what}`, `${length}`, `Pass what the plan's shape says.${gone}`);
}

/**
 * Whether a packed mask says all that a plan draws, so that it may stand in for the address: not where numbers are drawn (`noise`,
 * `concrete`), nor where a `block` plan counts more than its own box.
 *
 * @example const source = maskDecides(plan) ? backend.mask(plan, address) : address;
 */
export function maskDecides(plan: Plan): boolean {
  if (plan.kind === 'block') return coversParts(plan);
  return plan.kind !== 'noise' && plan.kind !== 'concrete';
}
