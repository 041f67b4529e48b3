// The named parts of the readable backend: each a small decision that people get wrong, so that a bug is planted by replacing one.
// They share no code with core's reference below the checks of arguments and the plans of derivatives.
import {
  type Address,
  type AddressWords,
  type BlockPlan,
  bitMap,
  type Call,
  type Capabilities,
  type ConcretePlan,
  checkCall,
  checkOperands,
  checkPlan,
  drawMap,
  dtypeOf,
  type FloatArray,
  type FusedPlan,
  gradientPlan,
  indexAt,
  type MaskIndexMap,
  type MixPlan,
  type NoisePlan,
  type Operands,
  type Plan,
  type PlanInput,
  type RowsPlan,
  type ScalePlan,
  type SelectPlan,
} from '@dropkit/core';

export type Quad = readonly [number, number, number, number];
export type Round = (value: number) => number;

/** Numbers from `from` up to `to`, exclusive. */
export type Span = readonly [from: number, to: number];

/** Each part of the backend that a bug may replace. */
export interface Parts {
  /** Key words of one round, 0 the first. */
  roundKey(key: readonly [number, number], round: number): readonly [number, number];
  /** Key of an address. */
  key(words: AddressWords): readonly [number, number];
  /** Counter of a block. */
  counter(block: number, words: AddressWords): Quad;
  /** Domain of linear words, beside 0 of planar uniforms. */
  linearDomain: number;
  threshold(plan: Extract<Plan, { threshold?: number }>): number;
  /** Threshold of one row. */
  rowThreshold(plan: RowsPlan, row: number): number;
  /** Map from local mask elements to global mask indices. */
  maskIndices(map: MaskIndexMap): MaskIndexMap;
  /** From a tensor element to the bit of the packed mask that governs it. */
  bitOf(map: MaskIndexMap): (e: number) => number;
  /** Whether a select plan passes an element. */
  passes(plan: SelectPlan, kept: boolean): boolean;
  kept(plan: SelectPlan, x: number, round: Round): number;
  dropped(plan: SelectPlan, x: number, round: Round): number;
  /** Factor of a scale plan. */
  factor(plan: ScalePlan): number;
  /** Side of the grid of block seeds along an axis. */
  gridSide(side: number, window: number): number;
  /** What a block seed drops along an axis. */
  block(seed: number, window: number): Span;
  /** Whether each sample is counted by itself. */
  countsSamples(plan: BlockPlan): boolean;
  /** Factor of kept elements of a block plan. */
  normalizer(plan: BlockPlan, count: number, kept: number): number;
  /** Which sample's holes a sample has. */
  holeSample(sample: number): number;
  /** What a hole covers along an axis, given its uniform. */
  hole(uniform: number, side: number, size: number): Span;
  /** First uniform of Box and Muller, from a word. */
  radiusUniform(word: number): number;
  /** Both normals of a pair. */
  normals(radius: number, angle: number): readonly [even: number, odd: number];
  /** What a uniform in [0, 1) becomes in noise plans. */
  centred(uniform: number): number;
  /** What noise is multiplied with. */
  amplitude(plan: NoisePlan): number;
  /** Whether a noise plan with a threshold multiplies an element. */
  shakes(kept: boolean): boolean;
  /** Factor of concrete dropout from both sigmoids, z and 1 - z. */
  relaxed(plan: ConcretePlan, z: number, rest: number): number;
  choose(kept: boolean, x: number, other: number): number;
  mix(plan: MixPlan, x: number, other: number, round: Round): number;
  /** Plan of the derivative. */
  gradient(plan: Plan, input?: PlanInput): Plan;
  /** Which element of a fused plan's bias an element is added to. */
  biasIndex(e: number, columns: number, rows: number): number;
  /** One element of a fused plan. */
  fused(plan: FusedPlan, element: FusedElement, round: Round): number;
  /** The sum of a column, from what each row adds. */
  columnSum(values: readonly number[], round: Round): number;
  /** Last change to a packed mask before it is handed out. */
  finish(words: Uint32Array, count: number): Uint32Array;
  /** Kept mask, or undefined to draw. */
  keptMask(source: Address | Uint32Array): Uint32Array | undefined;
  /** Where results of `count` elements go. */
  destination(x: FloatArray, out: FloatArray | undefined, count: number): FloatArray;
  /** The elements that are read and written. */
  memory(array: FloatArray): FloatArray;
  /** What the identity returns when there is no `out`. */
  identity(x: FloatArray): FloatArray;
  /** Runs before any argument is checked. */
  beforeChecks(x: FloatArray, out: FloatArray | undefined): void;
  /** Throws unless all arguments of `forward` or `backward` are good. */
  checkCall(
    call: Call,
    plan: Plan,
    source: Address | Uint32Array,
    x: FloatArray,
    out: FloatArray | undefined,
    of?: PlanInput,
  ): void;
  /** Throws unless the operands are good. */
  checkOperands(call: Call, plan: Plan, x: FloatArray, out: FloatArray | undefined, operands?: Operands<FloatArray>): void;
  /** Throws unless the plan of `mask` is good. */
  checkPlan(plan: Plan): void;
}

/** What a fused plan adds up at one element. What it does not take is 0. */
export interface FusedElement {
  readonly kept: boolean;
  readonly x: number;
  readonly bias: number;
  readonly residual: number;
}

export const CAPABILITIES: Capabilities = {
  plans: [
    'identity',
    'scale',
    'zero',
    'select',
    'rows',
    'block',
    'cutout',
    'noise',
    'concrete',
    'choose',
    'mix',
    'fused',
    'columnSums',
  ],
  dtypes: ['float32', 'float64'],
  inPlace: true,
  keptMask: true,
};

export const HEALTHY: Parts = {
  roundKey: ([k0, k1], round) => [(k0 + round * 0x9e3779b9) >>> 0, (k1 + round * 0xbb67ae85) >>> 0],
  key: ({ keyLow, keyHigh }) => [keyLow, keyHigh],
  counter: (block, { step, stream }) => [block % 2 ** 32, Math.floor(block / 2 ** 32), step, stream],
  linearDomain: 1,
  threshold: (plan) => plan.threshold!,
  rowThreshold: ({ thresholds }, row) => thresholds[row],
  maskIndices: drawMap,
  bitOf: (map) => {
    const bits = bitMap(map);
    return (e) => indexAt(bits, e);
  },
  passes: (plan, kept) => kept !== (plan.complement === true),
  kept: (plan, x, round) => {
    const scaled = round(x * round(plan.scale));
    return plan.shift === 0 ? scaled : round(scaled + round(plan.shift));
  },
  dropped: (plan, _, round) => round(plan.dropped),
  factor: (plan) => plan.factor,
  gridSide: (side, window) => side - window + 1,
  block: (seed, window) => [seed, seed + window],
  countsSamples: ({ normalization }) => normalization === 'sample',
  normalizer: (_, count, kept) => (kept === 0 ? 0 : count / kept),
  holeSample: (sample) => sample,
  hole: (uniform, side, size) => {
    const from = Math.floor(uniform * side) - Math.floor(size / 2);
    return [from, from + size];
  },
  radiusUniform: (word) => ((word >>> 8) + 1) / 2 ** 24,
  normals: (radius, angle) => [radius * Math.cos(angle), radius * Math.sin(angle)],
  centred: (uniform) => 2 * uniform - 1,
  amplitude: (plan) => plan.amplitude,
  shakes: (kept) => !kept,
  relaxed: ({ scale, slope }, z, rest) => rest * (scale + slope * z),
  choose: (kept, x, other) => (kept ? x : other),
  mix: (plan, x, other, round) => round(round(x * round(plan.factor)) + round(other * round(plan.otherFactor))),
  biasIndex: (e, columns) => e % columns,
  fused: ({ scale, bias, residual }, element, round) => {
    const sum = bias ? round(element.x + element.bias) : element.x;
    const branch = element.kept ? round(sum * round(scale)) : 0;
    return residual ? round(element.residual + branch) : branch;
  },
  columnSum: (values, round) => {
    const sum = (list: readonly number[]) => list.reduce((total, value) => round(total + value), 0);
    return sum(values.flatMap((_, row) => (row % 64 === 0 ? [sum(values.slice(row, row + 64))] : [])));
  },
  gradient: gradientPlan,
  finish: (words) => words,
  keptMask: (source) => (source instanceof Uint32Array ? source : undefined),
  destination: (x, out, count) => out ?? newLike(x, count),
  memory: (array) => array,
  identity: (x) => x,
  beforeChecks: () => {},
  checkCall: (call, plan, source, x, out, of) => {
    checkCall(call, CAPABILITIES, plan, source, x, out, of);
  },
  checkOperands: (call, plan, x, out, operands) => {
    checkOperands(call, CAPABILITIES, plan, x, out, operands);
  },
  checkPlan: (plan) => checkPlan('readable', 'mask', CAPABILITIES, plan),
};

/** The rounding of an array's type. */
export function roundingOf(x: FloatArray): Round {
  return dtypeOf(x) === 'float64' ? (value) => value : Math.fround;
}

function newLike(x: FloatArray, count: number): FloatArray {
  return new (x.constructor as new (length: number) => FloatArray)(count);
}
