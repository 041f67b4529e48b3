// fold: the model in inference. What training scales already is as if dropout had never been there; the weight scaling of standard dropout
// (Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", JMLR 15, 2014, section 10) goes into weights.
import { UnsupportedError } from '@dropkit/core';
import { indexModel } from '../graph/graph-index.js';
import { parseModel } from '../model/parse-model.js';
import { checkOnlyReport, type Edited, finish, type ReportOptions } from '../surgery/edited.js';
import { recordsOf } from '../surgery/record.js';
import { type StripReport, stripRest, undoEdits } from '../surgery/strip.js';
import { type FoldedWeight, Folding, type MultipliedValue } from './folding.js';
import { Scalings } from './scalings.js';

/** What `fold` did. */
export interface FoldReport extends StripReport {
  /** Stored weights that were scaled. */
  readonly folded: readonly FoldedWeight[];
  /** Values that a Mul scales, since no weight could. */
  readonly multiplied: readonly MultipliedValue[];
}

/** Choices of `fold`. */
export type FoldOptions = ReportOptions<FoldReport>;

/**
 * The model in inference, without dropout: as `strip`, and where `insert` or `activate` put dropout with standard scaling, or another variant
 * that scales in inference, what trains with a share kept gets that share (`lower(config, shape, 'eval')` of core). It goes into stored
 * weights of the Gemm, MatMul, Conv, ConvTranspose, LSTM, GRU and RNN nodes that take the value, also through operators that only move, choose or
 * average elements; elsewhere a Mul comes in. With variants of weights the weights are scaled themselves.
 *
 * Weights are scaled in float64 and rounded once. Those that others take too get a scaled copy; those in other files stay, with a Mul.
 *
 * @param model the bytes of a .onnx file with dropout of this package; not changed
 * @returns the bytes without dropout; those of `strip` where no site scales in inference
 * @throws UnsupportedError when there is no dropout of this package, or inference of a site is no multiplication by one number
 * @throws RangeError for an unknown option
 * @throws TypeError, ModelFormatError, GraphError or ModelSizeError as `strip` does
 * @example
 * const trained = insert(model, { op: 'Relu' }, { variant: 'dropout', p: 0.5, scaling: 'standard' });
 * const inference = fold(trained, { onReport: ({ folded }) => console.log(`${folded.length} weights are halved`) });
 */
export function fold(model: Uint8Array, options: FoldOptions = {}): Uint8Array {
  checkOnlyReport('fold', options);
  return finish(model, folded(model), options);
}

/** `fold` before it is one array; `joined` as `undoEdits` has it. */
export function folded(model: Uint8Array, joined?: Parameters<typeof undoEdits>[1]): Edited<FoldReport> {
  if (recordsOf(parseModel('fold', model)).length === 0) throw nothing();
  const scalings = new Scalings();
  const { bytes, undone } = undoEdits(model, joined, scalings.follow);
  let folding: Folding | undefined;
  const { pieces, report } = stripRest(bytes, undone, {
    operation: 'fold',
    follow: scalings.follow,
    between(parsed) {
      if (scalings.list.length === 0) return;
      folding = new Folding(indexModel(parsed), parsed.irVersion);
      folding.run(scalings.list);
    },
  });
  return { pieces, report: { ...report, folded: folding?.folded ?? [], multiplied: folding?.multiplied ?? [] } };
}

function nothing(): UnsupportedError {
  return new UnsupportedError(
    '[@dropkit/onnx-export] fold: the model has no dropout that insert or activate put in, so nothing says what to scale. Take strip for native ' +
      'Dropout nodes, which scale in training already.',
  );
}
