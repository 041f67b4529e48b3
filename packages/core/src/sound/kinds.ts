// Plans of all kinds, checked.
import type { MaskIndexMap, Slice } from '../mask-index-map.js';
import {
  type BlockPlan,
  type CutoutPlan,
  elementCount,
  type FusedPlan,
  maskCount,
  type NoisePlan,
  product,
  type RowsPlan,
} from '../plan.js';
import { BERNOULLI_KINDS } from './bernoulli-kinds.js';
import { drawn, finite, isArrayOf, isIndex, isIndices, isThreshold, type SoundKinds, unsoundMap } from './sound-plan.js';

export const KINDS: SoundKinds = {
  ...BERNOULLI_KINDS,
  rows: unsoundRows,
  block: (plan) => drawn(plan) ?? unsoundBox(plan) ?? unsoundBlock(plan),
  cutout: (plan) => unsoundBox(plan) ?? unsoundCutout(plan),
  noise: unsoundNoise,
  concrete: (plan) =>
    finite('logit', 'temperature', 'scale', 'slope')(plan) ?? (plan.temperature > 0 ? undefined : 'temperature'),
  choose: ({ threshold }) => (isThreshold(threshold) ? undefined : 'threshold'),
  mix: finite('factor', 'otherFactor'),
  fused: (plan) => unsoundSums(plan) ?? (['bias', 'residual'] as const).find((name) => typeof plan[name] !== 'boolean'),
  columnSums: unsoundSums,
};

function unsoundSums(plan: Pick<FusedPlan, 'threshold' | 'scale'>): string | undefined {
  return isThreshold(plan.threshold) ? finite('scale')(plan) : 'threshold';
}

function unsoundRows(plan: RowsPlan): string | undefined {
  const { thresholds, scales, map } = plan;
  if (!isArrayOf(thresholds, isThreshold)) return 'thresholds';
  const rows = thresholds.length;
  if (rows === 0 ? elementCount(plan) > 0 : rows > 1 && (map.dims[0] ?? 1) % rows !== 0) return 'thresholds';
  if (rows > 1 && map.strides[0] === 0) return 'map.strides'; // rows do not share their mask
  return isArrayOf(scales, Number.isFinite) && scales.length === thresholds.length ? undefined : 'scales';
}

function unsoundBlock(plan: BlockPlan): string | undefined {
  const { window, box, normalization } = plan;
  const fits = isArrayOf(window, isIndex) && window.length === box.shape.length;
  if (!fits || window.some((side, d) => side < 1 || side > Math.max(box.shape[d], 1))) return 'window';
  if (maskCount(plan) !== elementCount(plan)) return 'map.strides'; // nothing is shared
  return normalization === 'tensor' || normalization === 'sample' ? undefined : 'normalization';
}

function unsoundCutout(plan: CutoutPlan): string | undefined {
  const { axes, size, holes, shape, maskShape, box } = plan;
  if (!isArrayOf(axes, (axis) => isIndex(axis) && axis > 0 && axis < shape.length)) return 'axes';
  if (!isArrayOf(size, (side) => isIndex(side) && side > 0) || size.length !== axes.length) return 'size';
  // all numbers that place holes must have indices below 2^53
  if (!isIndex(holes) || holes === 0 || box.shape[0] * holes * axes.length > 2 ** 53) return 'holes';
  const fits = isIndices(maskShape) && maskShape.length === shape.length && product(maskShape) === maskCount(plan);
  return fits ? undefined : 'maskShape';
}

function unsoundNoise(plan: NoisePlan): string | undefined {
  const { distribution, noiseMap, threshold, backward } = plan;
  if (distribution !== 'normal' && distribution !== 'uniform') return 'distribution';
  const map = unsoundMap(noiseMap);
  if (map) return `noiseMap.${map}`;
  if (product(noiseMap.dims) !== elementCount(plan)) return 'noiseMap.dims';
  if (threshold !== undefined && drawn({ threshold })) return 'threshold';
  const other = backward && (finite('offset', 'amplitude')(backward) ?? unsoundSkip(backward.skip, noiseMap));
  return other ? `backward.${other}` : finite('offset', 'amplitude')(plan);
}

function unsoundSkip(skip: number, map: MaskIndexMap): string | undefined {
  return isIndex(skip) && !unsoundMap({ ...map, base: map.base + skip }) ? undefined : 'skip';
}

function unsoundBox({ box, shape }: { box: Slice; shape: readonly number[] }): string | undefined {
  const { shape: whole, start } = box ?? {};
  if (!isIndices(whole) || whole.length !== shape.length) return 'box.shape';
  const inside = isIndices(start) && start.length === whole.length && start.every((at, d) => at + shape[d] <= whole[d]);
  return inside ? undefined : 'box.start';
}
