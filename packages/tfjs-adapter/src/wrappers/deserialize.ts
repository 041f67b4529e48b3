// Inner layers from saved configs. tfjs' own function for it is not public; its registry is.
import { serialization } from '@tensorflow/tfjs-core';
import { layers as tf } from '@tensorflow/tfjs-layers';
import { rangeError, show, typeError } from '../check.js';

type ConfigDict = serialization.ConfigDict;
type Entry = [layerClass: unknown, fromConfig: (layerClass: unknown, config: ConfigDict, customObjects: ConfigDict) => tf.Layer];

/**
 * The layer of a saved `{ className, config }`, by the classes of `customObjects` and those registered with tfjs.
 *
 * @throws TypeError for what is no saved layer, RangeError for a class that nobody registered
 */
export function layerFromConfig(owner: string, field: string, saved: unknown, customObjects: ConfigDict = {}): tf.Layer {
  if (saved instanceof tf.Layer) return saved;
  const { className, config } = (saved ?? {}) as { className?: unknown; config?: ConfigDict };
  if (typeof className !== 'string' || !config) {
    throw typeError(owner, field, 'a layer, or its { className, config }', show(saved));
  }
  const entry = (customObjects[className] ?? serialization.SerializationMap.getMap().classNameMap[className]) as unknown as
    | Entry
    | undefined;
  if (!entry) {
    const advice = 'Register it with tf.serialization.registerClass, or, if it is of this package, call registerLayers().';
    throw rangeError(owner, field, 'a registered class', show(className), advice);
  }
  const [layerClass, fromConfig] = entry;
  return fromConfig(layerClass, { ...config }, customObjects);
}
