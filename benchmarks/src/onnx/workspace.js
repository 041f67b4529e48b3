// onnxruntime-web on one thread and the input of one size, which the contenders share.
import * as ort from 'onnxruntime-web';
import { KEEP_DROPOUT } from '../cpu/onnxruntime.js';

/** @typedef {ReturnType<typeof createWorkspace>} Workspace */

/** @param {number} size elements */
export function createWorkspace(size) {
  ort.env.wasm.numThreads = 1;
  // values from 1 to 2: never 0, so that a zero in an output is a dropped element
  const x = Float32Array.from({ length: size }, (_, i) => 1 + (i % 1021) / 1021);
  return { ort, options: KEEP_DROPOUT, x, dispose() {} };
}
