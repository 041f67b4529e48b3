// DropBlock: contiguous blocks of feature maps. Ghiasi, Lin and Le, "DropBlock: a regularization method for convolutional networks"
// (NeurIPS 2018); grid and block placement as in torchvision.
import type { DropoutConfig } from '@dropkit/core';
import { ActivationDropout } from './activation-dropout.js';
import { type DataFormat, layoutOf } from './data-format.js';
import type { DropoutLayerArgs } from './dropout-layer.js';

interface DropBlockOptions {
  /** Side of a block in elements, for all spatial axes or for each; clamped to the feature map. The paper has 7. */
  readonly blockSize: number | readonly number[];
  /** Default `channelsLast`. */
  readonly dataFormat?: DataFormat;
  /** What is counted to scale kept values: the whole batch, `tensor` (default), or each `sample`. */
  readonly normalization?: 'tensor' | 'sample';
}

/** Arguments of `layers.dropBlock1d`, `2d` and `3d`. */
export interface DropBlockArgs extends DropoutLayerArgs, DropBlockOptions {}

abstract class DropBlock extends ActivationDropout<DropBlockOptions> {
  static override readonly optionNames = ['blockSize', 'dataFormat', 'normalization'];

  protected override configFor(p: number, { dataFormat, ...options }: DropBlockOptions): DropoutConfig {
    return { variant: 'dropBlock', p, layout: layoutOf(this.getClassName(), dataFormat), ...options };
  }
}

/** Drops stretches of sequences, [N, T, C] or, channels first, [N, C, T]. Overlaps make the realised rate smaller than `rate`. */
export class DropBlock1D extends DropBlock {
  static readonly className = 'DropkitDropBlock1D';
  static override readonly rank = 3;
}

/**
 * Drops squares of images, [N, H, W, C] or, channels first, [N, C, H, W]. Overlaps make the realised rate smaller than `rate`.
 *
 * @example new DropBlock2D({ rate: 0.1, blockSize: 7, seed: 42, name: 'block3' });
 */
export class DropBlock2D extends DropBlock {
  static readonly className = 'DropkitDropBlock2D';
  static override readonly rank = 4;
}

/** Drops cubes of volumes, [N, D, H, W, C] or, channels first, [N, C, D, H, W]. Overlaps make the realised rate smaller than `rate`. */
export class DropBlock3D extends DropBlock {
  static readonly className = 'DropkitDropBlock3D';
  static override readonly rank = 5;
}
