// The base of all that drops in a tfjs model: seed, stream, training steps, options and serialisation. What is dropped is for subclasses
// to say: activations (activation-dropout.ts), a wrapped layer's weights or the layer itself (src/wrappers), recurrent states.
import type { DropoutConfig } from '@dropkit/core';
import type { layers as tf } from '@tensorflow/tfjs-layers';
import { rangeError, show, typeError } from '../check.js';
import { checkedArgs, checkedRate, checkedStep, checkedStream, givenOptions } from './arguments.js';
import { Layer } from './layer.js';
import { type Draw, type DropoutSite, drawAt, drawInPass, type Sampling } from './sampling.js';
import { parseSeed, randomSeed, type Seed, seedToJson } from './seed.js';

/** tfjs' own arguments of a layer: `name`, `inputShape`, `trainable` and so on. */
export type TfLayerArgs = NonNullable<ConstructorParameters<typeof tf.Layer>[0]>;

/** Keyword arguments that tfjs hands to a layer's `call`. */
export type CallArgs = Parameters<tf.Layer['call']>[1];

/** What every site takes, besides what tfjs gives to all layers. */
export interface SiteArgs extends TfLayerArgs {
  /** Unsigned 64-bit seed. Default: a fresh random one, which `getConfig()` shows. */
  readonly seed?: Seed;
  /** The site's u32 stream, or a name to hash. Default: the layer's name, hashed. Two sites must not share a stream. */
  readonly stream?: number | string;
  /** Step of the next training call, a u32. Default 0. */
  readonly step?: number;
}

/** What sites with a drop probability take. */
export interface DropoutLayerArgs extends SiteArgs {
  /** Drop probability in [0, 1]. */
  readonly rate: number;
}

/** The static side of a site. */
interface SiteClass {
  readonly className: string;
  readonly optionNames: readonly string[];
  readonly takesRate: boolean;
}

/**
 * A tfjs layer that drops. Each training call draws at (seed, stream, step) and advances `step`; saving the model saves all three, so that
 * a loaded model goes on as if it had never stopped. Outside training it does what the scaling policy says, which is nothing by default.
 *
 * Subclasses give `className`, `optionNames`, and a `call` that asks `drawing` where to draw.
 */
export abstract class DropoutLayer<Options extends object = object> extends Layer implements DropoutSite {
  /** Names of the options that a layer takes besides the common ones. They are saved as they were given. */
  static readonly optionNames: readonly string[] = [];
  /** Whether it has a `rate` to give and to set: noise of a given width has none, learned dropout finds its own. */
  static readonly takesRate: boolean = true;

  /** The layer's own options, as they were given. */
  protected readonly options: Options;
  /** @internal Set while a Monte Carlo pass runs. */
  sampling: Sampling | undefined = undefined;
  private currentRate = Number.NaN;
  private currentSeed: bigint;
  private currentStream: number;
  private nextStep: number;

  /** @throws TypeError or RangeError for unknown arguments and bad values */
  constructor(args: SiteArgs & Partial<Pick<DropoutLayerArgs, 'rate'>> & Options) {
    const { className, optionNames, takesRate } = new.target as unknown as SiteClass;
    super(checkedArgs(className, args, takesRate ? ['rate', ...optionNames] : optionNames));
    this.supportsMasking = true;
    this.options = givenOptions(args, optionNames);
    if (takesRate) this.currentRate = checkedRate(className, args.rate);
    this.currentSeed = args.seed == null ? randomSeed() : parseSeed(this.title, args.seed);
    this.currentStream = checkedStream(this.title, args.stream ?? this.name);
    this.nextStep = checkedStep(this.title, args.step ?? 0);
  }

  /** The config of core that the layer stands for now. */
  abstract get config(): DropoutConfig;

  /** Whether `rate` is there to be set, as schedules do. */
  get hasRate(): boolean {
    return (this.constructor as unknown as SiteClass).takesRate;
  }

  /**
   * Drop probability; NaN for a layer that takes none. It may be set while training goes on: what a rate drops, every larger rate drops too.
   */
  get rate(): number {
    return this.currentRate;
  }

  set rate(rate: number) {
    if (!this.hasRate) throw typeError(this.getClassName(), 'rate', 'not to be set: the layer has none', show(rate));
    this.currentRate = checkedRate(this.getClassName(), rate);
  }

  /** Whether it draws anything in training. */
  get draws(): boolean {
    return this.rate !== 0;
  }

  /** Class and name, for messages. */
  private get title(): string {
    return `${this.getClassName()} "${this.name}"`;
  }

  /** The key of all masks of this layer. */
  get seed(): bigint {
    return this.currentSeed;
  }

  set seed(seed: Seed) {
    this.currentSeed = parseSeed(this.title, seed);
  }

  /** The site's stream, a u32. A name that is set is hashed. */
  get stream(): number {
    return this.currentStream;
  }

  set stream(stream: number | string) {
    this.currentStream = checkedStream(this.title, stream);
  }

  /** Step of the next training call, a u32. */
  get step(): number {
    return this.nextStep;
  }

  set step(step: number) {
    this.nextStep = checkedStep(this.title, step);
  }

  /**
   * Runs one application of the layer: with a place to draw in training and in Monte Carlo passes, without one at inference.
   * The step advances when training has succeeded; past 2^32 - 1 the next call throws, nothing wraps.
   */
  protected drawing<T>(kwargs: CallArgs, run: (draw?: Draw) => T): T {
    if (this.sampling) return run(drawInPass(this.sampling, this.stream, this.name));
    if (!kwargs?.training) return run();
    const { seed, stream, step } = this;
    if (step === 2 ** 32) {
      throw rangeError(this.title, 'step', 'a step that is left, up to 2^32 - 1', `${step}`, 'Set step to 0, and another seed.');
    }
    const result = run(drawAt({ seed, stream, step }));
    this.nextStep++;
    return result;
  }

  /** The layer's arguments as JSON, with the step of the next training call. */
  override getConfig(): ReturnType<tf.Layer['getConfig']> {
    const { options, seed, stream, step } = this;
    const config = { ...options, seed: seedToJson(seed), stream, step, ...super.getConfig() };
    return this.hasRate ? { rate: this.rate, ...config } : config;
  }
}
