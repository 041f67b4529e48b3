// The base of what wraps a layer: weights, losses, shapes, masks and configs are the inner layer's, besides the wrapper's own.
import type { Scalar, serialization, Tensor } from '@tensorflow/tfjs-core';
import { type LayerVariable, type Shape, layers as tf } from '@tensorflow/tfjs-layers';
import { show, typeError } from '../check.js';
import { type CallArgs, DropoutLayer, type DropoutLayerArgs } from '../layers/dropout-layer.js';
import { type Inputs, stateCount, withStatesAsArgument, withStatesAsInputs } from '../recurrent/initial-state.js';
import { layerFromConfig } from './deserialize.js';

/** What wrappers take. */
export interface DropoutWrapperArgs extends DropoutLayerArgs {
  /** The layer to wrap, or a model as a layer. It belongs to the wrapper: do not apply it elsewhere. */
  readonly layer: tf.Layer;
}

/** The static side of a wrapper. */
interface WrapperClass {
  readonly className: string;
  readonly innerName: string;
}

/**
 * Base of dropout wrappers. Weights have the names that they have in tfjs' own wrappers: `<wrapper>/kernel`. Unlike those, it adds up the
 * losses of nested models, and sets the inner layer's initial `weights`.
 */
export abstract class DropoutWrapper<Options extends object = object> extends DropoutLayer<Options> {
  /** The argument that holds what is wrapped. */
  static readonly innerName: string = 'layer';

  /** What is wrapped. */
  readonly layer: tf.Layer;

  /** @throws TypeError or RangeError for unknown arguments and bad values */
  constructor(args: DropoutLayerArgs & Options) {
    const { className, innerName } = new.target as unknown as WrapperClass;
    const { [innerName]: inner, ...others } = args as unknown as Record<string, unknown>;
    super(others as never);
    if (!(inner instanceof tf.Layer)) throw typeError(className, innerName, 'a tf.layers.Layer', show(inner));
    this.layer = inner;
    if (!this.batchInputShape) Object.assign(this, inputOf(inner)); // so that the first layer of a model can be wrapped as it is
    this.supportsMasking = inner.supportsMasking;
    if (args.trainable === false) inner.trainable = false;
  }

  /** Builds the inner layer, under the wrapper's name. Called by tfjs when the wrapper is first connected. */
  override build(inputShape: Shape | Shape[]): void {
    const { layer } = this;
    if (!layer.built) {
      layer.build(inputShape);
      layer.built = true;
      const { initialWeights } = layer as unknown as { initialWeights: Tensor[] | null };
      if (initialWeights) layer.setWeights(initialWeights);
    }
    super.build(inputShape);
  }

  /** Initial states of a recurrent layer within are given as to that layer. */
  override apply(inputs: Inputs, kwargs?: CallArgs) {
    return super.apply(...withStatesAsInputs(this, stateCount(this.layer), inputs, kwargs));
  }

  /** Runs the inner layer. */
  protected callInner(inputs: Tensor | Tensor[], kwargs: CallArgs): Tensor | Tensor[] {
    const given = stateCount(this.layer) > 0 ? withStatesAsArgument(inputs, kwargs) : ([inputs, kwargs ?? {}] as const);
    const output = this.layer.call(...given);
    return Array.isArray(output) && output.length === 1 ? output[0] : output; // models give arrays of one
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    return this.layer.computeOutputShape(inputShape);
  }

  override computeMask(inputs: Tensor | Tensor[], mask?: Tensor | Tensor[]): Tensor | Tensor[] {
    return this.layer.computeMask(inputs, mask);
  }

  override calculateLosses(): Scalar[] {
    return [...super.calculateLosses(), ...this.layer.calculateLosses()];
  }

  override get trainable(): boolean {
    return super.trainable;
  }

  override set trainable(trainable: boolean) {
    super.trainable = trainable;
    this.layer.trainable = trainable;
  }

  override get trainableWeights(): LayerVariable[] {
    return this.trainable ? [...this.layer.trainableWeights, ...super.trainableWeights] : [];
  }

  override get nonTrainableWeights(): LayerVariable[] {
    const own = super.nonTrainableWeights;
    return this.trainable ? [...this.layer.nonTrainableWeights, ...own] : [...this.layer.weights, ...own];
  }

  override get stateful(): boolean {
    return this.layer?.stateful ?? false;
  }

  override resetStates(): void {
    this.layer.resetStates();
  }

  override setFastWeightInitDuringBuild(value: boolean): void {
    super.setFastWeightInitDuringBuild(value);
    this.layer.setFastWeightInitDuringBuild(value);
  }

  override getConfig(): serialization.ConfigDict {
    const { innerName } = this.constructor as unknown as WrapperClass;
    const inner = { className: this.layer.getClassName(), config: this.layer.getConfig() };
    return { [innerName]: inner, ...super.getConfig() };
  }

  /** @nocollapse */
  static override fromConfig<T extends serialization.Serializable>(
    cls: serialization.SerializableConstructor<T>,
    config: serialization.ConfigDict,
    customObjects?: serialization.ConfigDict,
  ): T {
    const { className, innerName } = cls as unknown as WrapperClass;
    return new cls({ ...config, [innerName]: layerFromConfig(className, innerName, config[innerName], customObjects) });
  }
}

/** What a layer of its own says about its model's input. */
function inputOf({ batchInputShape, dtype = 'float32' }: tf.Layer): Partial<Pick<tf.Layer, 'batchInputShape' | 'dtype'>> {
  return batchInputShape ? { batchInputShape, dtype } : {};
}
