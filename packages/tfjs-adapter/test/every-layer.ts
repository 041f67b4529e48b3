// Every layer, wrapper and cell of this package once, as tests that hold for all of them see it.
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { type SymbolicTensor, layers as tf, type layers as tfLayers } from '@tensorflow/tfjs-layers';
import { layers } from '../src/index.js';
import { uniformAt } from './uniform.js';

/** A layer, how to make it, and an input that it takes (without the batch). */
export interface LayerCase {
  readonly name: keyof typeof layers;
  readonly make: (site: SiteOptions) => tfLayers.Layer;
  readonly shape: number[];
  /** Inputs other than one float tensor. */
  readonly inputs?: 'two' | 'words';
  /** The variants of core that it runs. */
  readonly variants: readonly string[];
}

interface SiteOptions {
  readonly name?: string;
  readonly seed?: number;
}

const dense = () => tf.dense({ units: 3, kernelInitializer: 'ones', activation: 'tanh' });
const recurrent = { kernelInitializer: 'ones', recurrentInitializer: 'ones' } as const;
const lstmCell = () => tf.lstmCell({ units: 3, ...recurrent });

export const LAYERS: readonly LayerCase[] = [
  {
    name: 'dropout',
    make: (site) => layers.dropout({ rate: 0.5, noiseShape: [null, 6], ...site }),
    shape: [6],
    variants: ['dropout'],
  },
  {
    name: 'spatialDropout1d',
    make: (site) => layers.spatialDropout1d({ rate: 0.5, ...site }),
    shape: [4, 5],
    variants: ['spatial'],
  },
  {
    name: 'spatialDropout2d',
    make: (site) => layers.spatialDropout2d({ rate: 0.5, dataFormat: 'channelsFirst', ...site }),
    shape: [4, 3, 2],
    variants: ['spatial'],
  },
  {
    name: 'spatialDropout3d',
    make: (site) => layers.spatialDropout3d({ rate: 0.5, scaling: 'none', ...site }),
    shape: [2, 3, 2, 4],
    variants: ['spatial'],
  },
  { name: 'gaussianDropout', make: (site) => layers.gaussianDropout({ rate: 0.3, ...site }), shape: [6], variants: ['gaussian'] },
  { name: 'uniformDropout', make: (site) => layers.uniformDropout({ beta: 0.5, ...site }), shape: [6], variants: ['uniform'] },
  { name: 'alphaDropout', make: (site) => layers.alphaDropout({ rate: 0.5, ...site }), shape: [6], variants: ['alpha'] },
  {
    name: 'featureAlphaDropout',
    make: (site) => layers.featureAlphaDropout({ rate: 0.5, ...site }),
    shape: [3, 5],
    variants: ['featureAlpha'],
  },
  {
    name: 'dropBlock1d',
    make: (site) => layers.dropBlock1d({ rate: 0.3, blockSize: 2, ...site }),
    shape: [8, 2],
    variants: ['dropBlock'],
  },
  {
    name: 'dropBlock2d',
    make: (site) => layers.dropBlock2d({ rate: 0.3, blockSize: [2, 3], ...site }),
    shape: [6, 6, 2],
    variants: ['dropBlock'],
  },
  {
    name: 'dropBlock3d',
    make: (site) => layers.dropBlock3d({ rate: 0.3, blockSize: 2, normalization: 'sample', ...site }),
    shape: [4, 4, 4, 1],
    variants: ['dropBlock'],
  },
  { name: 'cutout', make: (site) => layers.cutout({ size: 3, holes: 2, ...site }), shape: [6, 6, 2], variants: ['cutout'] },
  { name: 'dropPath', make: (site) => layers.dropPath({ rate: 0.5, ...site }), shape: [6], variants: ['dropPath'] },
  {
    name: 'stochasticDepth',
    make: (site) => layers.stochasticDepth({ rate: 0.5, ...site }),
    shape: [6],
    inputs: 'two',
    variants: ['dropPath'],
  },
  { name: 'shakeDrop', make: (site) => layers.shakeDrop({ rate: 0.5, ...site }), shape: [6], variants: ['shakeDrop'] },
  { name: 'tokenDropout', make: (site) => layers.tokenDropout({ rate: 0.5, ...site }), shape: [4, 5], variants: ['token'] },
  {
    name: 'variationalDropout',
    make: (site) => layers.variationalDropout({ rate: 0.5, ...site }),
    shape: [4, 5],
    variants: ['variational'],
  },
  {
    name: 'attentionDropout',
    make: (site) => layers.attentionDropout({ rate: 0.5, broadcastAxes: [1], ...site }),
    shape: [2, 4, 4],
    variants: ['attention'],
  },
  { name: 'dropKey', make: (site) => layers.dropKey({ rate: 0.5, ...site }), shape: [2, 4, 4], variants: ['dropKey'] },
  { name: 'headDropout', make: (site) => layers.headDropout({ rate: 0.5, ...site }), shape: [4, 3, 3], variants: ['head'] },
  {
    name: 'dropConnect',
    make: (site) => layers.dropConnect({ layer: dense(), rate: 0.5, ...site }),
    shape: [6],
    variants: ['dropConnect'],
  },
  {
    name: 'weightDrop',
    make: (site) => layers.weightDrop({ layer: tf.lstm({ units: 3, ...recurrent }), rate: 0.5, ...site }),
    shape: [2, 5],
    variants: ['weightDrop'],
  },
  {
    name: 'embeddingDropout',
    make: (site) =>
      layers.embeddingDropout({
        layer: tf.embedding({ inputDim: 10, outputDim: 3, embeddingsInitializer: 'ones' }),
        rate: 0.5,
        ...site,
      }),
    shape: [8],
    inputs: 'words',
    variants: ['embedding'],
  },
  {
    name: 'layerDrop',
    make: (site) => layers.layerDrop({ layer: tf.dense({ units: 6, kernelInitializer: 'ones' }), rate: 0.5, ...site }),
    shape: [6],
    variants: ['layerDrop'],
  },
  {
    name: 'concreteDropout',
    make: (site) => layers.concreteDropout({ layer: dense(), initialRate: 0.4, ...site }),
    shape: [6],
    variants: ['concrete'],
  },
  {
    name: 'variationalCell',
    make: (site) =>
      layers.rnn({
        cell: layers.variationalCell({ cell: lstmCell(), rate: 0.5, recurrentRate: 0.3, ...site }),
        returnSequences: true,
      }),
    shape: [2, 5],
    variants: ['recurrent'],
  },
  {
    name: 'zoneoutCell',
    make: (site) =>
      layers.rnn({ cell: layers.zoneoutCell({ cell: lstmCell(), rate: 0.3, cellRate: 0.5, ...site }), returnSequences: true }),
    shape: [2, 5],
    variants: ['zoneout'],
  },
  {
    name: 'rnn',
    make: (site) =>
      layers.rnn({
        cell: layers.zoneoutCell({
          cell: layers.variationalCell({
            cell: tf.stackedRNNCells({
              cells: [tf.gruCell({ units: 4, ...recurrent }), tf.simpleRNNCell({ units: 3, ...recurrent })],
            }),
            rate: 0.5,
            recurrentRate: 0.5,
            ...site,
            name: `${site.name ?? 'cell'}_inner`,
          }),
          rate: 0.3,
          ...site,
        }),
      }),
    shape: [2, 5],
    variants: ['recurrent', 'zoneout'],
  },
  {
    name: 'bidirectional',
    make: (site) =>
      layers.bidirectional({
        layer: layers.rnn({
          cell: layers.zoneoutCell({ cell: lstmCell(), rate: 0.5, ...site }),
          returnSequences: true,
          name: 'both',
        }),
      }),
    shape: [2, 5],
    variants: ['zoneout'],
  },
];

/** Variants of core without a layer, and why. */
export const WITHOUT_LAYER: Readonly<Record<string, string>> = {
  perSample: 'its probabilities belong to the rows of one batch: use the op',
  variationalGaussian:
    'at a fixed alpha it is gaussianDropout at alpha / (1 + alpha); a learned one is trained with the op and core’s KL',
};

/** Rows of the inputs. */
export const ROWS = 4;

/** Inputs of a case with values of their own. */
export function valuesFor({ shape, inputs }: LayerCase): Tensor {
  const full = [ROWS, ...shape];
  const size = full.reduce((a, b) => a * b, 1);
  const value = inputs === 'words' ? (i: number) => Math.floor(10 * uniformAt(i)) : (i: number) => 2 * uniformAt(i) - 1;
  return tensor(
    Float32Array.from({ length: size }, (_, i) => value(i)),
    full,
  );
}

/** Applies the layer of a case to its input. */
export function applyCase({ inputs }: LayerCase, layer: tfLayers.Layer, x: Tensor | SymbolicTensor, training = false) {
  return layer.apply((inputs === 'two' ? [x, x] : x) as Tensor, { training }) as never;
}
