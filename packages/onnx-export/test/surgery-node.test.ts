// insert, activate and strip on onnxruntime-node's CPU; onnxruntime-web's wasm in Node has insert, activate and insert-real.
import { inputsOf } from './real-inputs.js';
import { REAL_MODELS } from './real-models.js';
import { RUNTIMES } from './sessions.js';
import { describeSurgery } from './surgery-cases.js';

const { ort } = RUNTIMES[1]!;
// convolutions, recurrent and dense layers, If bodies; the larger ones take seconds for each session
const SMALL = /cls|silero_vad_v5|jarvis|rhasspy|weather|melspectrogram/;
const models = REAL_MODELS.filter(({ name }) => SMALL.test(name)).map(({ name, read }) => ({
  name,
  read: async () => read(),
  feeds: inputsOf(name),
}));

describeSurgery({ name: 'cpu', ort, options: {} }, models);
