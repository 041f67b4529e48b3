// ShakeDrop: a residual branch is multiplied by random alpha in the forward and by another random beta in the backward pass.
// Yamada et al., "ShakeDrop regularization for deep residual learning" (IEEE Access 2019).
import type { DropoutConfig } from '@dropkit/core';
import { ActivationDropout } from './activation-dropout.js';
import type { DropoutLayerArgs } from './dropout-layer.js';

interface ShakeDropOptions {
  /** `row` (default): each sample decides by itself; `batch`, as published: one decision for all. */
  readonly mode?: 'row' | 'batch';
}

/** Arguments of `layers.shakeDrop`. */
export interface ShakeDropArgs extends DropoutLayerArgs, ShakeDropOptions {}

/**
 * To be put at the end of a residual branch: with probability `rate` a sample is multiplied by alpha in [-1, 1), its gradient by beta in
 * [0, 1). Inference multiplies by 1 - rate, the expectation.
 */
export class ShakeDrop extends ActivationDropout<ShakeDropOptions> {
  static readonly className = 'DropkitShakeDrop';
  static override readonly optionNames = ['mode'];

  protected override configFor(p: number, options: ShakeDropOptions): DropoutConfig {
    return { variant: 'shakeDrop', p, ...options };
  }
}
