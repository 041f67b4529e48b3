// The Bernoulli family: a mask shape (granularity) and a scaling policy make a variant. SPEC sections 4, 6 and 7.
import { threshold } from '../mask/bernoulli.js';
import { maskIndexMap } from '../mask-index-map.js';
import type { Plan } from '../plan.js';
import type { ScalingPolicy } from '../scaling/policy.js';
import type { ObjectSchema } from './schema.js';
import type { Box, Variant } from './variant.js';

interface Parts<Config> {
  readonly schema: ObjectSchema;
  /** Shape in which the global mask is drawn; each dimension equals the tensor's or is 1. Throws for shapes that do not fit. */
  readonly maskShape: (config: Config, shape: readonly number[]) => readonly number[];
  readonly policy: (config: Config) => ScalingPolicy;
}

/** The variant of a granularity and a policy. */
export function bernoulli<Config extends { readonly p: number }>({ schema, maskShape, policy }: Parts<Config>): Variant<Config> {
  return {
    schema,
    lower(config, box, phase) {
      const { p } = config;
      const place = placeIn(box, maskShape(config, box.shape));
      const { train, evalFactor } = policy(config);
      if (phase === 'eval') return evalPlan(place, evalFactor(p));
      if (p === 0) return { kind: 'identity', ...place };
      if (p === 1) return { kind: 'zero', ...place };
      return { kind: 'select', ...place, threshold: threshold(p), ...train(p) };
    },
  };
}

type Place = Pick<Plan, 'shape' | 'maskShape' | 'map'>;

/** The part of a plan that says where: a mask dimension of 1 is shared, also in a box. */
function placeIn(box: Box, globalMaskShape: readonly number[]): Place {
  return {
    shape: [...box.local],
    maskShape: globalMaskShape.map((dim, d) => (dim === 1 ? 1 : box.local[d])),
    map: maskIndexMap(box.local, box, globalMaskShape),
  };
}

function evalPlan(place: Place, factor: number): Plan {
  return factor === 1 ? { kind: 'identity', ...place } : { kind: 'scale', ...place, factor };
}
