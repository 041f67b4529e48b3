// Dropout inside attention, for models that compute their attention by layers: weights after the softmax (Vaswani et al., "Attention is all
// you need", 2017), keys before it (Li et al., "DropKey for vision transformer", CVPR 2023), whole heads (Zhou et al., "Scheduled DropHead",
// EMNLP Findings 2020).
import type { DropoutConfig } from '@dropkit/core';
import { ActivationDropout } from './activation-dropout.js';
import type { Scaling } from './dropout.js';
import type { DropoutLayerArgs } from './dropout-layer.js';

interface KeyOptions {
  /** Axes along which the mask is shared; negative ones count from the end. [0, 1] shares it over batch and heads. */
  readonly broadcastAxes?: readonly number[];
}

interface WeightOptions extends KeyOptions {
  readonly scaling?: Scaling;
}

/** Arguments of `layers.attentionDropout`. */
export interface AttentionDropoutArgs extends DropoutLayerArgs, WeightOptions {}

/** Drops attention weights [B, H, Q, K] or [B, Q, K] after the softmax, so that a query loses some of its keys. */
export class AttentionDropout extends ActivationDropout<WeightOptions> {
  static readonly className = 'DropkitAttentionDropout';
  static override readonly optionNames = ['broadcastAxes', 'scaling'];

  protected override configFor(p: number, options: WeightOptions): DropoutConfig {
    return { variant: 'attention', p, ...options };
  }
}

/** Arguments of `layers.dropKey`. */
export interface DropKeyArgs extends DropoutLayerArgs, KeyOptions {}

/**
 * Drops attention logits [B, H, Q, K] or [B, Q, K] before the softmax, so that the weights of the kept keys still add up to 1. Put it
 * before an attention mask is added. A row that is dropped altogether gets equal weights and no NaN.
 */
export class DropKey extends ActivationDropout<KeyOptions> {
  static readonly className = 'DropkitDropKey';
  static override readonly optionNames = ['broadcastAxes'];

  protected override configFor(p: number, options: KeyOptions): DropoutConfig {
    return { variant: 'dropKey', p, ...options };
  }
}

interface HeadOptions {
  readonly scaling?: Scaling;
}

/** Arguments of `layers.headDropout`. */
export interface HeadDropoutArgs extends DropoutLayerArgs, HeadOptions {}

/** Drops whole attention heads of [B, H, Q, K]. */
export class HeadDropout extends ActivationDropout<HeadOptions> {
  static readonly className = 'DropkitHeadDropout';
  static override readonly optionNames = ['scaling'];
  static override readonly rank = 4;

  protected override configFor(p: number, options: HeadOptions): DropoutConfig {
    return { variant: 'head', p, ...options };
  }
}
