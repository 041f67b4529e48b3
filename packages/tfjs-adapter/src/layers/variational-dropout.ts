// Variational (locked) dropout of sequences: the same draw at every time step.
// Gal and Ghahramani, "A theoretically grounded application of dropout in recurrent neural networks" (NIPS 2016).
import type { DropoutConfig } from '@dropkit/core';
import { InputSpec } from '@tensorflow/tfjs-layers';
import { ActivationDropout } from './activation-dropout.js';
import type { Scaling } from './dropout.js';
import type { DropoutLayerArgs } from './dropout-layer.js';

interface VariationalOptions {
  readonly scaling?: Scaling;
}

/** Arguments of `layers.variationalDropout`. */
export interface VariationalDropoutArgs extends DropoutLayerArgs, VariationalOptions {}

/**
 * Drops features of [N, T, ...] with one mask for all time steps: between stacked recurrent layers, where `VariationalCell` works inside them.
 *
 * @example new VariationalDropout({ rate: 0.25, seed: 42, name: 'between' });
 */
export class VariationalDropout extends ActivationDropout<VariationalOptions> {
  static readonly className = 'DropkitVariationalDropout';
  static override readonly optionNames = ['scaling'];

  constructor(args: VariationalDropoutArgs) {
    super(args);
    this.inputSpec = [new InputSpec({ minNDim: 3 })];
  }

  protected override configFor(p: number, options: VariationalOptions): DropoutConfig {
    return { variant: 'variational', p, ...options };
  }
}
