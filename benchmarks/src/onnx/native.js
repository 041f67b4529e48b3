// ONNX's own Dropout, kept alive: the optimizer that takes it away is off.
import { openNativeDropout } from '../cpu/onnxruntime.js';
import { MAIN_P, PROBABILITIES } from '../cpu/probabilities.js';

/** @param {import('../cpu/probabilities.js').ProbabilityName} p */
export const native = (p) => `native Dropout, kept alive, p=${p}`;

/** @type {import('../harness/contender.js').Contender<import('./workspace.js').Workspace>[]} */
export const NATIVE = MAIN_P.map((name) => ({
  id: native(name),
  table: 'Dropout',
  open: ({ ort, x }) => openNativeDropout(ort, PROBABILITIES[name], x),
}));
