// Importing does nothing; loading needs one call. A file of its own, so that no other test has registered anything.
import '@tensorflow/tfjs-backend-cpu';
import { serialization } from '@tensorflow/tfjs-core';
import { models, sequential, layers as tf } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { convertDropout, Dropout, layers, registerLayers } from '../src/index.js';

const registered = () => Object.keys(serialization.SerializationMap.getMap().classNameMap);

it('importing and constructing register nothing; registerLayers does, and may be called again', async () => {
  const before = registered();
  expect(before.filter((name) => name.startsWith('Dropkit'))).toEqual([]);
  const builtIn = tf.dropout({ rate: 0.5 }).constructor;
  const layer = new Dropout({ rate: 0.5, inputShape: [4] });
  expect(registered()).toEqual(before);

  const topology = {
    class_name: 'Sequential',
    config: { name: 'saved', layers: [{ class_name: 'DropkitDropout', config: layer.getConfig() }] },
  };
  const load = () => models.modelFromJSON(structuredClone(topology) as never);
  await expect(load()).rejects.toThrow(/Unknown layer: DropkitDropout/);
  registerLayers();
  registerLayers();
  expect((await load()).layers[0]).toBeInstanceOf(Dropout);

  const map = serialization.SerializationMap.getMap().classNameMap;
  expect(map.Dropout[0]).toBe(builtIn);
});

it('making and converting layers leaves the names of Keras to whoever has them', () => {
  class Own extends tf.Layer {
    static readonly className = 'SpatialDropout2D';
  }
  const { classNameMap } = serialization.SerializationMap.getMap();
  serialization.registerClass(Own);
  try {
    layers.dropout({ rate: 0.5 });
    convertDropout(sequential({ layers: [tf.dropout({ rate: 0.5, inputShape: [4] })] })).model.dispose();
    expect(classNameMap.SpatialDropout2D[0]).toBe(Own);
    expect(registered()).toContain('DropkitDropout');
  } finally {
    delete classNameMap.SpatialDropout2D;
  }
});
