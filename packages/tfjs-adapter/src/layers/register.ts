// Makes tfjs able to load saved models with our layers. Never runs at import: call it, or make a layer through `layers`. Names of Keras are
// registered by an explicit call only, since a program may have classes of its own under them.
import { serialization } from '@tensorflow/tfjs-core';
import { checkOptions, show, typeError } from '../check.js';
import { DropoutBidirectional } from '../recurrent/bidirectional.js';
import { DropoutRNN } from '../recurrent/rnn.js';
import { VariationalCell } from '../recurrent/variational-cell.js';
import { ZoneoutCell } from '../recurrent/zoneout-cell.js';
import { ConcreteDropout } from '../wrappers/concrete-dropout.js';
import { LayerDrop } from '../wrappers/layer-drop.js';
import { DropConnect, EmbeddingDropout, WeightDrop } from '../wrappers/weight-dropout.js';
import { AlphaDropout, FeatureAlphaDropout } from './alpha-dropout.js';
import { AttentionDropout, DropKey, HeadDropout } from './attention-dropout.js';
import { Cutout } from './cutout.js';
import { DropBlock1D, DropBlock2D, DropBlock3D } from './drop-block.js';
import { DropPath } from './drop-path.js';
import { Dropout } from './dropout.js';
import { registerKerasLayers } from './keras-layers.js';
import { GaussianDropout, UniformDropout } from './noise-dropout.js';
import { ShakeDrop } from './shake-drop.js';
import { SpatialDropout1D, SpatialDropout2D, SpatialDropout3D } from './spatial-dropout.js';
import { StochasticDepth } from './stochastic-depth.js';
import { TokenDropout } from './token-dropout.js';
import { VariationalDropout } from './variational-dropout.js';

const OWN = [
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
  DropConnect,
  WeightDrop,
  EmbeddingDropout,
  LayerDrop,
  ConcreteDropout,
  VariationalCell,
  ZoneoutCell,
  DropoutRNN,
  DropoutBidirectional,
];

/** What `registerLayers` does besides. */
export interface RegisterOptions {
  /**
   * Whether layers that tfjs has itself, `Dropout`, `SpatialDropout1D`, `GaussianDropout` and `AlphaDropout`, are loaded as ours too, in every
   * model of the page, until a call says false, which gives tfjs its own back. Left out, it stays as it is. What `convertDropout` would leave
   * to tfjs (rate 1, alpha dropout with a noise shape) is left to it here too; a seed that is none of ours becomes a fresh one.
   */
  readonly replaceBuiltIn?: boolean;
}

/**
 * Registers all layers of this package with tfjs, so that `tf.loadLayersModel` knows them, and the dropout layers of Keras that tfjs
 * lacks: `SpatialDropout2D`, `SpatialDropout3D`, and EfficientNet's `FixedDropout`. May be called any number of times.
 *
 * Class names of ours start with `Dropkit`: tfjs looks classes up by that name alone, so `Dropout` would replace its own layer.
 *
 * @throws TypeError for unknown options, or a value that is no boolean
 * @example
 * registerLayers();
 * const model = await tf.loadLayersModel('https://example.com/model.json');
 */
export function registerLayers(options: RegisterOptions = {}): void {
  checkOptions('registerLayers', options, ['replaceBuiltIn']);
  const { replaceBuiltIn } = options;
  if (replaceBuiltIn !== undefined && typeof replaceBuiltIn !== 'boolean') {
    throw typeError('registerLayers', 'replaceBuiltIn', 'a boolean', show(replaceBuiltIn));
  }
  registerOwnLayers();
  registerKerasLayers(replaceBuiltIn);
}

/** Registers the classes whose names start with `Dropkit`, and no other. */
export function registerOwnLayers(): void {
  for (const layerClass of OWN) serialization.registerClass(layerClass, 'dropkit');
}
