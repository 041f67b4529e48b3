// Cutout: square holes at random places of the input images, an augmentation.
// DeVries and Taylor, "Improved regularization of convolutional neural networks with cutout" (2017), section 3.2.
import type { DropoutConfig } from '@dropkit/core';
import { ActivationDropout } from './activation-dropout.js';
import { type DataFormat, layoutOf } from './data-format.js';
import type { DropoutLayerArgs, SiteArgs } from './dropout-layer.js';

interface CutoutOptions {
  /** Side of a hole in elements, for all spatial axes or for each. Holes may hang over the border. The paper has 16 for CIFAR-10. */
  readonly size: number | readonly number[];
  /** Holes per sample, 1 to 65536. Default 1. */
  readonly holes?: number;
  /** Default `channelsLast`. */
  readonly dataFormat?: DataFormat;
}

/** Arguments of `layers.cutout`. */
export interface CutoutArgs extends SiteArgs, CutoutOptions {}

/**
 * Zeroes boxes of each sample of [N, *, C] or, channels first, [N, C, *], rank 3 to 5, in training; nothing is rescaled. It has a `size`
 * and no `rate`.
 *
 * @example new Cutout({ size: 16, seed: 42, inputShape: [32, 32, 3] });
 */
export class Cutout extends ActivationDropout<CutoutOptions> {
  static readonly className = 'DropkitCutout';
  static override readonly optionNames = ['size', 'holes', 'dataFormat'];
  static override readonly takesRate = false;

  constructor(args: CutoutArgs) {
    super(args as typeof args & DropoutLayerArgs); // there is no rate, and none is read
  }

  protected override configFor(_: number, { dataFormat, ...options }: CutoutOptions): DropoutConfig {
    return { variant: 'cutout', layout: layoutOf(this.getClassName(), dataFormat), ...options };
  }
}
