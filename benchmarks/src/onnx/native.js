// ONNX's own Dropout, kept alive: the optimizer that takes it away is off.
import { onnxDropoutModel } from '../cpu/onnx-dropout-model.js';
import { MAIN_P, PROBABILITIES } from '../cpu/probabilities.js';
import { verifyDropout } from '../cpu/verify.js';

/** @param {import('../cpu/probabilities.js').ProbabilityName} p */
export const native = (p) => `native Dropout, kept alive, p=${p}`;

/** @type {import('../harness/contender.js').Contender<import('./workspace.js').Workspace>[]} */
export const NATIVE = MAIN_P.map((name) => ({
  id: native(name),
  table: 'Dropout',
  async open({ ort, options, x }) {
    const p = PROBABILITIES[name];
    const session = await ort.InferenceSession.create(onnxDropoutModel(p), options);
    const feeds = { x: new ort.Tensor('float32', x, [x.length]) };
    return {
      run: () => session.run(feeds),
      async verify() {
        const { y } = await session.run(feeds);
        verifyDropout(x, /** @type {Float32Array} */ (y.data), p);
      },
      close: () => session.release(),
    };
  },
}));
