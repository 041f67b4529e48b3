// What a backend has to run: plain data, small, closed. Variants are lowered to these and never named again.
// A plan is JSON: it can be logged, compared, sent to a worker or turned into shader uniforms.
import type { MaskIndexMap, Slice } from './mask-index-map.js';

/** What all plans say: where. */
export interface PlanBase {
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
  /** Absent: kept elements pass. true: dropped elements pass (scale, shift) and kept ones become `dropped`; the mask stays the same. */
  readonly complement?: true;
}

/**
 * A select plan for each row: the tensor's first axis cut into `thresholds.length` equal parts, each with its own probability.
 * y = kept ? scales[row] * x : +0. The mask and the map do not share the first axis.
 */
export interface RowsPlan extends PlanBase {
  readonly kind: 'rows';
  /** T of each row: an integer from 0 (keeps all, draws nothing) to 2^32 (drops all, draws nothing). */
  readonly thresholds: readonly number[];
  /** What kept elements of a row are multiplied with; float64. */
  readonly scales: readonly number[];
}

/**
 * DropBlock: seeds on the valid grid are dropped iff their planar uniform is below `threshold`; a dropped seed s drops the block
 * s .. s + window - 1. y = kept ? (count / kept count) * x : +0, zeros where nothing is kept. SPEC section 8.
 *
 * The grid is row-major over `box.shape[d] - window[d] + 1`; counts are exact integers over the whole tensor or the whole sample,
 * also when the plan covers only a box of it.
 */
export interface BlockPlan extends PlanBase {
  readonly kind: 'block';
  /** An integer from 1 to 2^32 - 1. */
  readonly threshold: number;
  /** Side of the block along each axis, from 1 (no block along it) to the global dimension. */
  readonly window: readonly number[];
  /** The global tensor and where the plan's box starts in it. */
  readonly box: Slice;
  /** What is counted to normalise: the whole tensor, or each sample (index of the first axis). */
  readonly normalization: 'tensor' | 'sample';
}

/**
 * Cutout: each sample (index of the first axis) has `holes` boxes of zeros at random places, clipped at the borders; y = x elsewhere.
 * Along axis `axes[a]` hole h of global sample n starts at floor(u * side) - floor(size[a] / 2), where u is the linear uniform of
 * index (n * holes + h) * axes.length + a. Axes that are not listed share the holes.
 */
export interface CutoutPlan extends PlanBase {
  readonly kind: 'cutout';
  readonly axes: readonly number[];
  /** Side of a hole along each listed axis. */
  readonly size: readonly number[];
  readonly holes: number;
  readonly box: Slice;
}

/**
 * Multiplicative noise: y = x * (offset + amplitude * n) with n from `noiseMap` on linear words: a standard normal, or the
 * uniform 2 u - 1. With a `threshold`, kept elements pass unchanged and only dropped ones are multiplied.
 */
export interface NoisePlan extends PlanBase {
  readonly kind: 'noise';
  readonly distribution: 'normal' | 'uniform';
  /** Which linear number multiplies which element. */
  readonly noiseMap: MaskIndexMap;
  readonly offset: number;
  readonly amplitude: number;
  /** An integer from 1 to 2^32 - 1; absent: noise everywhere, nothing is dropped. */
  readonly threshold?: number;
  /** Noise of the backward pass where it is not that of the forward pass (ShakeDrop): numbers from `skip` linear words further on. */
  readonly backward?: { readonly offset: number; readonly amplitude: number; readonly skip: number };
}

/**
 * Concrete dropout: y = x * (1 - z) * (scale + slope * z), z = sigmoid((logit + log(u / (1 - u))) / temperature), where u is the linear
 * uniform + 2^-25 at the map's index. A slope other than 0 occurs in derivatives with respect to the logit of p.
 */
export interface ConcretePlan extends PlanBase {
  readonly kind: 'concrete';
  readonly logit: number;
  readonly temperature: number;
  readonly scale: number;
  readonly slope: number;
}

/** Two-input select (zoneout): y = kept ? x : other. */
export interface ChoosePlan extends PlanBase {
  readonly kind: 'choose';
  /** An integer from 0 (keeps all, draws nothing) to 2^32 (drops all, draws nothing). */
  readonly threshold: number;
}

/** Evaluation of zoneout: y = factor * x + otherFactor * other; nothing is drawn, every mask element is kept. */
export interface MixPlan extends PlanBase {
  readonly kind: 'mix';
  readonly factor: number;
  readonly otherFactor: number;
}

/**
 * A transformer's residual connection in one pass: y = residual + (kept ? scale * (x + bias) : +0). `bias` has one value for each index
 * of the last axis, `residual` x's shape. Made by `fuse`; SPEC section 8.
 *
 * Sum, product and sum are each rounded in the precision in which the data are computed, in this order; what is false is left out.
 */
export interface FusedPlan extends PlanBase {
  readonly kind: 'fused';
  /** An integer from 0 (keeps all, draws nothing) to 2^32 (drops all, draws nothing). */
  readonly threshold: number;
  /** What kept sums are multiplied with; float64. */
  readonly scale: number;
  /** Whether the plan takes the operand `bias`. */
  readonly bias: boolean;
  /** Whether the plan takes the operand `residual`. */
  readonly residual: boolean;
}

/**
 * Gradient of `fused` with respect to its bias: maps dy to one number for each index of the last axis, the sum over all rows (indices of the
 * axes before) of kept ? scale * dy : +0. The order of additions is part of the specification, so that the sums are exact on every backend:
 * ROW_BLOCK rows at a time from +0, then these partial sums from +0.
 */
export interface ColumnSumsPlan extends PlanBase {
  readonly kind: 'columnSums';
  /** An integer from 0 (keeps all, draws nothing) to 2^32 (drops all, draws nothing). */
  readonly threshold: number;
  /** What kept elements are multiplied with before they are summed; float64. */
  readonly scale: number;
}

/** The closed union of plans. Discriminant: `kind`. */
export type Plan =
  | IdentityPlan
  | ScalePlan
  | ZeroPlan
  | SelectPlan
  | RowsPlan
  | BlockPlan
  | CutoutPlan
  | NoisePlan
  | ConcretePlan
  | ChoosePlan
  | MixPlan
  | FusedPlan
  | ColumnSumsPlan;

/** The names a capability manifest lists. */
export type PlanKind = Plan['kind'];

/** Number of tensor elements that a plan covers. */
export function elementCount(plan: Plan): number {
  return product(plan.map.dims);
}

/** Number of elements of a plan's output: `elementCount`, but for `columnSums`, which gives one for each column. */
export function outputCount(plan: Plan): number {
  return plan.kind === 'columnSums' ? columnCount(plan) : elementCount(plan);
}

/** Number of indices of the last axis; 1 for a scalar. */
export function columnCount({ shape }: PlanBase): number {
  return shape.at(-1) ?? 1;
}

/** Number of mask elements that a plan draws: the product of the dimensions that are not shared. */
export function maskCount(plan: Plan): number {
  return product(plan.map.dims.filter((_, d) => plan.map.strides[d] !== 0));
}

/** Number of u32 words that hold a plan's packed mask. */
export function maskWordCount(plan: Plan): number {
  return Math.ceil(maskCount(plan) / 32);
}

/** Inputs of plans: `x`, and operands beside it, of which a plan takes those that `operandsOf` lists. */
export type PlanInput = 'x' | 'other' | 'bias' | 'residual';

/** Names of operands: inputs beside `x`. */
export type OperandName = Exclude<PlanInput, 'x'>;

/**
 * The operands that a plan takes beside `x`, and how many elements each has. What is not listed is not taken.
 *
 * @example operandsOf(fuse(lower(config, [32, 128], 'train'), { bias: true, residual: true })); // { bias: 128, residual: 4096 }
 */
export function operandsOf(plan: Plan): { readonly [Name in OperandName]?: number } {
  const { kind } = plan;
  if (kind === 'choose' || kind === 'mix') return { other: elementCount(plan) };
  if (kind !== 'fused') return {};
  return { ...(plan.bias && { bias: columnCount(plan) }), ...(plan.residual && { residual: elementCount(plan) }) };
}

/** A select plan without its constants: what maps dy to dx. */
export function selectGradient(plan: SelectPlan): SelectPlan {
  return { ...plan, shift: 0, dropped: 0 };
}

/** y = kept ? scale * x : +0 as the simplest plan that says it; a threshold of 0 keeps and one of 2^32 drops all. */
export function scaledSelect(
  place: PlanBase,
  threshold: number,
  scale: number,
): IdentityPlan | ScalePlan | ZeroPlan | SelectPlan {
  if (threshold === DROP_ALL) return { kind: 'zero', ...place };
  if (threshold > 0) return { kind: 'select', ...place, threshold, scale, shift: 0, dropped: 0 };
  return scale === 1 ? { kind: 'identity', ...place } : { kind: 'scale', ...place, factor: scale };
}

/** The part of a plan that says where. */
export function placeOf({ shape, maskShape, map }: PlanBase): PlanBase {
  return { shape, maskShape, map };
}

/** A threshold above all uniforms. */
export const DROP_ALL = 2 ** 32;

/**
 * Rows that `columnSums` adds up before it adds their sum to those of the rows before. Rounding errors grow with ROW_BLOCK + rows / ROW_BLOCK
 * instead of rows, least at 4,096 rows, a usual number of tokens; a GPU has that many sums for each column to do at once.
 */
export const ROW_BLOCK = 64;

/** Product of a shape's dimensions; 1 for a scalar. */
export function product(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a * b, 1);
}
