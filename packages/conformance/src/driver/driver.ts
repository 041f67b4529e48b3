// What the checks talk to: one asynchronous face for backends on arrays, backends on devices, and adapters.
// Everything that goes in and out is a host array.
import {
  elementCount,
  type FloatArray,
  type OperandName,
  type Operands,
  operandsOf,
  outputCount,
  type PlanInput,
} from '@dropkit/core';
import type { Direction, Subject } from '../case.js';
import type { FaultName } from '../faults.js';
import { inputOf, operandsFor, planOf } from '../subject.js';
import type { SuiteCapabilities } from '../target.js';

/** One application of a subject to an input. */
export interface Application {
  readonly direction: Direction;
  readonly subject: Subject;
  readonly x: FloatArray;
  /** What the plan takes beside x. */
  readonly operands: Operands<FloatArray>;
  /** In backward, whose gradient is asked for; `x` unless said otherwise. */
  readonly input?: PlanInput;
  /** `address` draws; `keptMask` asks for the mask first and hands it over. */
  readonly source: 'address' | 'keptMask';
  /** A new buffer, one that is given, or the input or an operand itself. */
  readonly destination: 'new' | 'out' | PlanInput;
}

/** A subject's own call: drawn from its address, into a new buffer. */
export function callOf(subject: Subject, direction: Direction = 'forward', x: FloatArray = inputOf(subject)): Application {
  return { direction, subject, x, operands: operandsFor(subject, direction), source: 'address', destination: 'new' };
}

/** How many elements come back. */
export function resultCount({ direction, subject, input = 'x' }: Pick<Application, 'direction' | 'subject' | 'input'>): number {
  const plan = planOf(subject);
  if (direction === 'forward') return outputCount(plan);
  return operandsOf(plan)[input as OperandName] ?? elementCount(plan);
}

/** What came back. */
export interface Applied {
  readonly y: FloatArray;
  /** Which buffer the call returned. */
  readonly returned: 'input' | 'out' | 'new';
  /** The input buffer after the call. */
  readonly inputAfter: FloatArray;
  /** The operands after the call. */
  readonly operandsAfter: Operands<FloatArray>;
  /** The given `out` buffer after the call. */
  readonly outAfter?: FloatArray;
}

/** A call with one fault in its arguments. */
export interface Attempt {
  readonly operation: Direction | 'mask';
  readonly subject: Subject;
  readonly fault: FaultName;
  /** In backward, whose gradient is asked for. */
  readonly input?: PlanInput;
}

/** What a faulty call did. */
export interface Attempted {
  /** What it threw, or `undefined`. */
  readonly error: unknown;
  /** Buffers before and after, as far as the fault leaves them readable. */
  readonly buffers: readonly { readonly name: string; readonly before: FloatArray; readonly after: FloatArray }[];
}

/** A target, driven. */
export interface Driver {
  readonly capabilities: SuiteCapabilities;
  apply(application: Application): Promise<Applied>;
  /** The same with views into larger arrays for input, `out` and kept mask; only where buffers are host arrays. */
  applyFramed?(application: Application): Promise<{ readonly applied: Applied; readonly framesIntact: boolean }>;
  mask(subject: Subject): Promise<Uint32Array>;
  attempt(attempt: Attempt): Promise<Attempted>;
  dispose(): Promise<void>;
}
