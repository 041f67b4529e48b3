// What every function that takes a model checks first: that it is a LayersModel of this copy of tfjs-layers.
import { LayersModel } from '@tensorflow/tfjs-layers';
import { show, typeError } from '../check.js';

const GRAPH_MODEL =
  'A graph model has its dropout folded away. Load the layers model that it was made from: Keras models convert with ' +
  '--output_format=tfjs_layers_model.';
const OTHER_COPY = 'It belongs to another copy of @tensorflow/tfjs-layers than this package found. Install one copy for both.';

/** Throws a TypeError that says what to do unless `model` is a LayersModel. */
export function checkLayersModel(operation: string, model: unknown): asserts model is LayersModel {
  if (model instanceof LayersModel) return;
  throw typeError(operation, 'model', 'a tf.LayersModel', show(model), adviceFor(model));
}

function adviceFor(given: unknown): string {
  const { model, layers, modelTopology, executor, modelUrl } = Object(given);
  if (model instanceof LayersModel) return 'Pass its "model".'; // the result of convertDropout
  if (Array.isArray(layers)) return OTHER_COPY;
  if (modelTopology !== undefined) return 'Pass what tf.loadLayersModel makes of it.';
  return executor !== undefined || modelUrl !== undefined ? GRAPH_MODEL : '';
}
