// A recurrent layer in both directions, for layers that drop. tfjs' own copies its layer twice and saves the original, which never runs: both
// copies would draw from one stream, and saved steps would be lost.
import { streamId } from '@dropkit/core';
import { add, concat, div, mul, reverse, type Scalar, type serialization, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { input, type LayerVariable, RNN, type Shape } from '@tensorflow/tfjs-layers';
import { checkOptions, rangeError, show, typeError } from '../check.js';
import { TFJS_ARGS } from '../layers/arguments.js';
import { type CallArgs, DropoutLayer, type TfLayerArgs } from '../layers/dropout-layer.js';
import { Layer } from '../layers/layer.js';
import { layersWithin } from '../layers/sampling.js';
import { layerFromConfig } from '../wrappers/deserialize.js';
import { type Inputs, stateCount, withStatesAsArgument, withStatesAsInputs } from './initial-state.js';

/** How the outputs of both directions become one; null gives both. */
export type MergeMode = 'concat' | 'sum' | 'mul' | 'ave' | null;

/** Arguments of `layers.bidirectional`. */
export interface DropoutBidirectionalArgs extends TfLayerArgs {
  /** The layer for the forward direction, such as `layers.rnn` makes. */
  readonly layer: RNN;
  /** The layer for the other one. Default: a copy of `layer` whose sites have streams of their own. */
  readonly backwardLayer?: RNN;
  /** Default `concat`. */
  readonly mergeMode?: MergeMode;
}

const MERGES = {
  concat: (a: Tensor, b: Tensor) => concat([a, b], -1),
  sum: (a: Tensor, b: Tensor) => add(a, b),
  mul: (a: Tensor, b: Tensor) => mul(a, b),
  ave: (a: Tensor, b: Tensor) => div(add(a, b), 2),
} as const;

/**
 * Runs a recurrent layer over sequences and another over their reverse, and merges what they give. The arguments are those of
 * `tf.layers.bidirectional`; both layers' weights, streams and steps are saved.
 *
 * @example
 * const cell = layers.variationalCell({ cell: tf.layers.lstmCell({ units: 64 }), rate: 0.2, recurrentRate: 0.2, seed: 42, name: 'memory' });
 * const both = layers.bidirectional({ layer: layers.rnn({ cell, returnSequences: true }) });
 */
export class DropoutBidirectional extends Layer {
  /** @nocollapse */
  static readonly className = 'DropkitBidirectional';
  readonly layer: RNN;
  readonly backwardLayer: RNN;
  readonly mergeMode: MergeMode;

  /** @throws TypeError or RangeError for unknown arguments, and what are no recurrent layers of two directions */
  constructor(args: DropoutBidirectionalArgs) {
    const owner = DropoutBidirectional.className;
    checkOptions(owner, args, ['layer', 'backwardLayer', 'mergeMode', ...TFJS_ARGS]);
    super(args);
    const { layer, backwardLayer, mergeMode = 'concat' } = args;
    if (mergeMode !== null && !Object.hasOwn(MERGES, mergeMode)) {
      throw rangeError(owner, 'mergeMode', '"concat", "sum", "mul", "ave" or null', show(mergeMode));
    }
    this.layer = checkedRnn('layer', layer);
    this.backwardLayer = checkedRnn('backwardLayer', backwardLayer ?? reversed(layer));
    if (this.layer.goBackwards === this.backwardLayer.goBackwards) {
      throw rangeError(owner, 'backwardLayer', 'the other direction', `goBackwards ${this.backwardLayer.goBackwards} in both`);
    }
    this.mergeMode = mergeMode;
    this.supportsMasking = true;
  }

  private get both(): readonly RNN[] {
    return [this.layer, this.backwardLayer];
  }

  /** Initial states, half of them for each direction, are given as to `tf.layers.bidirectional`. */
  override apply(inputs: Inputs, kwargs?: CallArgs) {
    return super.apply(...withStatesAsInputs(this, stateCount(this), inputs, kwargs));
  }

  /** Builds both layers under names of their own, which only their `apply` gives. */
  override build(inputShape: Shape | Shape[]): void {
    const batchShape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as Shape;
    for (const layer of this.both) {
      if (!layer.built) layer.apply(input({ batchShape, name: `${this.name}_${layer.name}_input` }));
    }
    super.build(inputShape);
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallArgs): Tensor | Tensor[] {
    return tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      const [[forward, ...states], [backward, ...backwardStates]] = this.outputsOf(...withStatesAsArgument(inputs, kwargs));
      const turned = this.layer.returnSequences ? reverse(backward, 1) : backward;
      const merged = this.mergeMode === null ? [forward, turned] : [MERGES[this.mergeMode](forward, turned)];
      const outputs = [...merged, ...states, ...backwardStates];
      return outputs.length === 1 ? outputs[0] : outputs;
    });
  }

  private outputsOf(x: Tensor | Tensor[], { initialState, ...kwargs }: CallArgs & { initialState?: Tensor[] }): Tensor[][] {
    const half = initialState && initialState.length / 2;
    return this.both.map((layer, n) => {
      const states = half && { initialState: initialState.slice(n * half, (n + 1) * half) };
      return [layer.call(x, { ...kwargs, ...states } as CallArgs)].flat();
    });
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    const shapes = this.layer.computeOutputShape(inputShape);
    const [output, ...states] = (Array.isArray(shapes[0]) ? shapes : [shapes]) as Shape[];
    const units = output.at(-1)!;
    const merged = this.mergeMode === 'concat' ? [[...output.slice(0, -1), 2 * units]] : [output];
    const outputs = [...merged, ...(this.mergeMode === null ? [output] : []), ...states, ...states];
    return outputs.length === 1 ? outputs[0] : outputs;
  }

  override computeMask(_: Tensor | Tensor[], mask?: Tensor | Tensor[]): Tensor | Tensor[] {
    const own = (this.layer.returnSequences ? [mask].flat()[0] : null) as Tensor;
    const masks = [own, ...(this.mergeMode === null ? [own] : [])];
    if (this.layer.returnState) for (const layer of this.both) masks.push(...layer.states.map(() => null as unknown as Tensor));
    return masks.length === 1 ? own : masks;
  }

  override calculateLosses(): Scalar[] {
    return this.both.flatMap((layer) => layer.calculateLosses());
  }

  override get trainableWeights(): LayerVariable[] {
    return this.trainable ? this.both.flatMap((layer) => layer.trainableWeights) : [];
  }

  override get nonTrainableWeights(): LayerVariable[] {
    return this.both.flatMap((layer) => (this.trainable ? layer.nonTrainableWeights : layer.weights));
  }

  override get stateful(): boolean {
    return this.layer?.stateful ?? false;
  }

  override resetStates(): void {
    for (const layer of this.both) layer.resetStates();
  }

  override setFastWeightInitDuringBuild(value: boolean): void {
    super.setFastWeightInitDuringBuild(value);
    for (const layer of this.both) layer.setFastWeightInitDuringBuild(value);
  }

  override getConfig(): serialization.ConfigDict {
    const [layer, backwardLayer] = this.both.map((one) => ({ className: one.getClassName(), config: one.getConfig() }));
    return { layer, backwardLayer, mergeMode: this.mergeMode as string, ...super.getConfig() };
  }

  /** @nocollapse */
  static override fromConfig<T extends serialization.Serializable>(
    cls: serialization.SerializableConstructor<T>,
    config: serialization.ConfigDict,
    customObjects?: serialization.ConfigDict,
  ): T {
    const inner = (field: string) => layerFromConfig(DropoutBidirectional.className, field, config[field], customObjects);
    const backward = config.backwardLayer == null ? {} : { backwardLayer: inner('backwardLayer') };
    return new cls({ ...config, layer: inner('layer'), ...backward });
  }
}

function checkedRnn(field: string, layer: unknown): RNN {
  if (layer instanceof RNN) return layer;
  throw typeError(DropoutBidirectional.className, field, 'a recurrent layer', show(layer));
}

/** A copy for the other direction, whose sites draw from streams derived from the originals'. */
function reversed(layer: RNN): RNN {
  const className = checkedRnn('layer', layer).getClassName();
  const config = JSON.parse(JSON.stringify(layer.getConfig()));
  const changes = { goBackwards: !layer.goBackwards, name: `backward_${layer.name.replace(/^forward_/, '')}` };
  const copy = layerFromConfig(DropoutBidirectional.className, 'layer', { className, config: { ...config, ...changes } });
  for (const site of layersWithin(copy)) {
    if (site instanceof DropoutLayer) site.stream = streamId(`${site.stream}/backward`);
  }
  return copy as RNN;
}
