// A conformance case: pure JSON data that says what is run and what must hold. How it is run is in check/.
// Ids are stable: `<check>:<what>/<detail>`; changing the meaning of an id is a breaking change.
import type { DropoutConfig, DType, FuseOptions, OperandName, Phase, Plan, PlanInput, Slice } from '@dropkit/core';
import type { FaultName } from './faults.js';
import type { InputName } from './inputs.js';

/** An address as JSON: the seed is decimal text, since it may need 64 bits. What is left out is left out of the call. */
export interface CaseAddress {
  readonly seed: string;
  readonly stream?: number;
  readonly step?: number;
  /** Hands the seed over as a number; a bigint otherwise. */
  readonly seedAs?: 'number';
}

/** An array: a generator's name, or the very bits, in hex. */
export type InputSpec = InputName | { readonly bits: readonly string[] };

/** The operands of plans that take any. Default `shiftedNormals` for the bias, `normals` for others. */
type OperandSpecs = { readonly [Name in OperandName]?: InputSpec };

interface SubjectBase extends OperandSpecs {
  readonly address: CaseAddress;
  readonly dtype: DType;
  readonly input: InputSpec;
}

/** What most cases run: a config lowered for a shape, a phase and perhaps a box of a global tensor. */
export interface ConfigSubject extends SubjectBase {
  readonly config: DropoutConfig;
  readonly shape: readonly number[];
  readonly phase: Phase;
  readonly slice?: Slice;
  /** What is added to what is dropped, in the same pass. */
  readonly fuse?: FuseOptions;
}

/** A plan that no config lowers to, but that a backend has to run all the same. */
export interface PlanSubject extends SubjectBase {
  readonly plan: Plan;
}

/** What a case runs. */
export type Subject = ConfigSubject | PlanSubject;

/** How two arrays are compared: bit by bit, or within k units in the last place (SPEC section 12). */
export type FloatComparator = { readonly kind: 'exact' } | { readonly kind: 'ulp'; readonly ulps: number };

/** How outputs are compared; `noise` allows each element what the manifest's tolerance of a drawn number makes of it (compare/allowance.ts). */
export type Comparator = FloatComparator | { readonly kind: 'noise' };

/** Which of the two maps of a backend. */
export type Direction = 'forward' | 'backward';

/** A statistic of what is kept, of the outputs, or of the numbers that a noise plan draws. */
export type Statistic =
  | { readonly of: 'keep'; readonly name: 'mean' }
  | { readonly of: 'keep'; readonly name: 'variance' }
  | { readonly of: 'keep'; readonly name: 'neighbours'; readonly lag: number }
  | { readonly of: 'keep'; readonly name: 'covariance'; readonly other: Partial<CaseAddress> }
  | { readonly of: 'keep'; readonly name: 'elementMeans'; readonly steps: number }
  | { readonly of: 'keep'; readonly name: 'coverage' }
  | { readonly of: 'output'; readonly name: 'mean' | 'variance'; readonly direction?: Direction }
  | { readonly of: 'output'; readonly name: 'selfNormalizing' | 'relaxedDrops' }
  | { readonly of: 'noise'; readonly name: NoiseStatistic; readonly lag?: number };

/**
 * Powers 1 to 4 of the numbers, products of numbers `lag` apart, products and products of squares within Box-Muller pairs, and products
 * with the Bernoulli decisions of the same address.
 */
export type NoiseStatistic = 'mean' | 'variance' | 'third' | 'fourth' | 'neighbours' | 'pairs' | 'pairSquares' | 'decisions';

/** A call of a backend: which map, how results are compared, and in backward whose gradient is asked for (default `x`). */
interface CallCheck {
  readonly direction: Direction;
  readonly comparator: Comparator;
  readonly input?: PlanInput;
}

/** What must hold. */
export type Check =
  | { readonly kind: 'mask'; readonly words?: readonly string[] }
  | { readonly kind: 'tail' }
  | { readonly kind: 'pattern'; readonly words: readonly string[] }
  | ({ readonly kind: 'apply'; readonly bits?: readonly string[] } & CallCheck)
  | ({ readonly kind: 'keptMask' } & CallCheck)
  | ({ readonly kind: 'out' } & CallCheck)
  | ({ readonly kind: 'inPlace'; readonly onto?: OperandName } & CallCheck)
  | ({
      readonly kind: 'views';
      /** Only from the address, where a mask does not decide. Absent: from the address and from a kept mask. */
      readonly source?: 'address';
    } & CallCheck)
  | { readonly kind: 'differences'; readonly input: PlanInput }
  | { readonly kind: 'tangent'; readonly step: number }
  | { readonly kind: 'identity' }
  | { readonly kind: 'repeat' }
  | { readonly kind: 'callOrder'; readonly steps: readonly number[] }
  | { readonly kind: 'join'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'nested'; readonly ps: readonly number[] }
  | { readonly kind: 'drawsNothing'; readonly others: readonly CaseAddress[] }
  | { readonly kind: 'moments'; readonly statistic: Statistic; readonly z: number }
  | {
      readonly kind: 'rejects';
      readonly operation: Direction | 'mask';
      readonly fault: FaultName;
      readonly error: ErrorName;
      readonly input?: PlanInput;
    }
  | { readonly kind: 'disposed' };

/** One box of a joined tensor. */
export interface Piece {
  readonly shape: readonly number[];
  readonly start: readonly number[];
}

/** Names of the checks, for reports. */
export type CheckKind = Check['kind'];

/** One case of the suite; JSON all through. */
export interface Case {
  readonly id: string;
  /** One line for a reader who knows dropout. */
  readonly description: string;
  /** Section of the specification, such as `4`. */
  readonly section: string;
  readonly subject: Subject;
  readonly check: Check;
}

/** Bit-exact: the rule for everything but `alpha`, normals and concrete factors. */
export const EXACT: Comparator = { kind: 'exact' };

/** Normals and concrete factors go through logarithms and square roots, which no two libraries round alike. */
export const NOISE: Comparator = { kind: 'noise' };

/** SPEC section 12: `alpha` forward has a multiplication and an addition, so there are roundings to differ in. */
const ALPHA_TOLERANCE: Comparator = { kind: 'ulp', ulps: 2 };

/** The comparator of a config and a direction: backward is one multiplication under every policy, so it is exact for all. */
export function comparatorOf({ variant }: DropoutConfig, direction: Direction): Comparator {
  if (variant === 'gaussian' || variant === 'variationalGaussian' || variant === 'concrete') return NOISE;
  const adds = variant === 'alpha' || variant === 'featureAlpha';
  return adds && direction === 'forward' ? ALPHA_TOLERANCE : EXACT;
}

/** Classes of errors that the contract knows (SPEC section 4 and the interface of backends). */
export type ErrorName = 'TypeError' | 'RangeError' | 'UnsupportedError' | 'DisposedError';
