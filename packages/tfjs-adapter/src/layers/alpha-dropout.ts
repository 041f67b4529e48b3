// Alpha dropout for SELU networks, elementwise and by channel: mean and variance of the input stay.
// Klambauer et al., "Self-normalizing neural networks" (2017).
import type { DropoutConfig } from '@dropkit/core';
import { ActivationDropout } from './activation-dropout.js';
import { type DataFormat, layoutOf } from './data-format.js';
import type { DropoutLayerArgs } from './dropout-layer.js';

/** Sets elements to SELU's saturation value and corrects mean and variance. */
export class AlphaDropout extends ActivationDropout {
  static readonly className = 'DropkitAlphaDropout';

  protected override configFor(p: number): DropoutConfig {
    return { variant: 'alpha', p };
  }
}

interface FeatureAlphaOptions {
  /** Default `channelsLast`. */
  readonly dataFormat?: DataFormat;
}

/** Arguments of `layers.featureAlphaDropout`. */
export interface FeatureAlphaDropoutArgs extends DropoutLayerArgs, FeatureAlphaOptions {}

/** Alpha dropout of whole channels, for inputs of rank 3 to 5. */
export class FeatureAlphaDropout extends ActivationDropout<FeatureAlphaOptions> {
  static readonly className = 'DropkitFeatureAlphaDropout';
  static override readonly optionNames = ['dataFormat'];

  protected override configFor(p: number, { dataFormat }: FeatureAlphaOptions): DropoutConfig {
    return { variant: 'featureAlpha', p, layout: layoutOf(this.getClassName(), dataFormat) };
  }
}
