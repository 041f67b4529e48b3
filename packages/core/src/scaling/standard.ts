// The original rule of Hinton et al. (2012) and Srivastava et al. (2014): bare survivors in training,
// activations scaled by the keep probability at evaluation. SPEC section 6.
import type { ScalingPolicy } from './policy.js';

export const standard: ScalingPolicy = {
  train: () => ({ scale: 1, shift: 0, dropped: 0 }),
  evalFactor: (p) => 1 - p,
};
