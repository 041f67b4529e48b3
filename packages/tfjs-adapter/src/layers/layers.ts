// The factories, in the manner of tf.layers.
import { AlphaDropout, FeatureAlphaDropout, type FeatureAlphaDropoutArgs } from './alpha-dropout.js';
import { DropPath, type DropPathArgs } from './drop-path.js';
import { Dropout, type DropoutArgs } from './dropout.js';
import type { DropoutLayerArgs } from './dropout-layer.js';
import { registerLayers } from './register.js';
import { SpatialDropout1D, SpatialDropout2D, SpatialDropout3D, type SpatialDropoutArgs } from './spatial-dropout.js';
import { TokenDropout, type TokenDropoutArgs } from './token-dropout.js';

/**
 * Makes dropout layers for `tf.sequential` and functional models. The first call registers all layers with tfjs.
 * All throw TypeError or RangeError for unknown arguments and bad values.
 *
 * @example
 * const model = tf.sequential({ layers: [
 *   tf.layers.dense({ units: 64, activation: 'relu', inputShape: [784] }),
 *   layers.dropout({ rate: 0.5, seed: 42, name: 'hidden_dropout' }),
 *   tf.layers.dense({ units: 10, activation: 'softmax' }),
 * ] });
 */
export const layers = {
  /** Drops elements, or whatever shares a mask element through `noiseShape`. */
  dropout: (args: DropoutArgs) => registered(new Dropout(args)),
  /** Drops channels of [N, T, C]. */
  spatialDropout1d: (args: SpatialDropoutArgs) => registered(new SpatialDropout1D(args)),
  /** Drops channels of [N, H, W, C]. */
  spatialDropout2d: (args: SpatialDropoutArgs) => registered(new SpatialDropout2D(args)),
  /** Drops channels of [N, D, H, W, C]. */
  spatialDropout3d: (args: SpatialDropoutArgs) => registered(new SpatialDropout3D(args)),
  /** Keeps mean and variance of SELU activations. */
  alphaDropout: (args: DropoutLayerArgs) => registered(new AlphaDropout(args)),
  /** Alpha dropout of whole channels. */
  featureAlphaDropout: (args: FeatureAlphaDropoutArgs) => registered(new FeatureAlphaDropout(args)),
  /** Drops residual branches, per sample or for the batch. */
  dropPath: (args: DropPathArgs) => registered(new DropPath(args)),
  /** Drops whole tokens of [N, T, E]. */
  tokenDropout: (args: TokenDropoutArgs) => registered(new TokenDropout(args)),
};

function registered<L>(layer: L): L {
  registerLayers();
  return layer;
}
