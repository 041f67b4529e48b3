// Spatial dropout: whole feature maps. Tompson et al., "Efficient object localization using convolutional networks" (CVPR 2015);
// arguments as in Keras.
import type { DropoutConfig } from '@dropkit/core';
import { ActivationDropout } from './activation-dropout.js';
import { type DataFormat, layoutOf } from './data-format.js';
import type { Scaling } from './dropout.js';
import type { DropoutLayerArgs } from './dropout-layer.js';

interface SpatialOptions {
  /** Default `channelsLast`. */
  readonly dataFormat?: DataFormat;
  readonly scaling?: Scaling;
}

/** Arguments of `layers.spatialDropout1d`, `2d` and `3d`. */
export interface SpatialDropoutArgs extends DropoutLayerArgs, SpatialOptions {}

abstract class SpatialDropout extends ActivationDropout<SpatialOptions> {
  static override readonly optionNames = ['dataFormat', 'scaling'];

  protected override configFor(p: number, { dataFormat, ...options }: SpatialOptions): DropoutConfig {
    return { variant: 'spatial', p, layout: layoutOf(this.getClassName(), dataFormat), ...options };
  }
}

/** Drops whole channels of sequences, [N, T, C] or, channels first, [N, C, T]. */
export class SpatialDropout1D extends SpatialDropout {
  static readonly className = 'DropkitSpatialDropout1D';
  static override readonly rank = 3;
}

/** Drops whole channels of images, [N, H, W, C] or, channels first, [N, C, H, W]. */
export class SpatialDropout2D extends SpatialDropout {
  static readonly className = 'DropkitSpatialDropout2D';
  static override readonly rank = 4;
}

/** Drops whole channels of volumes, [N, D, H, W, C] or, channels first, [N, C, D, H, W]. */
export class SpatialDropout3D extends SpatialDropout {
  static readonly className = 'DropkitSpatialDropout3D';
  static override readonly rank = 5;
}
