// Dropout whose mask is drawn inside the graph, as @dropkit/onnx-export writes it, on onnxruntime-web.
import { exportVariant } from '@dropkit/onnx-export';
import { MAIN_P, PROBABILITIES } from '../cpu/probabilities.js';
import { verifyAgainstReference } from '../cpu/verify.js';

/** @param {import('../cpu/probabilities.js').ProbabilityName} p */
export const inGraph = (p) => `dropkit in the graph, p=${p}`;

/** @type {import('../harness/contender.js').Contender<import('./workspace.js').Workspace>[]} */
export const IN_GRAPH = MAIN_P.map((name) => ({
  id: inGraph(name),
  table: 'Dropout',
  async open({ ort, options, x }) {
    const config = /** @type {const} */ ({ variant: 'dropout', p: PROBABILITIES[name] });
    const session = await ort.InferenceSession.create(exportVariant(config, ['n'], { stream: 3 }), options);
    const feeds = {
      x: new ort.Tensor('float32', x, [x.length]),
      seed: new ort.Tensor('uint64', BigUint64Array.of(42n), []),
      step: new ort.Tensor('uint32', Uint32Array.of(7), []),
    };
    return {
      run: () => session.run(feeds),
      async verify() {
        const y = /** @type {Float32Array} */ ((await session.run(feeds)).y.data);
        verifyAgainstReference({ config, shape: [x.length], address: { seed: 42n, stream: 3, step: 7 }, input: x, y });
      },
      close: () => session.release(),
    };
  },
}));
