// How far an output may be from the reference's, element by element: derived from the plan, the inputs and the manifest.
// Decisions, blocks, holes, rows and single products are exact everywhere; numbers that go through a logarithm are not.
import type { ConcretePlan, FloatArray, MixPlan, NoisePlan, Operands, Plan } from '@dropkit/core';
import type { Comparator, FloatComparator } from '../case.js';
import type { SuiteCapabilities } from '../target.js';

/** What a comparison allows. */
export interface Allowance {
  readonly comparator: FloatComparator;
  /** Units in the last place are measured at this magnitude at least. */
  readonly magnitude?: number;
  /** Allowed beside the units in the last place; undefined: this element is exact. */
  readonly slack?: (index: number) => number | undefined;
}

/** What runs: the plan of the direction, its inputs, and which elements its mask keeps. */
export interface Applicand {
  readonly plan: Plan;
  readonly x: FloatArray;
  readonly operands: Operands<FloatArray>;
  readonly isKept: (index: number) => boolean;
}

/** Half a unit in the last place of a float32, relatively. */
const HALF_ULP = 2 ** -24;

/**
 * y = x * factor: two factors that agree but for their rounding differ by ulp(factor), which is at most 2 ulp(y) / |x|; the products
 * are rounded once more on each side, half a unit each.
 */
export const FACTOR_ULPS = 3;

/** The allowance of a comparator under a manifest. */
export function allowanceOf(comparator: Comparator, applicand: Applicand, capabilities: SuiteCapabilities): Allowance {
  const { plan } = applicand;
  const { fusesMultiplyAdd } = capabilities;
  if (comparator.kind === 'noise') return drawnNumber(applicand, capabilities);
  if (comparator.kind === 'ulp') {
    return { comparator, magnitude: fusesMultiplyAdd && plan.kind === 'select' ? Math.abs(plan.shift) : 0 };
  }
  if (fusesMultiplyAdd && plan.kind === 'noise') return factor(applicand, fusedFactor(plan));
  return fusesMultiplyAdd && plan.kind === 'mix' ? fusedMix(plan, applicand) : { comparator };
}

function drawnNumber(applicand: Applicand, capabilities: SuiteCapabilities): Allowance {
  const { plan } = applicand;
  const isDrawn = plan.kind === 'concrete' || plan.kind === 'noise';
  return isDrawn ? factor(applicand, drawnError(plan, capabilities)) : { comparator: { kind: 'exact' } };
}

/** How far a manifest lets the factor of a plan be off, but for its last rounding. */
export function drawnError(
  plan: NoisePlan | ConcretePlan,
  { normalTolerance, concreteTolerance }: Pick<SuiteCapabilities, 'normalTolerance' | 'concreteTolerance'>,
): number {
  return plan.kind === 'noise' ? normalTolerance * Math.abs(plan.amplitude) : concreteTolerance * largestFactor(plan);
}

/** The largest |(1 - z) (scale + slope z)| over z in [0, 1] is at most |scale| + |slope| / 4. */
function largestFactor({ scale, slope }: ConcretePlan): number {
  return Math.abs(scale) + Math.abs(slope) / 4;
}

/**
 * offset + amplitude n in float32, fused or not, n in [-1, 1] exact: the constants are rounded (half a unit each), and so is the product
 * where it is not fused; the sum's rounding is among FACTOR_ULPS.
 */
function fusedFactor({ offset, amplitude }: NoisePlan): number {
  return HALF_ULP * (Math.abs(offset) + 2 * Math.abs(amplitude));
}

/** A factor that may be off by `error`; where the mask decides, kept elements pass unchanged. */
function factor({ plan, x, isKept }: Applicand, error: number): Allowance {
  const gated = plan.kind === 'noise' && plan.threshold !== undefined;
  const slack = (i: number) => (gated && isKept(i) ? undefined : error * Math.abs(x[i]));
  return { comparator: { kind: 'ulp', ulps: FACTOR_ULPS }, slack };
}

/** One of the two products is not rounded: half a unit of it, and another rounding of the sum. */
function fusedMix({ factor: a, otherFactor: b }: MixPlan, { x, operands: { other = x } }: Applicand): Allowance {
  const slack = (i: number) => HALF_ULP * Math.max(Math.abs(a * x[i]), Math.abs(b * other[i]));
  return { comparator: { kind: 'ulp', ulps: 1 }, slack };
}
