// DropPath (stochastic depth): whole residual branches, per sample or for the batch.
// Huang et al., "Deep networks with stochastic depth" (ECCV 2016); modes as in torchvision's stochastic_depth.
import type { DropoutConfig } from '@dropkit/core';
import { ActivationDropout } from './activation-dropout.js';
import type { Scaling } from './dropout.js';
import type { DropoutLayerArgs } from './dropout-layer.js';

interface DropPathOptions {
  /** `row` (default): each sample by itself; `batch`: one decision for all. */
  readonly mode?: 'row' | 'batch';
  readonly scaling?: Scaling;
}

/** Arguments of `layers.dropPath`. */
export interface DropPathArgs extends DropoutLayerArgs, DropPathOptions {}

/** Drops the whole input of a sample, to be put at the end of a residual branch. */
export class DropPath extends ActivationDropout<DropPathOptions> {
  static readonly className: string = 'DropkitDropPath';
  static override readonly optionNames = ['mode', 'scaling'];

  protected override configFor(p: number, options: DropPathOptions): DropoutConfig {
    return { variant: 'dropPath', p, ...options };
  }
}
