// insert, activate and strip on onnxruntime-node's CPU; onnxruntime-web's wasm in Node has insert, activate and insert-real.
import { inputsOf } from './real-inputs.js';
import { REAL_MODELS } from './real-models.js';
import { RUNTIMES } from './sessions.js';
import { describeSurgery } from './surgery-cases.js';

const { ort } = RUNTIMES[1]!;
const models = REAL_MODELS.map(({ name, read }) => ({ name, read: async () => read(), feeds: inputsOf(name) }));

describeSurgery({ name: 'cpu', ort, options: {} }, models);
