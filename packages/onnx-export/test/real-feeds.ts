// What goes into the real models on onnxruntime-web.
import { tensorsOf } from './noise.js';
import { inputsOf } from './real-inputs.js';
import { type Feeds, ort } from './run.js';

export { distance } from './real-inputs.js';

/** Inputs of real models, as tensors. */
export function feedsOf(name: string): Feeds {
  return tensorsOf(ort, inputsOf(name));
}
