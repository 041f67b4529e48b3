// What stands for a variant in the tfjs adapter where it is no layer of its own: a wrapper around a layer, or a recurrent cell.
import { layers } from '@dropkit/tfjs-adapter';
import * as tf from '@tensorflow/tfjs-core';
import { layers as tfl } from '@tensorflow/tfjs-layers';

type Factory = keyof typeof layers;

interface Wrapper {
  readonly factory: Factory;
  readonly shape: readonly number[];
  /** Inputs are multiples of this: of 1 for words. Default 0.01. */
  readonly scale?: number;
  make(): tfl.Layer;
}

const SITE = { rate: 0.5, seed: 42, name: 'site' };
const dense = () => tfl.dense({ units: 6, kernelInitializer: 'ones', activation: 'tanh' });
const recurrent = { units: 4, kernelInitializer: 'ones', recurrentInitializer: 'ones' } as const;
const sequences = [3, 5, 6];

const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  embedding: {
    factory: 'embeddingDropout',
    shape: [2, 3],
    scale: 1,
    make: () => layers.embeddingDropout({ layer: tfl.embedding({ inputDim: 8, outputDim: 3 }), ...SITE }),
  },
  layerDrop: { factory: 'layerDrop', shape: [4, 6], make: () => layers.layerDrop({ layer: dense(), ...SITE }) },
  dropConnect: { factory: 'dropConnect', shape: [4, 6], make: () => layers.dropConnect({ layer: dense(), ...SITE }) },
  weightDrop: {
    factory: 'weightDrop',
    shape: sequences,
    make: () => layers.weightDrop({ layer: tfl.lstm(recurrent), ...SITE }),
  },
  concrete: {
    factory: 'concreteDropout',
    shape: [4, 6],
    make: () => layers.concreteDropout({ layer: dense(), seed: 42, name: 'site' }),
  },
  recurrent: {
    factory: 'variationalCell',
    shape: sequences,
    make: () => layers.rnn({ cell: layers.variationalCell({ cell: tfl.lstmCell(recurrent), ...SITE }) }),
  },
  zoneout: {
    factory: 'zoneoutCell',
    shape: sequences,
    make: () => layers.rnn({ cell: layers.zoneoutCell({ cell: tfl.lstmCell(recurrent), ...SITE }) }),
  },
};

/** The factory that stands for a variant, in code font, if training with it drops, repeats itself, and inference does not drop. */
export function wrapperThatRuns(variant: string): string {
  const wrapper = Object.hasOwn(WRAPPERS, variant) ? WRAPPERS[variant] : undefined;
  return wrapper && runs(wrapper) ? `\`${wrapper.factory}\`` : '';
}

function runs({ make, shape, scale = 0.01 }: Wrapper): boolean {
  return tf.tidy(() => {
    const inputs = tf.reshape(tf.mul(tf.range(0, tf.util.sizeFromShape([...shape])), scale), [...shape]);
    const outputs = (layer: tfl.Layer, training: boolean) =>
      Array.from({ length: 8 }, () => String((layer.apply(inputs, { training }) as tf.Tensor).dataSync()));
    const [one, other] = [make(), make()];
    one.apply(inputs); // builds both, with the same weights
    other.apply(inputs);
    other.setWeights(one.getWeights());
    const trained = outputs(one, true);
    const differs = new Set(trained).size > 1;
    const repeats = trained.join() === outputs(other, true).join();
    return differs && repeats && new Set(outputs(one, false)).size === 1;
  });
}
