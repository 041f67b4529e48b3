// No scaling in either phase, as timm's DropPath with scale_by_keep=False and LayerDrop. SPEC section 6.
import type { ScalingPolicy } from './policy.js';

export const none: ScalingPolicy = {
  train: () => ({ scale: 1, shift: 0, dropped: 0 }),
  evalFactor: () => 1,
};
