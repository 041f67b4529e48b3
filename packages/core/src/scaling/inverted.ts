// Inverted dropout: scale up the survivors in training, touch nothing at evaluation. SPEC section 6.
import type { ScalingPolicy } from './policy.js';

export const inverted: ScalingPolicy = {
  train: (p) => ({ scale: 1 / (1 - p), shift: 0, dropped: 0 }),
  evalFactor: () => 1,
};
