// Wrappers that drop weights instead of activations: single weights (DropConnect), the hidden-to-hidden weights of recurrent layers (weight
// drop), whole rows of an embedding matrix. The inner layer runs with its weights dropped; gradients reach the kept ones only.
import { type DropoutConfig, parseConfig } from '@dropkit/core';
import { type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Shape } from '@tensorflow/tfjs-layers';
import { rangeError, show, typeError } from '../check.js';
import type { Scaling } from '../layers/dropout.js';
import type { CallArgs } from '../layers/dropout-layer.js';
import { type Draw, partOf } from '../layers/sampling.js';
import { dropout } from '../op/dropout.js';
import { DropoutWrapper, type DropoutWrapperArgs } from './dropout-wrapper.js';
import { KERNELS, type NamedWeight, weightsNamed, withWeights } from './layer-weights.js';

interface WeightOptions {
  /** Names of the weights to drop, as the inner layer's fields have them. */
  readonly targets?: readonly string[];
  readonly scaling?: Scaling;
}

/** Arguments of `layers.dropConnect`, `weightDrop` and `embeddingDropout`. */
export interface WeightDropoutArgs extends DropoutWrapperArgs, WeightOptions {}

/** Base of the wrappers. Every weight draws from a stream of its own; one mask serves all samples of a batch and all time steps. */
abstract class WeightDropout extends DropoutWrapper<WeightOptions> {
  static override readonly optionNames = ['targets', 'scaling'];
  protected abstract readonly defaultTargets: readonly string[];
  private weightsToDrop: readonly NamedWeight[] = [];

  constructor(args: WeightDropoutArgs) {
    super(args);
    const { targets } = this.options;
    const areNames = Array.isArray(targets) && targets.length > 0 && targets.every((name) => typeof name === 'string');
    if (targets !== undefined && !areNames) throw typeError(this.getClassName(), 'targets', 'an array of names', show(targets));
    parseConfig(this.config);
  }

  protected abstract configFor(rate: number, scaling: Pick<WeightOptions, 'scaling'>): DropoutConfig;

  override get config(): DropoutConfig {
    const { scaling } = this.options;
    return this.configFor(this.rate, scaling ? { scaling } : {});
  }

  /** Builds the inner layer and finds its weights. */
  override build(inputShape: Shape | Shape[]): void {
    super.build(inputShape);
    const { targets = this.defaultTargets } = this.options;
    this.weightsToDrop = weightsNamed(this.layer, targets);
    if (this.weightsToDrop.length > 0) return;
    const expected = `a layer with a weight named ${targets.map((name) => `"${name}"`).join(' or ')}`;
    throw rangeError(this.getClassName(), 'layer', expected, `none in "${this.layer.name}"`, 'Name its weights in "targets".');
  }

  /** Runs the inner layer with dropped weights; at inference with its own, scaled if `scaling` says so. */
  override call(inputs: Tensor | Tensor[], kwargs: CallArgs): Tensor | Tensor[] {
    return tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      return this.drawing(kwargs, (draw) => {
        const values = this.weightsToDrop.map((weight) => this.dropWeight(weight, draw));
        return withWeights(this.weightsToDrop, values, () => this.callInner(inputs, kwargs));
      });
    });
  }

  private dropWeight({ path, variable }: NamedWeight, draw?: Draw): Tensor {
    if (!draw) return dropout(variable.read(), this.config, { seed: this.seed }, { phase: 'eval' });
    return dropout(variable.read(), this.config, partOf(draw, path).address);
  }
}

/**
 * DropConnect around a dense or convolutional layer: drops single weights of its kernels, not of its bias, with a fresh mask at each
 * training step, shared by the samples of the batch. Wan et al., "Regularization of neural networks using DropConnect" (ICML 2013), where
 * each sample has a mask of its own; inference is the mean network here, core's `dropConnectInference` is the paper's.
 *
 * @example new DropConnect({ layer: tf.layers.dense({ units: 64 }), rate: 0.5, seed: 42, name: 'hidden' });
 */
export class DropConnect extends WeightDropout {
  static readonly className = 'DropkitDropConnect';
  protected override readonly defaultTargets = KERNELS;

  protected override configFor(p: number, scaling: Pick<WeightOptions, 'scaling'>): DropoutConfig {
    return { variant: 'dropConnect', p, ...scaling };
  }
}

/**
 * Weight drop around a recurrent layer: drops its hidden-to-hidden weights, once for all time steps of a batch of sequences.
 * Merity, Keskar and Socher, "Regularizing and optimizing LSTM language models" (ICLR 2018), section 2.
 *
 * @example new WeightDrop({ layer: tf.layers.lstm({ units: 64 }), rate: 0.5, seed: 42, name: 'lstm' });
 */
export class WeightDrop extends WeightDropout {
  static readonly className = 'DropkitWeightDrop';
  protected override readonly defaultTargets = ['recurrentKernel'];

  protected override configFor(p: number, scaling: Pick<WeightOptions, 'scaling'>): DropoutConfig {
    return { variant: 'weightDrop', p, ...scaling };
  }
}

/**
 * Embedding dropout around an embedding layer: drops words, wherever they occur in the batch.
 * Gal and Ghahramani, "A theoretically grounded application of dropout in recurrent neural networks" (NIPS 2016), section 4.2.
 *
 * @example new EmbeddingDropout({ layer: tf.layers.embedding({ inputDim: 10000, outputDim: 64 }), rate: 0.1, seed: 42, name: 'words' });
 */
export class EmbeddingDropout extends WeightDropout {
  static readonly className = 'DropkitEmbeddingDropout';
  protected override readonly defaultTargets = ['embeddings'];

  protected override configFor(p: number, scaling: Pick<WeightOptions, 'scaling'>): DropoutConfig {
    return { variant: 'embedding', p, ...scaling };
  }
}
