// Element dropout with an optional noise shape. Srivastava et al., "Dropout" (JMLR 2014); arguments as in Keras.
import type { DropoutConfig } from '@dropkit/core';
import type { Shape } from '@tensorflow/tfjs-layers';
import { ActivationDropout } from './activation-dropout.js';
import type { DropoutLayerArgs } from './dropout-layer.js';

/** How kept values are scaled: `inverted` (default) by 1 / (1 - rate) in training, `standard` by 1 - rate at inference, `none`. */
export type Scaling = 'inverted' | 'standard' | 'none';

/** One entry per dimension: 1 shares what is drawn along it, null or the dimension itself does not. */
export type NoiseShape = readonly (number | null)[];

interface DropoutOptions {
  /** Mask shape, one entry per dimension: 1 shares the mask along it, null or the dimension itself does not. */
  readonly noiseShape?: NoiseShape;
  readonly scaling?: Scaling;
}

/** Arguments of `layers.dropout`. */
export interface DropoutArgs extends DropoutLayerArgs, DropoutOptions {}

/**
 * Drops elements, or whatever shares a mask element through `noiseShape`.
 *
 * @example new Dropout({ rate: 0.5, noiseShape: [null, 1, null], seed: 42, name: 'hidden' });
 */
export class Dropout extends ActivationDropout<DropoutOptions> {
  /** tfjs has a layer `Dropout` of its own, which must stay loadable beside this one. */
  static readonly className = 'DropkitDropout';
  static override readonly optionNames = ['noiseShape', 'scaling'];

  protected override configFor(p: number, options: DropoutOptions): DropoutConfig {
    return { variant: 'dropout', p, ...options } as DropoutConfig;
  }

  protected override sampleShape(inputShape: Shape): number[] {
    return inputShape.map((dim, axis) => dim ?? this.options.noiseShape?.[axis] ?? 1);
  }
}
