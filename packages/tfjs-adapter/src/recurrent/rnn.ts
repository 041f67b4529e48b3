// tf.layers.rnn for cells that drop: tells them where a batch of sequences begins, so that masks are fresh for each and training steps
// count sequences and not time steps.
import type { Scalar, serialization, Tensor } from '@tensorflow/tfjs-core';
import { RNN, type RNNLayerArgs, layers as tf } from '@tensorflow/tfjs-layers';
import { show, typeError } from '../check.js';
import type { CallArgs } from '../layers/dropout-layer.js';
import { layersWithin } from '../layers/sampling.js';
import { layerFromConfig } from '../wrappers/deserialize.js';
import { DropoutCell } from './dropout-cell.js';

const OWN_FIELDS = ['name', 'trainable', 'batchInputShape', 'dtype'];
const RNN_FIELDS = ['returnSequences', 'returnState', 'goBackwards', 'stateful', 'unroll'];

/**
 * A recurrent layer over any cell of tfjs or of this package, with the arguments of `tf.layers.rnn`. Unlike that one it adds the cell's
 * regularisers to the loss.
 *
 * @example
 * const cell = layers.variationalCell({ cell: tf.layers.gruCell({ units: 32 }), rate: 0.2, recurrentRate: 0.2, seed: 42, name: 'memory' });
 * model.add(layers.rnn({ cell, returnSequences: true, inputShape: [null, 8] }));
 */
export class DropoutRNN extends RNN {
  /** @nocollapse */
  static override readonly className: string = 'DropkitRNN';

  private readonly nameGiven: string;

  /** @throws TypeError for what is no cell */
  constructor(args: RNNLayerArgs) {
    const { cell } = (args ?? {}) as { readonly cell?: unknown };
    const isCell = [cell].flat().every((one) => one instanceof tf.Layer && 'stateSize' in one);
    if (!isCell) throw typeError(DropoutRNN.className, 'cell', 'a recurrent cell, or an array of them', show(cell));
    super(args);
    this.nameGiven = this.name;
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallArgs): Tensor | Tensor[] {
    const cells = [...layersWithin(this.cell)].filter((layer) => layer instanceof DropoutCell);
    if (kwargs?.training && cells.some((cell) => cell.draws && !cell.sampling)) this.checkHolder();
    const [x] = [inputs].flat();
    const run = cells.reduceRight<() => Tensor | Tensor[]>(
      (next, cell) => () => cell.runSequence(x.shape[1]!, kwargs, next),
      () => super.call(inputs, kwargs),
    );
    return run();
  }

  /** tf.layers.bidirectional runs two copies of the layer that it is given, and renames them once they are made, as nothing else does. */
  private checkHolder(): void {
    if (!['forward_', 'backward_'].some((prefix) => this.name === prefix + this.nameGiven)) return;
    const advice =
      'Use layers.bidirectional: that one draws the same masks in both directions, and forgets their steps when it is saved.';
    throw typeError(DropoutRNN.className, 'call', 'no training in tf.layers.bidirectional', `"${this.name}"`, advice);
  }

  override calculateLosses(): Scalar[] {
    return [...super.calculateLosses(), ...this.cell.calculateLosses()];
  }

  override getConfig(): serialization.ConfigDict {
    const { cell } = this;
    const all = super.getConfig(); // with the fields of the cell among its own
    const own = Object.entries(all).filter(([field]) => OWN_FIELDS.includes(field) || RNN_FIELDS.includes(field));
    return { ...Object.fromEntries(own), cell: { className: cell.getClassName(), config: cell.getConfig() } };
  }

  /** @nocollapse */
  static override fromConfig<T extends serialization.Serializable>(
    cls: serialization.SerializableConstructor<T>,
    config: serialization.ConfigDict,
    customObjects?: serialization.ConfigDict,
  ): T {
    return new cls({ ...config, cell: layerFromConfig(DropoutRNN.className, 'cell', config.cell, customObjects) });
  }
}
