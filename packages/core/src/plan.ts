// What a backend has to run: plain data, small, closed. Variants are lowered to these and never named again.
// A plan is JSON: it can be logged, compared, sent to a worker or turned into shader uniforms.

/**
 * Which mask element governs which tensor element, collapsed to the lowest rank.
 *
 * The tensor element at coordinates c (row-major over `dims`) is governed by the global mask index
 * `base + sum(c[d] * strides[d])`. A stride of 0 means the axis shares its mask. `[]` is a single element.
 *
 * @example
 * // [N=2, C=3, H*W=20], one decision per channel: { dims: [6, 20], strides: [1, 0], base: 0 }
 */
export interface MaskIndexMap {
  readonly dims: readonly number[];
  readonly strides: readonly number[];
  readonly base: number;
}

interface PlanBase {
  /** Shape of the (local) tensor. Its product is the number of elements that `forward` takes. */
  readonly shape: readonly number[];
  /** Shape of the (local) mask: each dimension equals the tensor's or is 1. */
  readonly maskShape: readonly number[];
  /** Where each tensor element finds its mask element. */
  readonly map: MaskIndexMap;
}

/** y = x; nothing is drawn, every mask element is kept. */
export interface IdentityPlan extends PlanBase {
  readonly kind: 'identity';
}

/** y = factor * x; nothing is drawn, every mask element is kept. */
export interface ScalePlan extends PlanBase {
  readonly kind: 'scale';
  /** float64; rounded once to the data's precision. */
  readonly factor: number;
}

/** y = +0 everywhere, even where x is NaN; nothing is drawn, every mask element is dropped. */
export interface ZeroPlan extends PlanBase {
  readonly kind: 'zero';
}

/**
 * y = kept ? scale * x + shift : dropped, where an element is dropped iff its planar uniform is below `threshold`.
 * The three constants are float64 and rounded once to the data's precision; `shift` 0 means no addition at all.
 */
export interface SelectPlan extends PlanBase {
  readonly kind: 'select';
  /** T of SPEC section 4: an integer from 1 to 2^32 - 1. */
  readonly threshold: number;
  readonly scale: number;
  readonly shift: number;
  readonly dropped: number;
}

/** The closed union of plans. Discriminant: `kind`. */
export type Plan = IdentityPlan | ScalePlan | ZeroPlan | SelectPlan;

/** The names a capability manifest lists. */
export type PlanKind = Plan['kind'];

/** Number of tensor elements that a plan covers. */
export function elementCount(plan: Plan): number {
  return product(plan.map.dims);
}

/** Number of mask elements that a plan draws: the product of the dimensions that are not shared. */
export function maskCount(plan: Plan): number {
  return product(plan.map.dims.filter((_, d) => plan.map.strides[d] !== 0));
}

/** Number of u32 words that hold a plan's packed mask. */
export function maskWordCount(plan: Plan): number {
  return Math.ceil(maskCount(plan) / 32);
}

/**
 * The plan of the derivative: what maps dy to dx (SPEC section 9). Linear, so it is its own derivative.
 * `backend.backward(plan, ...)` is `backend.forward(gradientPlan(plan), ...)`.
 */
export function gradientPlan(plan: Plan): Plan {
  return plan.kind === 'select' ? { ...plan, shift: 0, dropped: 0 } : plan;
}

/** Product of a shape's dimensions; 1 for a scalar. */
export function product(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a * b, 1);
}
