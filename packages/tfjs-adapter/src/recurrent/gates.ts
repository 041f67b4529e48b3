// The steps of tfjs' recurrent cells, gate by gate, with places to drop: what reaches a gate from the input, what reaches it from the
// previous state, and the candidate. tfjs multiplies all gates' weights at once, where only one mask can apply.
import { add, matMul, mul, neg, split, type Tensor } from '@tensorflow/tfjs-core';
import type { layers as tf } from '@tensorflow/tfjs-layers';

/** A recurrent cell: RNN calls it with [input, ...states], and it returns [output, ...states]. */
export type Cell = tf.Layer & { readonly stateSize: number | number[] };

/** What drops at the places of one cell. Each place has its own mask. */
export interface Places {
  /** Whether anything is dropped there: where not, all gates share one product. */
  readonly dropsInput: boolean;
  readonly dropsState: boolean;
  input(x: Tensor, gate: string): Tensor;
  state(h: Tensor, gate: string): Tensor;
  candidate(g: Tensor): Tensor;
}

/** One time step of a cell: [input, ...states] to [output, ...states]. */
type Step = (cell: never, inputs: readonly Tensor[], places: Places) => Tensor[];

type LstmCell = ReturnType<typeof tf.lstmCell>;
type GruCell = ReturnType<typeof tf.gruCell>;
type SimpleCell = ReturnType<typeof tf.simpleRNNCell>;

/** What a gate gets: its part of W x + U h + b, with x and h dropped for this gate. */
function gateInputs(cell: LstmCell | GruCell | SimpleCell, names: readonly string[], x: Tensor, h: Tensor, places: Places) {
  const [kernel, recurrentKernel] = [cell.kernel.read(), cell.recurrentKernel.read()];
  const fromInput = products(x, kernel, names, places.dropsInput && places.input);
  const fromState = products(h, recurrentKernel, names, places.dropsState && places.state);
  const biases = cell.bias ? parts(cell.bias.read(), names.length) : [];
  return (gate: string, previous?: Tensor) => {
    const n = names.indexOf(gate);
    const recurrent = previous ? matMul(previous, parts(recurrentKernel, names.length)[n]) : fromState(n);
    const z = add(fromInput(n), recurrent);
    return biases[n] ? add(z, biases[n]) : z;
  };
}

/** The product for gate n: with a mask of its own where something is dropped, else from one product for all gates. */
function products(x: Tensor, weight: Tensor, names: readonly string[], drop: Places['input'] | false): (n: number) => Tensor {
  if (!drop) {
    const all = parts(matMul(x, weight), names.length);
    return (n) => all[n];
  }
  const weights = parts(weight, names.length);
  return (n) => matMul(drop(x, names[n]), weights[n]);
}

/** Equal parts along the last axis. tfjs cannot differentiate a split into one part. */
function parts(tensor: Tensor, count: number): Tensor[] {
  return count === 1 ? [tensor] : split(tensor, count, -1);
}

function lstmStep(cell: LstmCell, [x, h, c]: readonly Tensor[], places: Places): Tensor[] {
  const { activation, recurrentActivation } = cell;
  const at = gateInputs(cell, ['i', 'f', 'c', 'o'], x, h, places);
  const [i, f, o] = ['i', 'f', 'o'].map((gate) => recurrentActivation.apply(at(gate)));
  const nextC = add(mul(f, c), mul(i, places.candidate(activation.apply(at('c')))));
  const nextH = mul(o, activation.apply(nextC));
  return [nextH, nextH, nextC];
}

/** The previous state that is carried over is the undropped one, as in Keras; tfjs carries the dropped one, and so forgets for good. */
function gruStep(cell: GruCell, [x, h]: readonly Tensor[], places: Places): Tensor[] {
  const { activation, recurrentActivation } = cell;
  const at = gateInputs(cell, ['z', 'r', 'h'], x, h, places);
  const [z, r] = ['z', 'r'].map((gate) => recurrentActivation.apply(at(gate)));
  const candidate = places.candidate(activation.apply(at('h', mul(r, places.state(h, 'h')))));
  const next = add(mul(z, h), mul(add(neg(z), 1), candidate));
  return [next, next];
}

function simpleStep(cell: SimpleCell, [x, h]: readonly Tensor[], places: Places): Tensor[] {
  const next = cell.activation.apply(gateInputs(cell, ['h'], x, h, places)('h'));
  return [next, next];
}

/** A cell that nobody here knows: one mask for its input and one for its first state, whatever its gates are ("tied weights"). */
function tiedStep(cell: Cell, [x, h, ...others]: readonly Tensor[], places: Places): Tensor[] {
  return cell.call([places.input(x, 'input'), places.state(h, 'state'), ...others], {}) as Tensor[];
}

interface Gated {
  readonly step: Step;
  /** Whether it has a candidate that is added to a memory. */
  readonly hasCandidate: boolean;
}

const GATED: Readonly<Record<string, Gated>> = {
  LSTMCell: { step: lstmStep, hasCandidate: true },
  GRUCell: { step: gruStep, hasCandidate: true },
  SimpleRNNCell: { step: simpleStep, hasCandidate: false },
};

/** Whether a cell adds a candidate to a memory, so that it can be dropped without erasing what is remembered. */
export function hasCandidate(cell: Cell): boolean {
  return GATED[cell.getClassName()]?.hasCandidate ?? false;
}

/** One time step of a cell with dropout at its places. */
export function stepWith(cell: Cell, inputs: readonly Tensor[], places: Places): Tensor[] {
  const step = GATED[cell.getClassName()]?.step ?? tiedStep;
  return step(cell as never, inputs, places);
}

/** The cells of a stack, or the cell itself. */
export function cellsOf(cell: Cell): readonly Cell[] {
  return cell.getClassName() === 'StackedRNNCells' ? (cell as unknown as { cells: Cell[] }).cells : [cell];
}

/** Runs the cells of a stack one after the other. Its states are those of the last cell first, as tfjs has them. */
export function stackStep(
  cell: Cell,
  [x, ...states]: readonly Tensor[],
  run: (cell: Cell, inputs: Tensor[], n: number) => Tensor[],
) {
  const cells = cellsOf(cell);
  const own = cells.map(({ stateSize }) => [stateSize].flat().length);
  const next: Tensor[][] = [];
  let output = x;
  cells.forEach((one, n) => {
    const before = own.slice(n + 1).reduce((a, b) => a + b, 0);
    [output, ...next[n]] = run(one, [output, ...states.slice(before, before + own[n])], n);
  });
  return [output, ...next.reverse().flat()];
}
