// Faults of operands, the inputs beside x: not there, not wanted, or of the wrong length.
import type { FloatArray, OperandName } from '@dropkit/core';
import { floatArray, floatTypeOf } from './array.js';

/** Operands, by name: inputs beside x. */
export const OPERANDS: readonly OperandName[] = ['other', 'bias', 'residual'];

/** Ways in which an operand can be wrong on any device. */
const OPERAND_CHANGES = {
  missing: () => undefined,
  unwanted: (array: FloatArray) => array.slice() as FloatArray,
  short: (array: FloatArray) => floatArray(floatTypeOf(array), array.length - 1),
  long: (array: FloatArray) => floatArray(floatTypeOf(array), array.length + 1),
};

/** An operand that is not there, not wanted (the plan does not take it), or of the wrong length. */
export type OperandFault = `${OperandName}-${keyof typeof OPERAND_CHANGES}`;

/** What a fault makes of an operand; undefined for other faults. An operand that is not wanted is made of x. */
export function operandFault(
  fault: string,
): { readonly name: OperandName; readonly spoil: (array: FloatArray) => FloatArray | undefined } | undefined {
  const [name, what] = fault.split('-') as [OperandName, keyof typeof OPERAND_CHANGES];
  return OPERANDS.includes(name) && what in OPERAND_CHANGES ? { name, spoil: OPERAND_CHANGES[what] } : undefined;
}

/** The faults of one operand, on any device. */
export function operandFaults(name: OperandName): readonly string[] {
  return Object.keys(OPERAND_CHANGES).map((what) => `${name}-${what}`);
}
