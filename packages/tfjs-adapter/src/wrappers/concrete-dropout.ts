// Concrete dropout: the drop probability of a layer's input is a weight that is trained with the others.
// Gal, Hron and Kendall, "Concrete dropout" (NIPS 2017), section 3. All of it is tfjs' own ops on the logit, so that it is never read back;
// only the uniform numbers come from the address.
import { type DropoutConfig, lower, parseConfig } from '@dropkit/core';
import {
  add,
  addN,
  div,
  exp,
  mul,
  neg,
  reshape,
  type Scalar,
  type serialization,
  sigmoid,
  softplus,
  square,
  sum,
  type Tensor,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, type Shape } from '@tensorflow/tfjs-layers';
import { rangeError, show, typeError } from '../check.js';
import { sharedCpuBackend } from '../cpu-backend.js';
import type { NoiseShape } from '../layers/dropout.js';
import type { CallArgs, SiteArgs } from '../layers/dropout-layer.js';
import type { Draw } from '../layers/sampling.js';
import { DropoutWrapper, type DropoutWrapperArgs } from './dropout-wrapper.js';
import { KERNELS, type NamedWeight, weightsNamed } from './layer-weights.js';

interface ConcreteOptions {
  /** Drop probability that training starts from, inside (0, 1). Default 0.1. */
  readonly initialRate?: number;
  /** Factor of ||W||^2 / (1 - p). Default 1e-6; core's `concreteFactors` gives both factors from a prior. */
  readonly weightRegularizer?: number;
  /** Factor of K (p ln p + (1 - p) ln(1 - p)). Default 1e-5. */
  readonly dropoutRegularizer?: number;
  /** Temperature of the relaxation, from 0.001. Default 0.1, as published. */
  readonly temperature?: number;
  /** Shape of the noise, one entry per dimension of the input: [null, 1, 1, null] drops whole channels of images. */
  readonly noiseShape?: NoiseShape;
}

/** Arguments of `layers.concreteDropout`. */
export interface ConcreteDropoutArgs extends SiteArgs, Pick<DropoutWrapperArgs, 'layer'>, ConcreteOptions {}

const DEFAULTS = { initialRate: 0.1, weightRegularizer: 1e-6, dropoutRegularizer: 1e-5, temperature: 0.1 };

/**
 * Wraps a dense or convolutional layer: drops its input by x (1 - z) / (1 - p), z = sigmoid((logit p + logit u) / temperature), where p is
 * learned. Its weight `logit` comes after the layer's own. The regulariser, without which p would fall to 0, is part of the loss in `fit`;
 * custom loops add `regularizer()` to theirs. K is the number of units that are dropped in one sample.
 *
 * @example
 * const factors = concreteFactors({ lengthScale: 1e-2, examples: 1000 });
 * const hidden = new ConcreteDropout({ layer: tf.layers.dense({ units: 64 }), ...factors, seed: 42, name: 'hidden' });
 * hidden.rate; // what it has learned
 */
export class ConcreteDropout extends DropoutWrapper<ConcreteOptions> {
  static readonly className = 'DropkitConcreteDropout';
  static override readonly optionNames = ['initialRate', 'weightRegularizer', 'dropoutRegularizer', 'temperature', 'noiseShape'];
  static override readonly takesRate = false;

  private logit: LayerVariable | undefined;
  private kernels: readonly NamedWeight[] = [];
  private units = 0;

  constructor(args: ConcreteDropoutArgs) {
    super(args as unknown as DropoutWrapperArgs); // there is no rate, and none is read
    const owner = this.getClassName();
    const { initialRate, weightRegularizer, dropoutRegularizer } = this.settings;
    if (typeof initialRate !== 'number') throw typeError(owner, 'initialRate', 'a number', show(initialRate));
    if (!(initialRate > 0 && initialRate < 1))
      throw rangeError(owner, 'initialRate', 'a number inside (0, 1)', show(initialRate));
    for (const [field, factor] of Object.entries({ weightRegularizer, dropoutRegularizer })) {
      if (typeof factor !== 'number') throw typeError(owner, field, 'a number from 0', show(factor));
      if (!(factor >= 0)) throw rangeError(owner, field, 'a number from 0', show(factor));
    }
    parseConfig(this.config);
  }

  private get settings() {
    return { ...DEFAULTS, ...this.options };
  }

  override get config(): DropoutConfig {
    const { temperature, noiseShape } = this.settings;
    return { variant: 'concrete', p: this.rate, temperature, ...(noiseShape && { noiseShape }) };
  }

  /** The drop probability that it has learned so far. Reads one number from the device. It cannot be set. */
  override get rate(): number {
    const { logit } = this;
    return logit ? tidy(() => sigmoid(logit.read()).dataSync()[0]) : this.settings.initialRate;
  }

  override set rate(rate: number) {
    super.rate = rate; // throws
  }

  override get draws(): boolean {
    return true;
  }

  override build(inputShape: Shape | Shape[]): void {
    super.build(inputShape);
    const shape = inputShape as Shape;
    if (shape.some(Array.isArray)) throw typeError(this.getClassName(), 'inputs', 'one tensor', `${shape.length} of them`);
    this.kernels = weightsNamed(this.layer, KERNELS);
    this.units = this.countUnits(shape);
    const { initialRate: p } = this.settings;
    const initializer = initializers.constant({ value: Math.log(p / (1 - p)) });
    this.logit = this.addWeight('logit', [1], 'float32', initializer, undefined, true);
    this.addLoss(() => this.regularizer());
  }

  private countUnits(inputShape: Shape): number {
    const { noiseShape } = this.options;
    lower(
      this.config,
      inputShape.map((dim, axis) => dim ?? noiseShape?.[axis] ?? 1),
      'train',
    );
    const sides = inputShape.map((dim, axis) => (noiseShape?.[axis] === 1 ? 1 : dim)).slice(1);
    if (!sides.includes(null)) return sides.reduce<number>((units, side) => units * side!, 1);
    const advice = 'Share the noise along axes of unknown length with a 1 in "noiseShape".';
    throw rangeError(this.getClassName(), 'inputs', 'a known number of units to drop', show(inputShape), advice);
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallArgs): Tensor | Tensor[] {
    return tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      const x = [inputs].flat()[0];
      return this.drawing(kwargs, (draw) => this.callInner(draw ? this.relax(x, draw) : x, kwargs));
    });
  }

  /** x (1 - z) / (1 - p), where 1 - z = sigmoid(-(logit p + logit u) / t) and 1 / (1 - p) = 1 + exp(logit p). */
  private relax(x: Tensor, draw: Draw): Tensor {
    const logit = this.logit!.read();
    const kept = sigmoid(neg(div(add(this.uniformLogits(x.shape, draw), logit), this.settings.temperature)));
    return mul(x, mul(kept, add(exp(logit), 1)));
  }

  /** logit u in the shape of the noise. A uniform plan at beta 1 on ones gives 2 u, exactly. */
  private uniformLogits(shape: readonly number[], draw: Draw): Tensor {
    const { noiseShape } = this.options;
    const noise = shape.map((dim, axis) => (noiseShape?.[axis] === 1 ? 1 : dim));
    const slice = noiseShape?.[0] === 1 ? undefined : draw.slice(noise); // what the batch shares has no rows
    const plan = lower({ variant: 'uniform', beta: 1 }, noise, 'train', slice);
    const ones = new Float32Array(noise.reduce((a, b) => a * b, 1)).fill(1);
    const logits = sharedCpuBackend()
      .forward(plan, draw.address, ones)
      .map((twice) => {
        const u = twice / 2 + 2 ** -25; // the middle of its cell: neither 0 nor 1
        return Math.log(u / (1 - u));
      });
    return tensor(logits as Float32Array, noise, 'float32');
  }

  /**
   * The layer's part of the loss, a scalar with gradients: `wr ||W||^2 / (1 - p) + dr K (p ln p + (1 - p) ln(1 - p))`. It is negative where
   * weights are small. `fit` adds it by itself.
   */
  regularizer(): Scalar {
    const { weightRegularizer, dropoutRegularizer } = this.settings;
    return tidy(() => {
      const logit = reshape(this.logit!.read(), []);
      const p = sigmoid(logit);
      // ln p = -softplus(-logit); tfjs' logSigmoid does not keep its input for the gradient
      const entropy = add(mul(p, softplus(neg(logit))), mul(sigmoid(neg(logit)), softplus(logit)));
      const entropyPart = mul(entropy, -dropoutRegularizer * this.units);
      if (this.kernels.length === 0) return entropyPart as Scalar;
      const squares = addN(this.kernels.map(({ variable }) => sum(square(variable.read()))));
      return add(mul(mul(squares, weightRegularizer), add(exp(logit), 1)), entropyPart) as Scalar;
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.settings as object) };
  }
}
