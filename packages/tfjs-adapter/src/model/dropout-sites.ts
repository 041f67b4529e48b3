// Finds what can drop in a LayersModel: our sites, which sampling turns on, and tfjs' own, which it cannot.
import type { layers as tf } from '@tensorflow/tfjs-layers';
import { type DropoutSite, isDropoutSite, layersWithin, sitesWithin } from '../layers/sampling.js';
import { drops } from './built-in.js';

type Layer = tf.Layer;

/** A layer that can be told to draw at inference. */
export type SiteLayer = Layer & DropoutSite;

/** What a model holds. */
export interface FoundDropout {
  readonly ours: readonly SiteLayer[];
  /** Sites that tfjs made as the second of two from one: those of the backward layer of a Bidirectional. Their streams are the first's. */
  readonly seconds: ReadonlySet<SiteLayer>;
  /** Names of layers with tfjs' own dropout at a rate above 0: no way leads to their masks but `training: true`. */
  readonly builtIn: readonly string[];
}

/** Walks through nested models, wrappers and recurrent cells: whatever layer is a field of a layer. */
export function findDropout(model: Layer): FoundDropout {
  const layers = [...layersWithin(model)];
  const pairs = layers.filter(isBidirectional);
  const patterns = new Set(pairs.flatMap(({ layer }) => [...layersWithin(layer)]));
  const running = layers.filter((layer) => !patterns.has(layer));
  return {
    ours: running.filter(isDropoutSite),
    seconds: new Set(pairs.flatMap(({ backwardLayer }) => sitesWithin(backwardLayer))),
    builtIn: running.filter((layer) => !isDropoutSite(layer) && drops(fieldsOf(layer))).map(({ name }) => name),
  };
}

/** tfjs makes two layers of the one that it is given, and keeps that one only to save it. */
function isBidirectional(layer: Layer): layer is Layer & Record<'layer' | 'backwardLayer', Layer> {
  return layer.getClassName() === 'Bidirectional';
}

/** Layers have their rates as fields of the names that their arguments have. */
function fieldsOf(layer: Layer) {
  return { className: layer.getClassName(), config: layer as never };
}
