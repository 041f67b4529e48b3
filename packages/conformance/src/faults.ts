// The ways in which a call can be wrong, by name. Each fault spoils one argument of a healthy call.
import type { Address, NoisePlan, Plan } from '@dropkit/core';
import type { HostFault } from './host-faults.js';
import type { OperandFault } from './operand-faults.js';

/** Names of `ADDRESS_FAULTS`. */
export type AddressFault =
  | 'seed-negative'
  | 'seed-negative-bigint'
  | 'seed-2^64'
  | 'seed-unsafe-number'
  | 'seed-fraction'
  | 'seed-nan'
  | 'seed-text'
  | 'seed-missing'
  | 'stream-negative'
  | 'stream-2^32'
  | 'step-negative'
  | 'step-2^32'
  | 'step-fraction'
  | 'step-nan'
  | 'step-text'
  | 'address-null'
  | 'address-number';

/** Addresses that are not addresses. */
export const ADDRESS_FAULTS: Readonly<Record<AddressFault, (address: Address) => unknown>> = {
  'seed-negative': (address) => ({ ...address, seed: -1 }),
  'seed-negative-bigint': (address) => ({ ...address, seed: -1n }),
  'seed-2^64': (address) => ({ ...address, seed: 2n ** 64n }),
  'seed-unsafe-number': (address) => ({ ...address, seed: 2 ** 53 }),
  'seed-fraction': (address) => ({ ...address, seed: 1.5 }),
  'seed-nan': (address) => ({ ...address, seed: Number.NaN }),
  'seed-text': (address) => ({ ...address, seed: '42' }),
  'seed-missing': ({ stream, step }) => ({ stream, step }),
  'stream-negative': (address) => ({ ...address, stream: -1 }),
  'stream-2^32': (address) => ({ ...address, stream: 2 ** 32 }),
  'step-negative': (address) => ({ ...address, step: -1 }),
  'step-2^32': (address) => ({ ...address, step: 2 ** 32 }),
  'step-fraction': (address) => ({ ...address, step: 0.5 }),
  'step-nan': (address) => ({ ...address, step: Number.NaN }),
  'step-text': (address) => ({ ...address, step: '0' }),
  'address-null': () => null,
  'address-number': () => 42,
};

/** Names of `CONFIG_FAULTS`. */
export type ConfigFault = 'p-nan' | 'p-negative' | 'p-above-1' | 'p-text' | 'field-unknown' | 'variant-unknown';

/** Configs that are not configs; the shape of the case stays. */
export const CONFIG_FAULTS: Readonly<Record<ConfigFault, (config: object) => unknown>> = {
  'p-nan': (config) => ({ ...config, p: Number.NaN }),
  'p-negative': (config) => ({ ...config, p: -0.1 }),
  'p-above-1': (config) => ({ ...config, p: 1.5 }),
  'p-text': (config) => ({ ...config, p: '0.5' }),
  'field-unknown': (config) => ({ ...config, rate: 0.5 }),
  'variant-unknown': (config) => ({ ...config, variant: 'dropp' }),
};

/** Names of `PLAN_FAULTS`. */
export type PlanFault =
  | 'plan-null'
  | 'plan-kind-unknown'
  | 'plan-threshold-0'
  | 'plan-threshold-2^32'
  | 'plan-threshold-nan'
  | 'plan-scale-infinite'
  | 'plan-base-negative'
  | 'plan-base-2^53'
  | 'plan-strides-short';

/** Select plans that are none: what a caller may have built by hand, or what came from a file or another version. */
export const PLAN_FAULTS: Readonly<Record<PlanFault, (plan: Plan) => unknown>> = {
  'plan-null': () => null,
  'plan-kind-unknown': (plan) => ({ ...plan, kind: 'selectt' }),
  'plan-threshold-0': (plan) => ({ ...plan, threshold: 0 }),
  'plan-threshold-2^32': (plan) => ({ ...plan, threshold: 2 ** 32 }),
  'plan-threshold-nan': (plan) => ({ ...plan, threshold: Number.NaN }),
  'plan-scale-infinite': (plan) => ({ ...plan, scale: Number.POSITIVE_INFINITY }),
  'plan-base-negative': (plan) => ({ ...plan, map: { ...plan.map, base: -1 } }),
  'plan-base-2^53': (plan) => ({ ...plan, map: { ...plan.map, base: 2 ** 53 - 1 } }), // the last index lies beyond
  'plan-strides-short': (plan) => ({ ...plan, map: { ...plan.map, strides: plan.map.strides.slice(1) } }),
};

/** Names of `SAMPLER_FAULTS`. */
export type SamplerFault = `${SampledKind}-${string}`;

/** Kinds of plans with fields of their own. */
export type SampledKind = 'rows' | 'block' | 'cutout' | 'noise' | 'concrete' | 'choose' | 'mix' | 'fused' | 'columnSums';

type Spoil = (plan: never) => unknown;

const change =
  (fields: object): Spoil =>
  (plan: Plan) => ({ ...(plan as object), ...fields });
const noiseMap =
  (fields: object): Spoil =>
  (plan: NoisePlan) => ({ ...plan, noiseMap: { ...plan.noiseMap, ...fields } });
const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

/** Plans of samplers that are none, by kind: each field wrong by itself, for plans of four rows, or of [2, 3, 5, 7] (block, cutout). */
export const SAMPLER_FAULTS: Readonly<Record<SampledKind, Readonly<Record<string, Spoil>>>> = {
  rows: {
    'threshold-2^32+1': change({ thresholds: [1, 2, 3, 2 ** 32 + 1] }),
    'threshold-fraction': change({ thresholds: [1, 2, 3, 0.5] }),
    'thresholds-uneven': change({ thresholds: [1, 2, 3], scales: [1, 1, 1] }),
    'thresholds-missing': change({ thresholds: undefined }),
    'scales-short': change({ scales: [1, 1, 1] }),
    'scale-nan': change({ scales: [1, 1, nan, 1] }),
  },
  block: {
    'threshold-0': change({ threshold: 0 }),
    'window-0': change({ window: [1, 1, 0, 2] }),
    'window-beyond-the-box': change({ window: [1, 1, 6, 2] }),
    'window-short': change({ window: [1, 1, 2] }),
    'box-missing': change({ box: undefined }),
    'box-rank': change({ box: { shape: [2, 3, 5], start: [0, 0, 0] } }),
    'box-outside': change({ box: { shape: [2, 3, 5, 7], start: [0, 0, 0, 1] } }),
    'normalization-unknown': change({ normalization: 'batch' }),
  },
  cutout: {
    'axis-0': change({ axes: [0, 3] }),
    'axis-outside': change({ axes: [2, 4] }),
    'size-0': change({ size: [3, 0] }),
    'size-short': change({ size: [3] }),
    'holes-0': change({ holes: 0 }),
    'holes-fraction': change({ holes: 1.5 }),
    'box-outside': change({ box: { shape: [2, 3, 5, 7], start: [1, 0, 0, 0] } }),
  },
  noise: {
    'distribution-unknown': change({ distribution: 'cauchy' }),
    'amplitude-infinite': change({ amplitude: infinity }),
    'offset-nan': change({ offset: nan }),
    'threshold-0': change({ threshold: 0 }),
    'map-missing': change({ noiseMap: undefined }),
    'map-count': noiseMap({ dims: [69] }),
    'map-strides-short': noiseMap({ strides: [] }),
    'map-base-2^53': noiseMap({ base: 2 ** 53 - 1 }),
    'backward-skip-negative': change({ backward: { offset: 0, amplitude: 1, skip: -1 } }),
    'backward-amplitude-nan': change({ backward: { offset: 0, amplitude: nan, skip: 1 } }),
  },
  concrete: {
    'temperature-0': change({ temperature: 0 }),
    'temperature-missing': change({ temperature: undefined }),
    'logit-infinite': change({ logit: -infinity }),
    'slope-nan': change({ slope: nan }),
  },
  choose: {
    'threshold-negative': change({ threshold: -1 }),
    'threshold-2^32+1': change({ threshold: 2 ** 32 + 1 }),
  },
  mix: {
    'factor-nan': change({ factor: nan }),
    'other-factor-infinite': change({ otherFactor: infinity }),
  },
  fused: {
    'threshold-negative': change({ threshold: -1 }),
    'threshold-2^32+1': change({ threshold: 2 ** 32 + 1 }),
    'scale-infinite': change({ scale: infinity }),
    'bias-missing': change({ bias: undefined }),
    'residual-number': change({ residual: 1 }),
  },
  columnSums: {
    'threshold-fraction': change({ threshold: 0.5 }),
    'threshold-2^32+1': change({ threshold: 2 ** 32 + 1 }),
    'scale-nan': change({ scale: nan }),
  },
};

/** The change that a sampler's fault makes to its plan; undefined for other faults. */
export function samplerFault(fault: string): ((plan: Plan) => unknown) | undefined {
  const kind = fault.split('-')[0] as SampledKind;
  return SAMPLER_FAULTS[kind]?.[fault.slice(kind.length + 1)] as ((plan: Plan) => unknown) | undefined;
}

/** Names of `INPUT_FAULTS`. */
export type InputFault = 'input-unknown' | 'input-not-taken' | 'input-number';

/** What is no input of a select plan, asked for its gradient. */
export const INPUT_FAULTS: Readonly<Record<InputFault, unknown>> = {
  'input-unknown': 'weight',
  'input-not-taken': 'bias',
  'input-number': 1,
};

/** A healthy call of `backward` for a plan that has no gradient. */
export type GradientFault = 'gradient-none';

/** A packed mask, as `mask` returned it, where it does not decide all of the plan. */
export type MaskFault = 'mask-undecided';

/** Names of `LENGTH_FAULTS`. */
export type LengthFault = 'x-short' | 'x-long' | 'out-short' | 'out-long';

/** Inputs and outputs of the wrong length, made from a right one. */
export const LENGTH_FAULTS: Readonly<Record<LengthFault, { readonly argument: 'x' | 'out'; readonly change: number }>> = {
  'x-short': { argument: 'x', change: -1 },
  'x-long': { argument: 'x', change: 1 },
  'out-short': { argument: 'out', change: -1 },
  'out-long': { argument: 'out', change: 1 },
};

/** Name of a fault. */
export type FaultName =
  | AddressFault
  | ConfigFault
  | PlanFault
  | SamplerFault
  | LengthFault
  | OperandFault
  | InputFault
  | GradientFault
  | MaskFault
  | HostFault;
