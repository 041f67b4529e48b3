// Initial states of recurrent layers that another layer holds: inputs beside x, as they are for tf.layers.rnn. A symbolic tensor among the
// arguments of a call that is no input would be ignored without a word.
import type { Tensor } from '@tensorflow/tfjs-core';
import { RNN, type SymbolicTensor, type layers as tf } from '@tensorflow/tfjs-layers';
import { rangeError } from '../check.js';
import type { CallArgs } from '../layers/dropout-layer.js';

/** What a layer is applied to. */
export type Inputs = Tensor | Tensor[] | SymbolicTensor | SymbolicTensor[];

const BOTH_DIRECTIONS = ['Bidirectional', 'DropkitBidirectional'];

/** How many states a recurrent layer starts from, those of both directions if it has two; 0 for other layers. */
export function stateCount(layer: tf.Layer): number {
  if (layer instanceof RNN) return [layer.cell.stateSize].flat().length;
  if (!BOTH_DIRECTIONS.includes(layer.getClassName())) return 0;
  return 2 * stateCount((layer as tf.Layer & { readonly layer: RNN }).layer);
}

/**
 * Inputs and arguments of `apply`, with the initial states of what `owner` holds as inputs.
 *
 * @throws RangeError when there are not `count` states
 */
export function withStatesAsInputs(owner: tf.Layer, count: number, inputs: Inputs, kwargs?: CallArgs): [Inputs, CallArgs?] {
  const { initialState, ...others } = (kwargs ?? {}) as { initialState?: Inputs };
  const all = [inputs, initialState ?? []].flat() as Tensor[];
  if (initialState == null && (all.length === 1 || count === 0)) return [inputs, kwargs];
  if (all.length === 1 + count) return [all, others as CallArgs];
  throw rangeError(owner.getClassName(), 'initialState', `${count} tensors, one for each state`, `${all.length - 1}`);
}

/** The other way round, for `call` of the recurrent layer itself. */
export function withStatesAsArgument(inputs: Tensor | Tensor[], kwargs?: CallArgs): [Tensor | Tensor[], CallArgs] {
  const [x, ...initialState] = [inputs].flat();
  return initialState.length === 0 ? [inputs, kwargs ?? {}] : [x, { ...kwargs, initialState }];
}
