// Dropout inside recurrent cells, on inputs and on what is recurrent: Gal and Ghahramani, "A theoretically grounded application of dropout
// in recurrent neural networks" (NIPS 2016), with a mask for each gate and the same masks at all time steps; or, for the recurrent part, on
// the candidate: Semeniuta, Severyn and Barth, "Recurrent dropout without memory loss" (COLING 2016), with a fresh mask at each time step.
import type { DropoutConfig } from '@dropkit/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { rangeError, show } from '../check.js';
import { checkedRate } from '../layers/arguments.js';
import type { Scaling } from '../layers/dropout.js';
import type { CallArgs } from '../layers/dropout-layer.js';
import { DropoutCell, type DropoutCellArgs } from './dropout-cell.js';
import { type Cell, cellsOf, hasCandidate, type Places, stackStep, stepWith } from './gates.js';

type Target = 'state' | 'candidate';

interface VariationalOptions {
  /** Drop probability of the recurrent part, in [0, 1]. Default 0. */
  readonly recurrentRate?: number;
  /** What `recurrentRate` drops: `state` (default, Gal) or `candidate` (Semeniuta; for LSTM and GRU cells). */
  readonly recurrentTarget?: Target;
  readonly scaling?: Scaling;
}

/** Arguments of `layers.variationalCell`. `rate` is that of the inputs. */
export interface VariationalCellArgs extends DropoutCellArgs, VariationalOptions {}

const TARGETS: readonly unknown[] = ['state', 'candidate'];

/**
 * A cell whose inputs and states are dropped by masks that are drawn once for each batch of sequences, one for each gate of LSTM, GRU and
 * simple cells, alone or stacked. Cells of other classes have one mask for their input and one for their first state. Use it in `layers.rnn`.
 *
 * @example
 * const cell = new VariationalCell({ cell: tf.layers.lstmCell({ units: 64 }), rate: 0.2, recurrentRate: 0.2, seed: 42, name: 'memory' });
 * const rnn = layers.rnn({ cell, returnSequences: true });
 */
export class VariationalCell extends DropoutCell<VariationalOptions> {
  static readonly className = 'DropkitVariationalCell';
  static override readonly optionNames = ['recurrentRate', 'recurrentTarget', 'scaling'];
  private currentRecurrentRate: number;

  constructor(args: VariationalCellArgs) {
    super(args);
    const { recurrentRate = 0, recurrentTarget = 'state' } = this.options;
    const owner = this.getClassName();
    this.currentRecurrentRate = checkedRate(owner, recurrentRate, 'recurrentRate');
    if (!TARGETS.includes(recurrentTarget))
      throw rangeError(owner, 'recurrentTarget', '"state" or "candidate"', show(recurrentTarget));
    const without = recurrentTarget === 'candidate' && cellsOf(this.cell).find((cell) => !hasCandidate(cell));
    if (without) throw rangeError(owner, 'cell', 'LSTM or GRU cells, which have a candidate', without.getClassName());
  }

  /** Drop probability of the recurrent part. */
  get recurrentRate(): number {
    return this.currentRecurrentRate;
  }

  set recurrentRate(rate: number) {
    this.currentRecurrentRate = checkedRate(this.getClassName(), rate, 'recurrentRate');
  }

  override get draws(): boolean {
    return this.rate !== 0 || this.recurrentRate !== 0;
  }

  override get config(): DropoutConfig {
    return this.configOf(this.rate, 'state');
  }

  private configOf(p: number, target: Target): DropoutConfig {
    const { scaling } = this.options;
    return { variant: 'recurrent', p, target, ...(scaling && { scaling }) };
  }

  protected override timeStep(inputs: Tensor[], kwargs: CallArgs): Tensor[] {
    const stacked = cellsOf(this.cell).length > 1;
    return stackStep(this.cell, inputs, (cell, own, n) => this.stepOf(cell, own, stacked ? `${n}/` : '', kwargs));
  }

  private stepOf(cell: Cell, inputs: Tensor[], prefix: string, kwargs: CallArgs): Tensor[] {
    const idle = this.options.scaling !== 'standard' && !this.sampling && !kwargs?.training;
    if (idle || !this.draws) return cell.call(inputs, kwargs) as Tensor[];
    return stepWith(cell, inputs, this.placesOf(prefix));
  }

  private placesOf(prefix: string): Places {
    const { recurrentTarget = 'state' } = this.options;
    const drop = (x: Tensor, p: number, target: Target, part: string) =>
      p === 0 ? x : this.dropNow(x, this.configOf(p, target), prefix + part);
    const rateOf = (target: Target) => (target === recurrentTarget ? this.recurrentRate : 0);
    return {
      dropsInput: this.rate !== 0,
      dropsState: rateOf('state') !== 0,
      input: (x, gate) => drop(x, this.rate, 'state', `input/${gate}`),
      state: (h, gate) => drop(h, rateOf('state'), 'state', `state/${gate}`),
      candidate: (g) => drop(g, rateOf('candidate'), 'candidate', 'candidate'),
    };
  }

  override getConfig() {
    return { ...super.getConfig(), recurrentRate: this.recurrentRate };
  }
}
