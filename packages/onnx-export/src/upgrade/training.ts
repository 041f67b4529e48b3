// BatchNormalization and Dropout: operators with another meaning in training. Recurrent ones lost a switch that changed no value.
import { Tensor } from '../model/tensor.js';
import type { NodeUpgrade } from './node-upgrade.js';

/** BatchNormalization until 6 normalised by the batch unless `is_test` was set. */
export function batchNormIsTest(at: NodeUpgrade): void {
  const isTest = at.take('is_test')?.int ?? 0n;
  if (isTest === 0n) at.fail('it is in training mode ("is_test" is not set)');
}

/** Until 8 there could be statistics for each activation instead of each channel. */
export function batchNormSpatial(at: NodeUpgrade): void {
  const spatial = at.take('spatial')?.int ?? 1n;
  if (spatial === 0n) at.fail('statistics for each activation ("spatial" is 0) are gone since opset 9');
}

/** Until 13 more outputs than one meant training. */
export function batchNormOutputs(at: NodeUpgrade): void {
  if (at.node.outputs.filter((name) => name !== '').length > 1) at.fail('it is in training mode (it has more than one output)');
}

/**
 * Dropout 6 to 7: no switch any more, and the identity. What opset 6 calls training (`is_test` 0, also its default) never ran in
 * onnxruntime, which removes the node.
 */
export function dropoutIsTest(at: NodeUpgrade): void {
  at.take('is_test');
}

/** Until 9 the mask had the type of the data. */
export function dropoutMask(at: NodeUpgrade): void {
  if (at.node.outputs.length < 2) return;
  if (at.isUsed(1)) {
    at.fail('its mask is used, and was of the type of the data before opset 10');
    return;
  }
  at.node.outputs = at.node.outputs.slice(0, 1);
}

/** Since 12 the ratio is an input, and a node without the input `training_mode` is the identity, as all were before. */
export function dropoutRatio(at: NodeUpgrade): void {
  const ratio = at.take('ratio');
  if (ratio) at.setInput(1, at.constantBefore('ratio', Tensor.floats([ratio.float], [])));
}

/** GRU, LSTM and RNN until 6: whether the first output is wanted, which a missing name says too. */
export function recurrentOutput(at: NodeUpgrade): void {
  at.take('output_sequence');
}
