// The Bernoulli family: a mask shape (granularity) and a scaling policy make a variant. SPEC sections 4, 6 and 7.
import { rangeError, show } from '../errors.js';
import { thresholdOf } from '../mask/bernoulli.js';
import { maskIndexMap } from '../mask-index-map.js';
import type { Plan } from '../plan.js';
import { linear, type ScalingChoice } from '../scaling/linear.js';
import type { ScalingPolicy } from '../scaling/policy.js';
import type { VariantFields } from './schema.js';
import type { Box, Variant } from './variant.js';

interface Parts<Config> {
  readonly fields: VariantFields;
  /** The shapes that fit, as an error says them, and their least and greatest rank. Absent: all. */
  readonly fits?: readonly [form: string, least: number, most: number];
  /** Tells which axes of the global tensor share their mask. Absent: none. */
  readonly shared?: (config: Config, shape: readonly number[]) => (axis: number) => boolean;
  /** Absent: the policy that the config names, `inverted` unless it says otherwise. */
  readonly policy?: (config: Config) => ScalingPolicy;
}

/** The variant of a granularity and a policy. */
export function bernoulli<Config extends ScalingChoice & { readonly variant: string; readonly p: number }>({
  fields,
  fits: [form, least, most] = ['', 0, Infinity],
  shared = () => () => false,
  policy = linear,
}: Parts<Config>): Variant<Config> {
  return {
    fields,
    lower(config, box, phase) {
      const { variant, p } = config;
      const { shape } = box;
      if (shape.length < least || shape.length > most) throw rangeError('core', `lower (${variant})`, 'shape', form, show(shape));
      const place = placeIn(box, shared(config, shape));
      const { train, evalFactor } = policy(config);
      if (phase === 'eval') return evalPlan(place, evalFactor(p));
      if (p === 0) return { kind: 'identity', ...place };
      if (p === 1) return { kind: 'zero', ...place };
      return { kind: 'select', ...place, threshold: thresholdOf(p), ...train(p) };
    },
  };
}

type Place = Pick<Plan, 'shape' | 'maskShape' | 'map'>;

/** The part of a plan that says where: a dimension that is 1 in the global mask is shared, also in a box. */
function placeIn(box: Box, shared: (axis: number) => boolean): Place {
  const globalMask = box.shape.map((dim, axis) => (shared(axis) ? 1 : dim));
  return {
    shape: [...box.local],
    maskShape: globalMask.map((dim, d) => (dim === 1 ? 1 : box.local[d])),
    map: maskIndexMap(box.local, box, globalMask),
  };
}

function evalPlan(place: Place, factor: number): Plan {
  return factor === 1 ? { kind: 'identity', ...place } : { kind: 'scale', ...place, factor };
}
