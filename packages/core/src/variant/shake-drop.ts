// ShakeDrop: a residual branch is multiplied by random alpha in the forward and by another random beta in the backward pass.
// Yamada et al., "ShakeDrop regularization for deep residual learning" (2019): alpha in [-1, 1], beta in [0, 1]. SPEC section 8.
import { rangeError, show } from '../errors.js';
import { thresholdOf } from '../mask/bernoulli.js';
import { maskIndexMap } from '../mask-index-map.js';
import { evalPlan } from './bernoulli.js';
import { checkRank, maskShapeOf, placeIn } from './place.js';
import type { ConfigOf, VariantFields } from './schema.js';
import type { Variant } from './variant.js';

const fields = { variant: 'shakeDrop', required: ['p'], optional: ['mode'] } as const satisfies VariantFields;

/**
 * On [N, ...] with probability p a sample is multiplied by alpha, forward, and beta, backward, both drawn for each sample; otherwise it
 * passes. Evaluation multiplies by the expectation 1 - p. As published, the decision is one for the whole batch: `mode: 'batch'`; here each
 * sample has its own (`row`) unless told otherwise, as with `dropPath`.
 */
export type ShakeDropConfig = ConfigOf<typeof fields>;

/** Uniform numbers 2 u - 1 become alpha in [-1, 1) and beta in [0, 1). */
const ALPHA = { offset: 0, amplitude: 1 };
const BETA = { offset: 0.5, amplitude: 0.5 };

export const shakeDrop: Variant<ShakeDropConfig> = {
  fields,
  lower({ p, mode }, box, phase) {
    checkRank('shakeDrop', ['[N, ...] of rank 1 or more', 1, Infinity], box.shape);
    const place = placeIn(box, (axis) => axis > 0 || mode === 'batch');
    if (phase === 'eval') return evalPlan(place, 1 - p);
    if (p === 0) return { kind: 'identity', ...place };
    const samples = box.shape[0];
    if (samples > 2 ** 52) throw rangeError('core', 'lower (shakeDrop)', 'shape', 'at most 2^52 samples', show(box.shape));
    const perSample = maskShapeOf(box, (axis) => axis > 0);
    const noise = {
      distribution: 'uniform',
      noiseMap: maskIndexMap(box.local, box, perSample),
      ...ALPHA,
      backward: { ...BETA, skip: samples },
    } as const;
    // at p = 1 the branch is always shaken, and nothing decides
    return p === 1 ? { kind: 'noise', ...place, ...noise } : { kind: 'noise', ...place, ...noise, threshold: thresholdOf(p) };
  },
};
