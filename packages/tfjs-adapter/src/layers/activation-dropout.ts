// Dropout of activations: one tensor in, one of its shape out. A layer of its own says only which config of core it stands for.
import { type DropoutConfig, lower, parseConfig } from '@dropkit/core';
import { type Tensor, tidy } from '@tensorflow/tfjs-core';
import { InputSpec, type Shape } from '@tensorflow/tfjs-layers';
import { show, typeError } from '../check.js';
import { dropout } from '../op/dropout.js';
import { type CallArgs, DropoutLayer, type DropoutLayerArgs } from './dropout-layer.js';
import { inParts } from './folded.js';
import { type Draw, drawInPass, type Sampling } from './sampling.js';

/** Base of the layers that drop activations. Subclasses give `className`, `optionNames` and `configFor`. */
export abstract class ActivationDropout<Options extends object = object> extends DropoutLayer<Options> {
  /** The only rank that inputs may have, if there is one. */
  static readonly rank: number | undefined = undefined;

  /** @internal Set while a pass runs whose rows are those of several samples. */
  folded: readonly Sampling[] | undefined = undefined;

  /** @throws TypeError or RangeError for unknown arguments and bad values */
  constructor(args: DropoutLayerArgs & Options) {
    super(args);
    const { rank } = new.target as unknown as { readonly rank?: number };
    if (rank !== undefined) this.inputSpec = [new InputSpec({ ndim: rank })];
    parseConfig(this.config);
  }

  /** The config of core that a rate and the layer's own options stand for. */
  protected abstract configFor(rate: number, options: Options): DropoutConfig;

  override get config(): DropoutConfig {
    return this.configFor(this.rate, this.options);
  }

  /** Checks rank and options against the input's shape. Called by tfjs when the layer is first connected. */
  override build(inputShape: Shape | Shape[]): void {
    super.build(inputShape);
    const shape = inputShape as Shape;
    if (shape.some(Array.isArray)) throw typeError(this.getClassName(), 'inputs', 'one tensor', `${shape.length} of them`);
    lower(this.config, this.sampleShape(shape), 'train');
  }

  /** A shape that stands for all that an input may have: unknown dimensions get some value that fits the options. */
  protected sampleShape(inputShape: Shape): number[] {
    return inputShape.map((dim) => dim ?? 1);
  }

  /** Applies the layer. Called by tfjs: `kwargs.training` decides, unless a Monte Carlo pass runs. */
  override call(inputs: Tensor | Tensor[], kwargs: CallArgs): Tensor {
    return tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      const { folded } = this;
      if (!folded) return this.drawing(kwargs, (draw) => this.transform(inputs, draw));
      return inParts(inputs, folded, (part, sampling) => this.transform(part, drawInPass(sampling, this.stream, this.name)));
    });
  }

  /** What becomes of the inputs, with a place to draw or without. */
  protected transform(inputs: Tensor | Tensor[], draw?: Draw): Tensor {
    return this.drop(this.onlyTensor(inputs), draw);
  }

  /** Drops where told to, or does what the config does outside training. */
  protected drop(x: Tensor, draw?: Draw): Tensor {
    if (!draw) return dropout(x, this.config, { seed: this.seed }, { phase: 'eval' });
    const slice = draw.slice(x.shape);
    return dropout(x, this.config, draw.address, slice ? { slice } : {});
  }

  private onlyTensor(inputs: Tensor | Tensor[]): Tensor {
    if (!Array.isArray(inputs)) return inputs;
    if (inputs.length === 1) return inputs[0];
    throw typeError(this.getClassName(), 'inputs', 'one tensor', show(inputs));
  }
}
