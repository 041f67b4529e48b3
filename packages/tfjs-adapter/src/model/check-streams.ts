// Whether the sites of a model draw masks of their own. A layer cannot know what else stands in its model, so the model is asked as a whole.
import { LayersModel, layers as tf } from '@tensorflow/tfjs-layers';
import { rangeError } from '../check.js';
import { DropoutLayer } from '../layers/dropout-layer.js';
import { checkLayersModel } from './check-model.js';
import { findDropout, type SiteLayer } from './dropout-sites.js';

/**
 * Throws where two sites of a model have the same stream and the same seed: they would drop the same units in training, and nothing else
 * would say so. Streams come from the layers' names, so it happens to nested models whose layers are named alike, to one saved model that
 * is loaded twice and joined, and to streams that are given twice. `convertDropout` and `dropoutSchedule` ask for it themselves;
 * `mcPredict`, where all sites share a seed, refuses equal streams whatever the layers' seeds are.
 *
 * @throws TypeError for what is no LayersModel, RangeError with the paths of two sites that draw the same
 * @example
 * checkStreams(model); // after it is built, before it trains
 */
export function checkStreams(model: LayersModel): void {
  checkLayersModel('checkStreams', model);
  refuseSharedMasks('checkStreams', model);
}

/** The same on behalf of another function. Sites at rate 0 count, since a schedule may raise it. */
export function refuseSharedMasks(operation: string, model: LayersModel): void {
  const { ours, seconds } = findDropout(model);
  const sites = ours.filter((site) => site instanceof DropoutLayer && !seconds.has(site)) as (SiteLayer & DropoutLayer)[];
  refuseEqual(operation, model, sites, ({ seed, stream }) => `stream ${stream} and seed ${seed}`);
}

/** Throws where two sites have the same key. */
export function refuseEqual<Site extends SiteLayer>(
  operation: string,
  model: LayersModel,
  sites: readonly Site[],
  keyOf: (site: Site) => string,
): void {
  const seen = new Map<string, Site>();
  for (const site of sites) {
    const key = keyOf(site);
    const other = seen.get(key);
    if (other) {
      const both = [...pathsOf(model)].filter(([layer]) => layer === other || layer === site).map(([, path]) => `"${path}"`);
      const got = `${key} for both ${both.join(' and ')}`;
      const advice = 'They would draw the same masks. Set the "stream" of one of them: layer.stream = "a name of its own".';
      throw rangeError(operation, 'model', 'a stream for each dropout layer', got, advice);
    }
    seen.set(key, site);
  }
}

/** Where each layer stands: names from the outermost model inwards, joined by `/`. */
function pathsOf(model: LayersModel): ReadonlyMap<tf.Layer, string> {
  const paths = new Map<tf.Layer, string>();
  const walk = (layer: tf.Layer, prefix: string) => {
    const held = [...(layer instanceof LayersModel ? layer.layers : []), ...Object.values(layer).flat()];
    for (const inner of held) {
      if (!(inner instanceof tf.Layer) || paths.has(inner)) continue;
      paths.set(inner, prefix + inner.name);
      walk(inner, `${prefix}${inner.name}/`);
    }
  };
  walk(model, '');
  return paths;
}
