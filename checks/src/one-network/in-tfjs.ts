// The networks in TensorFlow.js, with layers of @dropkit/tfjs-adapter whose names are their streams.
import { layers } from '@dropkit/tfjs-adapter';
import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { input, type LayersModel, model, type SymbolicTensor, layers as tfLayers } from '@tensorflow/tfjs-layers';
import { CONV, DENSE, ROWS, type Run, SEED } from './network.js';

/** A network whose outputs are those of its dropout layers, and y. */
interface TfNetwork {
  readonly x: Tensor;
  /** y alone. */
  readonly model: LayersModel;
  readonly run: Run;
}

type SiteLayer =
  | ReturnType<typeof layers.dropout>
  | ReturnType<typeof layers.spatialDropout2d>
  | ReturnType<typeof layers.dropBlock2d>;

export function denseInTfjs(): TfNetwork {
  const { inputs, units, outputs, p, site, x, hidden, out } = DENSE;
  const start = input({ shape: [inputs] });
  const first = tfLayers.dense({ units, activation: 'relu' });
  const drop = layers.dropout({ rate: p, seed: SEED, name: site });
  const last = tfLayers.dense({ units: outputs });
  const dropped = drop.apply(first.apply(start)) as SymbolicTensor;
  const end = last.apply(dropped) as SymbolicTensor;
  first.setWeights([tensor(hidden.kernel, [inputs, units]), tensor(hidden.bias)]);
  last.setWeights([tensor(out.kernel, [units, outputs]), tensor(out.bias)]);
  return network(tensor(x, [ROWS, inputs]), start, [drop], [dropped], end);
}

export function convInTfjs(): TfNetwork {
  const { side, size, channels, outputs, maps, blocks, x, first, second, out } = CONV;
  const [one, four, six] = channels;
  const start = input({ shape: [side, side, one] });
  const a = tfLayers.conv2d({ filters: four, kernelSize: size, padding: 'same', activation: 'relu' });
  const dropMaps = layers.spatialDropout2d({ rate: maps.p, seed: SEED, name: maps.site });
  const b = tfLayers.conv2d({ filters: six, kernelSize: size, activation: 'relu' });
  const dropBlocks = layers.dropBlock2d({ rate: blocks.p, blockSize: blocks.blockSize, seed: SEED, name: blocks.site });
  const last = tfLayers.dense({ units: outputs });
  const droppedMaps = dropMaps.apply(a.apply(start)) as SymbolicTensor;
  const droppedBlocks = dropBlocks.apply(b.apply(droppedMaps)) as SymbolicTensor;
  const end = last.apply(tfLayers.globalAveragePooling2d({}).apply(droppedBlocks)) as SymbolicTensor;
  a.setWeights([tensor(first.kernel, [size, size, one, four]), tensor(first.bias)]);
  b.setWeights([tensor(second.kernel, [size, size, four, six]), tensor(second.bias)]);
  last.setWeights([tensor(out.kernel, [six, outputs]), tensor(out.bias)]);
  return network(tensor(x, [ROWS, side, side, one]), start, [dropMaps, dropBlocks], [droppedMaps, droppedBlocks], end);
}

function network(
  x: Tensor,
  start: SymbolicTensor,
  sites: SiteLayer[],
  dropped: SymbolicTensor[],
  end: SymbolicTensor,
): TfNetwork {
  const all = model({ inputs: start, outputs: [...dropped, end] });
  const run: Run = (step) =>
    tidy(() => {
      for (const site of sites) site.step = step;
      const outputs = (all.apply(x, { training: true }) as Tensor[]).map((one) => one.dataSync());
      return { sites: Object.fromEntries(sites.map(({ name }, i) => [name, outputs[i]!])), y: outputs.at(-1)! };
    });
  return { x, model: model({ inputs: start, outputs: end }), run };
}
