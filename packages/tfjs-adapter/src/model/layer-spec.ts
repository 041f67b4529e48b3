// A layer as plain data, which is all that is known of layers inside wrappers and recurrent layers.
import { serialization } from '@tensorflow/tfjs-core';
import type { layers as tf } from '@tensorflow/tfjs-layers';
import { rangeError } from '../check.js';

type Layer = tf.Layer;

/** Class and arguments of a layer, as `model.save` writes them. */
export interface LayerSpec {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** A place in a model. */
export interface LayerSite extends LayerSpec {
  readonly name: string;
  /** Names from the outermost model inwards, joined by `/`. */
  readonly path: string;
  /** The layer itself; layers inside wrappers and recurrent layers are known by their arguments only. */
  readonly layer?: Layer;
}

/** The data of a layer. */
export function specOf(layer: Layer): LayerSpec {
  return { className: layer.getClassName(), config: layer.getConfig() };
}

/**
 * A new layer of the class of `layer`, which need not be registered. What it makes by name (cells, wrapped layers, initialisers and
 * the like of one's own) has to be.
 */
export function layerFrom(layer: Layer, config: LayerSpec['config']): Layer {
  const layerClass = layer.constructor as serialization.SerializableConstructor<Layer>;
  return layerClass.fromConfig(layerClass, { ...config } as serialization.ConfigDict);
}

/** A new layer of a class that is registered with tfjs. */
export function registeredLayer(operation: string, { className, config }: LayerSpec): Layer {
  const known = serialization.SerializationMap.getMap().classNameMap[className];
  if (known) return known[1](known[0], { ...config } as serialization.ConfigDict) as Layer;
  throw rangeError(operation, 'model', 'classes that tfjs knows', className, 'Call tf.serialization.registerClass first.');
}

/** What to do with a layer inside another one: another spec, or nothing. */
export type InnerEdit = (site: LayerSite) => LayerSpec | undefined;

/** A layer's arguments with the layers among them edited, at any depth: a wrapper's layer, cells, layers of a wrapped model. */
export function editInner(config: LayerSpec['config'], path: string, edit: InnerEdit): LayerSpec['config'] {
  return mapValues(config, (value) => editValue(value, path, edit));
}

function editValue(value: unknown, path: string, edit: InnerEdit): unknown {
  if (Array.isArray(value)) return value.map((item) => editValue(item, path, edit));
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const { className, config } = value as Record<string, unknown>;
  if (typeof className !== 'string' || config === null || typeof config !== 'object') {
    return mapValues(value as LayerSpec['config'], (item) => editValue(item, path, edit));
  }
  const spec = { className, config: config as LayerSpec['config'] };
  const name = typeof spec.config.name === 'string' ? spec.config.name : className;
  const inner = `${path}/${name}`;
  const edited = edit({ ...spec, name, path: inner });
  // a layer of a wrapped model has its connections beside class and arguments
  if (edited) return { ...value, ...edited };
  return { ...value, config: editInner(spec.config, inner, edit) };
}

function mapValues(record: LayerSpec['config'], map: (value: unknown) => unknown): LayerSpec['config'] {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
