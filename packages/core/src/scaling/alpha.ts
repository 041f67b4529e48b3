// Alpha dropout: dropped units take SELU's saturation value and an affine map restores mean 0 and variance 1.
// Klambauer et al., "Self-normalizing neural networks" (2017), section 3; SPEC section 6.
// a = (1 - p)^(-1/2), found in some texts, is wrong: it leaves a variance of 2.545 at p = 0.5.
import type { ScalingPolicy } from './policy.js';

/** -lambda * alpha of SELU: where it saturates. */
const SATURATION = -1.7580993408473766;

export const alpha: ScalingPolicy = {
  train: (p) => {
    const scale = 1 / Math.sqrt((1 - p) * (1 + p * SATURATION ** 2));
    const shift = -scale * SATURATION * p;
    return { scale, shift, dropped: scale * SATURATION + shift };
  },
  evalFactor: () => 1,
};
