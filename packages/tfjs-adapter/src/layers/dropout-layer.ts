// The base of all dropout layers: rate, address, training steps and serialisation. A layer of its own says only which config
// of core it stands for.
import { type DropoutConfig, lower, parseConfig } from '@dropkit/core';
import { type Tensor, tidy } from '@tensorflow/tfjs-core';
import { InputSpec, type Shape, layers as tf } from '@tensorflow/tfjs-layers';
import { show, typeError } from '../check.js';
import { dropout } from '../op/dropout.js';
import { checkedArgs, checkedRate, checkedStep, checkedStream, givenOptions } from './arguments.js';
import { nextAddress, rowSlice, type Sampling, type Site } from './sampling.js';
import { parseSeed, randomSeed, type Seed, seedToJson } from './seed.js';

/** tfjs' own arguments of a layer: `name`, `inputShape`, `trainable` and so on. */
export type TfLayerArgs = NonNullable<ConstructorParameters<typeof tf.Layer>[0]>;

/** What every dropout layer takes, besides what tfjs gives to all layers. */
export interface DropoutLayerArgs extends TfLayerArgs {
  /** Drop probability in [0, 1]. */
  readonly rate: number;
  /** Unsigned 64-bit seed. Default: a fresh random one, which `getConfig()` shows. */
  readonly seed?: Seed;
  /** The site's u32 stream, or a name to hash. Default: the layer's name, hashed. Two sites must not share a stream. */
  readonly stream?: number | string;
  /** Step of the next training call, a u32. Default 0. */
  readonly step?: number;
}

/** The static side of a dropout layer. */
interface DropoutLayerClass {
  readonly className: string;
  readonly optionNames: readonly string[];
  readonly rank?: number;
}

/**
 * A tfjs layer that drops. Each training call draws a fresh mask at (seed, stream, step) and advances `step`; saving the model
 * saves all three, so that a loaded model goes on as if it had never stopped. Outside training it does what the scaling policy
 * says, which is nothing by default.
 *
 * Subclasses give `className`, `optionNames` and `configFor`.
 */
export abstract class DropoutLayer<Options extends object = object> extends tf.Layer implements Site {
  /** Names of the options that a layer takes besides the common ones. They are saved as they were given. */
  static readonly optionNames: readonly string[] = [];
  /** The only rank that inputs may have, if there is one. */
  static readonly rank: number | undefined = undefined;

  /** The key of all masks of this layer. */
  readonly seed: bigint;
  /** The layer's own options, as they were given. */
  protected readonly options: Options;
  /** @internal Set while a Monte Carlo pass runs. */
  sampling: Sampling | undefined = undefined;
  private currentRate: number;
  private currentStream: number;
  private nextStep: number;

  /** @throws TypeError or RangeError for unknown arguments and bad values */
  constructor(args: DropoutLayerArgs & Options) {
    const { className, optionNames, rank } = new.target as unknown as DropoutLayerClass;
    super(checkedArgs(className, args, optionNames));
    this.supportsMasking = true;
    if (rank !== undefined) this.inputSpec = [new InputSpec({ ndim: rank })];
    this.options = givenOptions(args, optionNames);
    this.currentRate = checkedRate(className, args.rate);
    this.seed = args.seed == null ? randomSeed() : parseSeed(className, args.seed);
    this.currentStream = checkedStream(args.stream ?? this.name);
    this.nextStep = checkedStep(args.step ?? 0);
    parseConfig(this.config);
  }

  /** The config of core that a rate and the layer's own options stand for. */
  protected abstract configFor(rate: number, options: Options): DropoutConfig;

  /** The config of core that the layer stands for now. */
  get config(): DropoutConfig {
    return this.configFor(this.currentRate, this.options);
  }

  /** Drop probability. It may be set while training goes on: what a rate drops, every larger rate drops too. */
  get rate(): number {
    return this.currentRate;
  }

  set rate(rate: number) {
    this.currentRate = checkedRate(this.getClassName(), rate);
  }

  /** The site's stream, a u32. A name that is set is hashed. */
  get stream(): number {
    return this.currentStream;
  }

  set stream(stream: number | string) {
    this.currentStream = checkedStream(stream);
  }

  /** Step of the next training call, a u32. */
  get step(): number {
    return this.nextStep;
  }

  set step(step: number) {
    this.nextStep = checkedStep(step);
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
  override call(inputs: Tensor | Tensor[], kwargs: Parameters<tf.Layer['call']>[1]): Tensor {
    return tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      const x = this.onlyTensor(inputs);
      if (this.sampling) return this.sample(x, this.sampling);
      return kwargs?.training ? this.train(x) : dropout(x, this.config, { seed: this.seed }, { phase: 'eval' });
    });
  }

  private train(x: Tensor): Tensor {
    const { seed, stream, step } = this;
    const y = dropout(x, this.config, { seed, stream, step });
    this.nextStep++; // past 2^32 - 1 the next call throws; nothing wraps
    return y;
  }

  private sample(x: Tensor, sampling: Sampling): Tensor {
    const slice = rowSlice(sampling, x.shape, this.name);
    return dropout(x, this.config, nextAddress(sampling, this.stream), slice ? { slice } : {});
  }

  private onlyTensor(inputs: Tensor | Tensor[]): Tensor {
    if (!Array.isArray(inputs)) return inputs;
    if (inputs.length === 1) return inputs[0];
    throw typeError(this.getClassName(), 'inputs', 'one tensor', show(inputs));
  }

  /** The layer's arguments as JSON, with the step of the next training call. */
  override getConfig(): ReturnType<tf.Layer['getConfig']> {
    const { rate, options, seed, stream, step } = this;
    return { rate, ...options, seed: seedToJson(seed), stream, step, ...super.getConfig() };
  }
}
