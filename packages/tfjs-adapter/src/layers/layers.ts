// The factories, in the manner of tf.layers.
import type { RNNLayerArgs } from '@tensorflow/tfjs-layers';
import { DropoutBidirectional, type DropoutBidirectionalArgs } from '../recurrent/bidirectional.js';
import { DropoutRNN } from '../recurrent/rnn.js';
import { VariationalCell, type VariationalCellArgs } from '../recurrent/variational-cell.js';
import { ZoneoutCell, type ZoneoutCellArgs } from '../recurrent/zoneout-cell.js';
import { ConcreteDropout, type ConcreteDropoutArgs } from '../wrappers/concrete-dropout.js';
import type { DropoutWrapperArgs } from '../wrappers/dropout-wrapper.js';
import { LayerDrop } from '../wrappers/layer-drop.js';
import { DropConnect, EmbeddingDropout, WeightDrop, type WeightDropoutArgs } from '../wrappers/weight-dropout.js';
import { AlphaDropout, FeatureAlphaDropout, type FeatureAlphaDropoutArgs } from './alpha-dropout.js';
import {
  AttentionDropout,
  type AttentionDropoutArgs,
  DropKey,
  type DropKeyArgs,
  HeadDropout,
  type HeadDropoutArgs,
} from './attention-dropout.js';
import { Cutout, type CutoutArgs } from './cutout.js';
import { DropBlock1D, DropBlock2D, DropBlock3D, type DropBlockArgs } from './drop-block.js';
import { DropPath, type DropPathArgs } from './drop-path.js';
import { Dropout, type DropoutArgs } from './dropout.js';
import type { DropoutLayerArgs } from './dropout-layer.js';
import { GaussianDropout, type GaussianDropoutArgs, UniformDropout, type UniformDropoutArgs } from './noise-dropout.js';
import { registerOwnLayers } from './register.js';
import { ShakeDrop, type ShakeDropArgs } from './shake-drop.js';
import { SpatialDropout1D, SpatialDropout2D, SpatialDropout3D, type SpatialDropoutArgs } from './spatial-dropout.js';
import { StochasticDepth } from './stochastic-depth.js';
import { TokenDropout, type TokenDropoutArgs } from './token-dropout.js';
import { VariationalDropout, type VariationalDropoutArgs } from './variational-dropout.js';

/**
 * Makes dropout layers for `tf.sequential` and functional models. Calls register the layers of this package with tfjs.
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
  /** Multiplies by normal noise. */
  gaussianDropout: (args: GaussianDropoutArgs) => registered(new GaussianDropout(args)),
  /** Multiplies by uniform noise. */
  uniformDropout: (args: UniformDropoutArgs) => registered(new UniformDropout(args)),
  /** Keeps mean and variance of SELU activations. */
  alphaDropout: (args: DropoutLayerArgs) => registered(new AlphaDropout(args)),
  /** Alpha dropout of whole channels. */
  featureAlphaDropout: (args: FeatureAlphaDropoutArgs) => registered(new FeatureAlphaDropout(args)),
  /** Drops stretches of [N, T, C]. */
  dropBlock1d: (args: DropBlockArgs) => registered(new DropBlock1D(args)),
  /** Drops squares of [N, H, W, C]. */
  dropBlock2d: (args: DropBlockArgs) => registered(new DropBlock2D(args)),
  /** Drops cubes of [N, D, H, W, C]. */
  dropBlock3d: (args: DropBlockArgs) => registered(new DropBlock3D(args)),
  /** Cuts holes into images. */
  cutout: (args: CutoutArgs) => registered(new Cutout(args)),
  /** Drops residual branches, per sample or for the batch. */
  dropPath: (args: DropPathArgs) => registered(new DropPath(args)),
  /** Adds a branch, dropped at random, to its shortcut: apply it to [shortcut, branch]. */
  stochasticDepth: (args: DropPathArgs) => registered(new StochasticDepth(args)),
  /** Multiplies residual branches by random numbers, others in the backward pass. */
  shakeDrop: (args: ShakeDropArgs) => registered(new ShakeDrop(args)),
  /** Drops whole tokens of [N, T, E]. */
  tokenDropout: (args: TokenDropoutArgs) => registered(new TokenDropout(args)),
  /** Drops features of [N, T, ...] at all time steps. */
  variationalDropout: (args: VariationalDropoutArgs) => registered(new VariationalDropout(args)),
  /** Drops attention weights after the softmax. */
  attentionDropout: (args: AttentionDropoutArgs) => registered(new AttentionDropout(args)),
  /** Drops attention logits before the softmax. */
  dropKey: (args: DropKeyArgs) => registered(new DropKey(args)),
  /** Drops whole attention heads. */
  headDropout: (args: HeadDropoutArgs) => registered(new HeadDropout(args)),
  /** Wraps a dense or convolutional layer: drops its weights. */
  dropConnect: (args: WeightDropoutArgs) => registered(new DropConnect(args)),
  /** Wraps a recurrent layer: drops its hidden-to-hidden weights. */
  weightDrop: (args: WeightDropoutArgs) => registered(new WeightDrop(args)),
  /** Wraps an embedding layer: drops words. */
  embeddingDropout: (args: WeightDropoutArgs) => registered(new EmbeddingDropout(args)),
  /** Wraps a layer or a block: skips it. */
  layerDrop: (args: DropoutWrapperArgs) => registered(new LayerDrop(args)),
  /** Wraps a dense or convolutional layer: drops its input by a probability that is learned. */
  concreteDropout: (args: ConcreteDropoutArgs) => registered(new ConcreteDropout(args)),
  /** tf.layers.rnn for the cells below. */
  rnn: (args: RNNLayerArgs) => registered(new DropoutRNN(args)),
  /** Runs a recurrent layer in both directions. */
  bidirectional: (args: DropoutBidirectionalArgs) => registered(new DropoutBidirectional(args)),
  /** Wraps a recurrent cell: drops inputs and states, or candidates. */
  variationalCell: (args: VariationalCellArgs) => registered(new VariationalCell(args)),
  /** Wraps a recurrent cell: units of its states keep their values. */
  zoneoutCell: (args: ZoneoutCellArgs) => registered(new ZoneoutCell(args)),
};

function registered<L>(layer: L): L {
  registerOwnLayers();
  return layer;
}
