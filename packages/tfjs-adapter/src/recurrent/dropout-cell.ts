// The base of recurrent cells that drop. A cell is called once for each time step and cannot see where a sequence begins, so the RNN layer of
// this package tells it; tf.layers.rnn does not, and its training would go on with one mask for ever.
import type { DropoutConfig } from '@dropkit/core';
import { reshape, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Shape, layers as tf } from '@tensorflow/tfjs-layers';
import { rangeError, show, typeError } from '../check.js';
import type { CallArgs, DropoutLayerArgs } from '../layers/dropout-layer.js';
import { type Draw, partOf } from '../layers/sampling.js';
import { dropout } from '../op/dropout.js';
import { DropoutWrapper } from '../wrappers/dropout-wrapper.js';
import { type Cell, cellsOf } from './gates.js';

/** What cell wrappers take. */
export interface DropoutCellArgs extends DropoutLayerArgs {
  /** The cell to wrap: any cell, or a stack of them. It must have no dropout of its own. */
  readonly cell: tf.Layer;
}

/** One batch of sequences as a cell sees it: where it draws, how long it is, and which time step comes next. */
interface Sequence {
  readonly draw: Draw | undefined;
  readonly length: number;
  time: number;
}

/** A sequence that nobody announced: inference, which draws nothing. */
const UNANNOUNCED = { draw: undefined, length: 1, time: 0 };

/** Base of the cells. Subclasses give `className`, `optionNames`, `config` and `timeStep`. */
export abstract class DropoutCell<Options extends object = object> extends DropoutWrapper<Options> {
  static override readonly innerName = 'cell';

  /** tfjs types ask for these; there are none. */
  declare readonly dropoutMask: Tensor;
  declare readonly recurrentDropoutMask: Tensor;
  private sequence: Sequence | undefined;

  /** @throws TypeError or RangeError for unknown arguments, bad values, and cells that drop by themselves */
  constructor(args: DropoutLayerArgs & Options) {
    super(args);
    const owner = this.getClassName();
    for (const cell of cellsOf(this.cell)) {
      if (cell.stateSize == null) throw typeError(owner, 'cell', 'a recurrent cell, with a stateSize', show(cell));
      const { dropout, recurrentDropout } = cell as unknown as { dropout?: unknown; recurrentDropout?: unknown };
      if (!dropout && !recurrentDropout) continue;
      const advice = 'Drop here instead: tfjs draws unseeded masks, one for all gates.';
      throw rangeError(
        owner,
        'cell',
        'a cell without dropout of its own',
        `rates ${show(dropout)} and ${show(recurrentDropout)}`,
        advice,
      );
    }
  }

  /** The wrapped cell. */
  get cell(): Cell {
    return this.layer as Cell;
  }

  /** Sizes of the cell's states. */
  get stateSize(): number | number[] {
    return this.cell.stateSize;
  }

  /** One time step: [input, ...states] to [output, ...states]. */
  protected abstract timeStep(inputs: Tensor[], kwargs: CallArgs): Tensor[];

  /** @internal Runs a batch of sequences of `length` time steps; the training step advances once, when all of it has succeeded. */
  runSequence<T>(length: number, kwargs: CallArgs, run: () => T): T {
    return this.drawing(kwargs, (draw) => {
      this.sequence = { draw, length, time: 0 };
      try {
        return run();
      } finally {
        this.sequence = undefined;
      }
    });
  }

  /** One time step. Called by the RNN layer. */
  override call(inputs: Tensor | Tensor[], kwargs: CallArgs): Tensor[] {
    return tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      if (!this.sequence && (this.sampling || kwargs?.training) && this.draws) {
        const advice = 'Use layers.rnn({ cell }) in the place of tf.layers.rnn, which does not tell where a sequence begins.';
        throw typeError(this.getClassName(), 'call', 'a call from layers.rnn', 'another', advice);
      }
      const outputs = this.timeStep(inputs as Tensor[], kwargs);
      if (this.sequence) this.sequence.time++;
      return outputs;
    });
  }

  /**
   * Applies a config for sequences [N, T, ...] to what belongs to the present time step, [N, ...]: a box of the whole, so that a mask that is
   * shared over time is the same at each of them, and another is not.
   */
  protected dropNow(x: Tensor, config: DropoutConfig, part: string, other?: Tensor): Tensor {
    const { draw, length, time } = this.sequence ?? UNANNOUNCED;
    const [rows, ...rest] = x.shape;
    const now = [rows, 1, ...rest];
    const operands = other ? { other: reshape(other, now) } : {};
    if (!draw) return reshape(dropout(reshape(x, now), config, { seed: this.seed }, { phase: 'eval', ...operands }), x.shape);
    const { address, slice } = partOf(draw, part);
    const whole = [rows, length, ...rest];
    const { shape, start } = slice(whole) ?? { shape: whole, start: whole.map(() => 0) };
    const box = { shape, start: start.map((at, axis) => (axis === 1 ? time : at)) };
    return reshape(dropout(reshape(x, now), config, address, { slice: box, ...operands }), x.shape);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    return this.cell.computeOutputShape(inputShape);
  }
}
