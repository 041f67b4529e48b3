// onnxruntime-web's own Dropout kernel on one thread. Its optimizer removes live Dropouts between other nodes, so that pass is off.
// A session reads a JavaScript array and returns a new one, so copies into and out of its heap are part of the call, as they are
// for everyone who uses it; compare it with "caller's x, no out".
import { onnxDropoutModel } from './onnx-dropout-model.js';
import { MAIN_P, PROBABILITIES } from './probabilities.js';
import { verifyDropout } from './verify.js';

/** @param {import('./probabilities.js').ProbabilityName} p */
export const onnxruntimeWeb = (p) => `onnxruntime-web Dropout, p=${p}`;

/** Session options under which a Dropout stays what it is. @type {import('onnxruntime-web').InferenceSession.SessionOptions} */
export const KEEP_DROPOUT = {
  executionProviders: ['wasm'],
  extra: { optimization: { disable_specified_optimizers: 'EliminateDropout' } },
};

/**
 * A session of native Dropout on onnxruntime-web, as what a contender opens.
 *
 * @param {typeof import('onnxruntime-web')} ort
 * @param {number} p
 * @param {Float32Array} x
 */
export async function openNativeDropout(ort, p, x) {
  const session = await ort.InferenceSession.create(onnxDropoutModel(p), KEEP_DROPOUT);
  const feeds = { x: new ort.Tensor('float32', x, [x.length]) };
  return {
    run: () => session.run(feeds),
    async verify() {
      const { y } = await session.run(feeds);
      verifyDropout(x, /** @type {Float32Array} */ (y.data), p);
    },
    close: () => session.release(),
  };
}

/** @type {import('../harness/contender.js').Contender<import('./workspace.js').Workspace>[]} */
export const ONNXRUNTIME = MAIN_P.map((name) => ({
  id: onnxruntimeWeb(name),
  table: 'Dropout',
  async open({ x }) {
    const ort = await import('onnxruntime-web');
    ort.env.wasm.numThreads = 1;
    return openNativeDropout(ort, PROBABILITIES[name], x);
  },
}));
