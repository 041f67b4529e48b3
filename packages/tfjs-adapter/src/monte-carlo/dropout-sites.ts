// Finds what can drop in a LayersModel: our layers, which sampling turns on, and tfjs' own, which it cannot.
import { layers as tf } from '@tensorflow/tfjs-layers';
import { DropoutLayer } from '../layers/dropout-layer.js';

type Layer = tf.Layer;

/** What a model holds. */
export interface DropoutSites {
  readonly ours: readonly DropoutLayer[];
  /** Names of layers with tfjs' own dropout at a rate above 0: no way leads to their masks but `training: true`. */
  readonly builtIn: readonly string[];
}

/** Walks through nested models, wrappers and recurrent cells: whatever layer is a field of a layer. */
export function findDropout(model: Layer): DropoutSites {
  const layers = [...reachable(model, new Set())];
  return {
    ours: layers.filter((layer) => layer instanceof DropoutLayer),
    builtIn: layers.filter(hasBuiltInDropout).map((layer) => layer.name),
  };
}

function reachable(layer: Layer, seen: Set<Layer>): Set<Layer> {
  if (seen.has(layer)) return seen;
  seen.add(layer);
  for (const field of Object.values(layer).flat()) if (field instanceof tf.Layer) reachable(field, seen);
  return seen;
}

const DROPOUT_LAYERS: readonly string[] = ['Dropout', 'SpatialDropout1D', 'GaussianDropout', 'AlphaDropout'];
const CELLS: readonly string[] = ['SimpleRNNCell', 'GRUCell', 'LSTMCell', 'ConvLSTM2DCell'];

function hasBuiltInDropout(layer: Layer): boolean {
  const { rate, dropout, recurrentDropout } = layer as Layer & Record<'rate' | 'dropout' | 'recurrentDropout', unknown>;
  const className = layer.getClassName();
  if (DROPOUT_LAYERS.includes(className)) return isPositive(rate);
  return CELLS.includes(className) && (isPositive(dropout) || isPositive(recurrentDropout));
}

function isPositive(rate: unknown): boolean {
  return typeof rate === 'number' && rate > 0;
}
