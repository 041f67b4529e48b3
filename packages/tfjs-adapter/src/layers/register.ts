// Makes tfjs able to load saved models with our layers. Never runs at import: call it, or make a layer through `layers`.
import { serialization } from '@tensorflow/tfjs-core';
import { AlphaDropout, FeatureAlphaDropout } from './alpha-dropout.js';
import { AttentionDropout, DropKey, HeadDropout } from './attention-dropout.js';
import { Cutout } from './cutout.js';
import { DropBlock1D, DropBlock2D, DropBlock3D } from './drop-block.js';
import { DropPath } from './drop-path.js';
import { Dropout } from './dropout.js';
import { GaussianDropout, UniformDropout } from './noise-dropout.js';
import { ShakeDrop } from './shake-drop.js';
import { SpatialDropout1D, SpatialDropout2D, SpatialDropout3D } from './spatial-dropout.js';
import { StochasticDepth } from './stochastic-depth.js';
import { TokenDropout } from './token-dropout.js';
import { VariationalDropout } from './variational-dropout.js';

/**
 * Registers all layers of this package with tfjs, so that `tf.loadLayersModel` knows them. May be called any number of times.
 * Class names start with `Dropkit`: tfjs looks classes up by that name alone, so `Dropout` would replace its own layer.
 *
 * @example
 * registerLayers();
 * const model = await tf.loadLayersModel('https://example.com/model.json');
 */
export function registerLayers(): void {
  const classes = [
    Dropout,
    SpatialDropout1D,
    SpatialDropout2D,
    SpatialDropout3D,
    GaussianDropout,
    UniformDropout,
    AlphaDropout,
    FeatureAlphaDropout,
    DropBlock1D,
    DropBlock2D,
    DropBlock3D,
    Cutout,
    DropPath,
    StochasticDepth,
    ShakeDrop,
    TokenDropout,
    VariationalDropout,
    AttentionDropout,
    DropKey,
    HeadDropout,
  ];
  for (const layerClass of classes) serialization.registerClass(layerClass, 'dropkit');
}
