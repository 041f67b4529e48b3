// Core's vectors of fused plans: masks, outputs and gradients to the bit, from a witness that shares no code with core.
import type { DropoutConfig } from '@dropkit/core';
import fused from '@dropkit/core/vectors/fused.json';
import type { Case, Check, ConfigSubject } from '../case.js';
import { type CaseTable, subjectOf } from './builders.js';
import { BACKWARD, FORWARD, onlyIf } from './fused.js';

/** A case for each mask, output and gradient. */
export const fusedVectorCases: CaseTable = fused.cases.flatMap((vector): CaseTable => {
  const { config, phase, operands, seed, stream, step, globalShape, start, shape } = vector;
  const count = shape.reduce((a, b) => a * b, 1);
  const cycle = (values: readonly string[], length: number) => ({
    bits: Array.from({ length }, (_, n) => values[n % values.length]),
  });
  const residual = cycle(fused.residual, count);
  const subject = subjectOf(config as DropoutConfig, shape, {
    phase: phase as ConfigSubject['phase'],
    address: { seed, stream, step },
    fuse: operands,
    input: cycle(fused.x, count),
    bias: cycle(fused.bias, shape.at(-1)!),
    residual,
    ...(globalShape.every((side, d) => side === shape[d]) ? {} : { slice: { shape: globalShape, start } }),
  });
  const gradients = { ...subject, input: residual };
  const named = (prefix: string, what: string, of: ConfigSubject, check: Check): Case => ({
    id: `${prefix}:vector/fused/${vector.id}`,
    description: `${what} the vector's (fused/${vector.id})`,
    section: '8',
    subject: of,
    check,
  });
  return [
    named('mask', 'The packed mask is', subject, { kind: 'mask', words: vector.maskWords }),
    named('select', 'Outputs are', subject, { kind: 'apply', ...FORWARD, bits: vector.y }),
    named('backward', 'Gradients of x are', gradients, { kind: 'apply', ...BACKWARD, bits: vector.dx }),
    ...onlyIf(
      operands.bias === true,
      named('backward-bias', 'Gradients of the bias are', gradients, {
        kind: 'apply',
        ...BACKWARD,
        input: 'bias',
        bits: vector.dBias,
      }),
    ),
  ];
});
