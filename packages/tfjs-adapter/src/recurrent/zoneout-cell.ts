// Zoneout: units of a recurrent state keep their previous value at random time steps.
// Krueger et al., "Zoneout: regularizing RNNs by randomly preserving hidden activations" (ICLR 2017).
import type { DropoutConfig } from '@dropkit/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkedRate } from '../layers/arguments.js';
import type { CallArgs } from '../layers/dropout-layer.js';
import { DropoutCell, type DropoutCellArgs } from './dropout-cell.js';
import { type Cell, cellsOf, stackStep } from './gates.js';

interface ZoneoutOptions {
  /** Zoneout probability of the states after the first: the memory c of LSTM cells. Default: `rate`. */
  readonly cellRate?: number;
}

/** Arguments of `layers.zoneoutCell`. `rate` is that of the first state, h. */
export interface ZoneoutCellArgs extends DropoutCellArgs, ZoneoutOptions {}

/**
 * A cell whose states keep their previous values with probability `rate` (h) and `cellRate` (c), decided anew for each unit at each time
 * step. Inference mixes the new and the previous state by the probabilities. Any cell will do, also a stack. Use it in `layers.rnn`.
 * The paper's best on Penn Treebank characters: c at 0.5, h at 0.05.
 *
 * @example
 * const cell = new ZoneoutCell({ cell: tf.layers.lstmCell({ units: 64 }), rate: 0.05, cellRate: 0.5, seed: 42, name: 'memory' });
 * const rnn = layers.rnn({ cell, returnSequences: true });
 */
export class ZoneoutCell extends DropoutCell<ZoneoutOptions> {
  static readonly className = 'DropkitZoneoutCell';
  static override readonly optionNames = ['cellRate'];

  constructor(args: ZoneoutCellArgs) {
    super(args);
    checkedRate(this.getClassName(), this.cellRate, 'cellRate');
  }

  /** Zoneout probability of the states after the first. */
  get cellRate(): number {
    return this.options.cellRate ?? this.rate;
  }

  override get draws(): boolean {
    return this.rate !== 0 || this.cellRate !== 0;
  }

  override get config(): DropoutConfig {
    return { variant: 'zoneout', p: this.rate };
  }

  protected override timeStep(inputs: Tensor[], kwargs: CallArgs): Tensor[] {
    const stacked = cellsOf(this.cell).length > 1;
    return stackStep(this.cell, inputs, (cell, own, n) => this.stepOf(cell, own, stacked ? `${n}/` : '', kwargs));
  }

  private stepOf(cell: Cell, [x, ...before]: Tensor[], prefix: string, kwargs: CallArgs): Tensor[] {
    const [output, ...after] = cell.call([x, ...before], kwargs) as Tensor[];
    const states = after.map((state, n) => {
      const p = n === 0 ? this.rate : this.cellRate;
      return p === 0 ? state : this.dropNow(state, { variant: 'zoneout', p }, `${prefix}state/${n}`, before[n]);
    });
    return [output === after[0] ? states[0] : output, ...states];
  }
}
