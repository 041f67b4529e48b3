// upgradeOpset: a model's own operators in a newer version, with the same results, so that newer operators can be put beside them.
import { show } from '@dropkit/core';
import { rangeError, UpgradeError } from '../errors.js';
import { parseModel } from '../model/parse-model.js';
import { type Edited, finish } from '../surgery/edited.js';
import { chunks } from '../wire/write.js';
import { NEWEST } from './adapters.js';
import { upgradeModel } from './upgrade-model.js';

/** What nodes that draw masks in the graph need: BitwiseAnd, BitwiseOr and BitwiseXor came with it. */
export const MASK_OPSET = 18;

/**
 * Brings ONNX's own operators to a newer opset. Weights, names, unknown fields and other domains stay as they are, and so do nodes that
 * mean the same in both. At opset 18 onnxruntime computes the same bits as before when it does not optimize; when it does, it fuses
 * other patterns for other opsets, and from 19 on it has another kernel for AveragePool: outputs then differ by rounding.
 *
 * @param model the bytes of a .onnx file, opset 6 or newer; not changed
 * @param target 18 to 21; default 18
 * @returns the bytes of the upgraded model, or `model` itself when it is at `target` or newer
 * @throws TypeError when `model` is no Uint8Array, RangeError for another target
 * @throws UpgradeError when something has no equal in the newer opset; its `problems` list everything, so that masks can come in
 *   as inputs instead
 * @throws ModelFormatError, GraphError or ModelSizeError for what is no sound model
 * @example
 * const upgraded = upgradeOpset(await readFile('model.onnx'));
 */
export function upgradeOpset(model: Uint8Array, target: number = MASK_OPSET): Uint8Array {
  return finish(model, upgraded(model, target), {});
}

/** `upgradeOpset` before it is one array. */
export function upgraded(model: Uint8Array, target: number): Edited<{ readonly opset: number }> {
  if (!Number.isInteger(target) || target < MASK_OPSET || target > NEWEST)
    throw rangeError('upgradeOpset', 'target', `an integer from ${MASK_OPSET} to ${NEWEST}`, show(target));
  const parsed = parseModel('upgradeOpset', model);
  const problems = upgradeModel(parsed, target);
  if (problems.length > 0) throw new UpgradeError(target, problems);
  return { pieces: chunks(parsed.message), report: { opset: parsed.opsets.get('') ?? target } };
}
