// Token (word) dropout: whole embedding vectors of a sequence.
// Iyyer et al., "Deep unordered composition rivals syntactic methods" (ACL 2015).
import type { DropoutConfig } from '@dropkit/core';
import { ActivationDropout } from './activation-dropout.js';
import type { Scaling } from './dropout.js';
import type { DropoutLayerArgs } from './dropout-layer.js';

interface TokenOptions {
  readonly scaling?: Scaling;
}

/** Arguments of `layers.tokenDropout`. */
export interface TokenDropoutArgs extends DropoutLayerArgs, TokenOptions {}

/** Drops whole tokens of [N, T, E]. */
export class TokenDropout extends ActivationDropout<TokenOptions> {
  static readonly className = 'DropkitTokenDropout';
  static override readonly optionNames = ['scaling'];
  static override readonly rank = 3;

  protected override configFor(p: number, options: TokenOptions): DropoutConfig {
    return { variant: 'token', p, ...options };
  }
}
