// Multiplicative noise in the place of a mask: Gaussian dropout (Srivastava et al., "Dropout", JMLR 2014, section 10) and uniform dropout
// (Li et al., "Understanding the disharmony between dropout and batch normalization by variance shift", CVPR 2019, section 5).
import type { DropoutConfig } from '@dropkit/core';
import type { Shape } from '@tensorflow/tfjs-layers';
import { ActivationDropout } from './activation-dropout.js';
import type { NoiseShape } from './dropout.js';
import type { DropoutLayerArgs, SiteArgs } from './dropout-layer.js';

interface NoiseOptions {
  /** Shape of the noise, one entry per dimension: 1 shares it along the axis, null or the dimension itself does not. */
  readonly noiseShape?: NoiseShape;
}

abstract class NoiseDropout<Options extends NoiseOptions> extends ActivationDropout<Options> {
  protected override sampleShape(inputShape: Shape): number[] {
    return inputShape.map((dim, axis) => dim ?? this.options.noiseShape?.[axis] ?? 1);
  }
}

/** Arguments of `layers.gaussianDropout`. */
export interface GaussianDropoutArgs extends DropoutLayerArgs, NoiseOptions {}

/**
 * Multiplies by normal noise of mean 1 and standard deviation sqrt(rate / (1 - rate)), the variance that dropout at this rate has.
 *
 * @example new GaussianDropout({ rate: 0.2, seed: 42, name: 'hidden' });
 */
export class GaussianDropout extends NoiseDropout<NoiseOptions> {
  static readonly className = 'DropkitGaussianDropout';
  static override readonly optionNames = ['noiseShape'];

  protected override configFor(p: number, options: NoiseOptions): DropoutConfig {
    return { variant: 'gaussian', p, ...options };
  }
}

interface UniformOptions extends NoiseOptions {
  /** Half width of the noise around 1, in [0, 1]. The paper has 0.1. */
  readonly beta: number;
}

/** Arguments of `layers.uniformDropout`. */
export interface UniformDropoutArgs extends SiteArgs, UniformOptions {}

/**
 * Multiplies by uniform noise in [1 - beta, 1 + beta), of variance beta^2 / 3 (UOut). It has a `beta` and no `rate`.
 *
 * @example new UniformDropout({ beta: 0.1, seed: 42, name: 'hidden' });
 */
export class UniformDropout extends NoiseDropout<UniformOptions> {
  static readonly className = 'DropkitUniformDropout';
  static override readonly optionNames = ['beta', 'noiseShape'];
  static override readonly takesRate = false;

  constructor(args: UniformDropoutArgs) {
    super(args as typeof args & DropoutLayerArgs); // there is no rate, and none is read
  }

  override get draws(): boolean {
    return this.options.beta !== 0;
  }

  protected override configFor(_: number, options: UniformOptions): DropoutConfig {
    return { variant: 'uniform', ...options };
  }
}
