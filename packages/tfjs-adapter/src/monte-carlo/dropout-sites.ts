// Finds what can drop in a LayersModel: our sites, which sampling turns on, and tfjs' own, which it cannot.
import type { layers as tf } from '@tensorflow/tfjs-layers';
import { type DropoutSite, isDropoutSite, layersWithin } from '../layers/sampling.js';
import { drops } from '../model/built-in.js';

type Layer = tf.Layer;

/** A layer that can be told to draw at inference. */
export type SiteLayer = Layer & DropoutSite;

/** What a model holds. */
export interface FoundDropout {
  readonly ours: readonly SiteLayer[];
  /** Names of layers with tfjs' own dropout at a rate above 0: no way leads to their masks but `training: true`. */
  readonly builtIn: readonly string[];
}

/** Walks through nested models, wrappers and recurrent cells: whatever layer is a field of a layer. */
export function findDropout(model: Layer): FoundDropout {
  const layers = [...layersWithin(model)];
  return {
    ours: layers.filter(isDropoutSite),
    // layers have their rates as fields of the names that their arguments have
    builtIn: layers.filter((layer) => drops({ className: layer.getClassName(), config: layer as never })).map(({ name }) => name),
  };
}
