// Models from Keras that name dropout layers which tfjs lacks, or has: loaded as ours after one call. A file of its own, because the
// registry of tfjs is one for all.
import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { type LayersModel, models, layers as tf } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import {
  AlphaDropout,
  Dropout,
  GaussianDropout,
  registerLayers,
  SpatialDropout1D,
  SpatialDropout2D,
  SpatialDropout3D,
} from '../src/index.js';

beforeAll(() => setBackend('cpu'));

/** What Keras 2 writes for a model of one layer; the converter of tfjs passes it on. */
const load = (class_name: string, config: object, inputShape: (number | null)[]): Promise<LayersModel> =>
  models.modelFromJSON({
    class_name: 'Sequential',
    config: {
      name: 'sequential',
      layers: [
        { class_name, config: { trainable: true, dtype: 'float32', batch_input_shape: [null, ...inputShape], ...config } },
      ],
    },
    keras_version: '2.15.0',
    backend: 'tensorflow',
  } as never);

const spatial = { name: 'spatial_dropout2d', rate: 0.25, data_format: 'channels_first', noise_shape: null, seed: null };

it('layers that tfjs lacks load after registerLayers, with the arguments of Keras', async () => {
  await expect(load('SpatialDropout2D', spatial, [3, 4, 4])).rejects.toThrow(/Unknown layer: SpatialDropout2D/);
  registerLayers();
  const [two] = (await load('SpatialDropout2D', spatial, [3, 4, 4])).layers;
  expect(two).toBeInstanceOf(SpatialDropout2D);
  expect(two.getConfig()).toMatchObject({ name: 'spatial_dropout2d', rate: 0.25, dataFormat: 'channelsFirst' });
  const [three] = (await load('SpatialDropout3D', { ...spatial, data_format: 'channels_last', seed: 7 }, [2, 2, 2, 3])).layers;
  expect(three).toBeInstanceOf(SpatialDropout3D);
  expect(three.getConfig()).toMatchObject({ seed: 7, dataFormat: 'channelsLast' });
  const [fixed] = (await load('FixedDropout', { name: 'drop', rate: 0.2, noise_shape: [null, 1, 1, 1], seed: null }, [4, 4, 3]))
    .layers;
  expect(fixed).toBeInstanceOf(Dropout);
  expect(fixed.getConfig()).toMatchObject({ rate: 0.2, noiseShape: [null, 1, 1, 1] });
  expect(fixed.getClassName()).toBe('DropkitDropout'); // and is saved as what it is
});

it('layers that tfjs has stay its own, until one asks otherwise', async () => {
  registerLayers();
  const rate = { rate: 0.25, noise_shape: null, seed: null };
  const classes = { Dropout, SpatialDropout1D, GaussianDropout, AlphaDropout };
  for (const [name, ours] of Object.entries(classes)) {
    expect((await load(name, { name, ...rate }, [4, 4])).layers[0]).not.toBeInstanceOf(ours);
  }
  expect(() => registerLayers({ replaceBuiltIn: 'yes' as never })).toThrow(/"replaceBuiltIn" expected a boolean, got "yes"/);
  expect(() => registerLayers({ replace: true } as never)).toThrow(/"replace" expected no option of this name/);
  registerLayers({ replaceBuiltIn: true });
  for (const [name, ours] of Object.entries(classes)) {
    const [layer] = (await load(name, { name, ...rate }, [4, 4])).layers;
    expect(layer).toBeInstanceOf(ours);
    expect(layer.getConfig()).toMatchObject({ name, rate: 0.25 });
  }
  expect(tf.dropout({ rate: 0.5 })).not.toBeInstanceOf(Dropout); // factories are not touched
});

it('what our layers do not take is treated as convertDropout does, and tfjs gets its own classes back', async () => {
  registerLayers({ replaceBuiltIn: true });
  const first = async (name: string, config: object) => (await load(name, { name, rate: 0.25, ...config }, [4, 4])).layers[0];
  for (const seed of [-3, 3.7]) {
    const layer = await first('Dropout', { seed });
    expect(layer).toBeInstanceOf(Dropout);
    expect((layer as Dropout).seed).toBeGreaterThanOrEqual(0n); // a fresh one
  }
  expect((await first('Dropout', { rate: 1 })).getClassName()).toBe('Dropout'); // which drops nothing
  expect((await first('AlphaDropout', { noise_shape: [1, 4] })).getClassName()).toBe('AlphaDropout');
  registerLayers();
  expect(await first('Dropout', {})).toBeInstanceOf(Dropout);
  registerLayers({ replaceBuiltIn: false });
  for (const name of ['Dropout', 'SpatialDropout1D', 'GaussianDropout', 'AlphaDropout']) {
    expect((await first(name, {})).getClassName()).toBe(name);
  }
});
