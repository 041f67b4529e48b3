// The network: a plain multilayer perceptron, and the same one with dropkit's dropout layers in it.
import { layers } from '@dropkit/tfjs-adapter';
import * as tf from '@tensorflow/tfjs-layers';
import { CLASSES, PIXELS } from './digits.js';
import { derivedSeed } from './random.js';

const HIDDEN_UNITS = 256;

/** Where the network drops and how much: rates as recommended by Srivastava et al., "Dropout" (JMLR 2014), appendix A.4. */
export const DROPOUT_SITES = [
  { name: 'input_dropout', rate: 0.2, width: PIXELS },
  { name: 'hidden_1_dropout', rate: 0.5, width: HIDDEN_UNITS },
  { name: 'hidden_2_dropout', rate: 0.5, width: HIDDEN_UNITS },
];

/**
 * Both networks start with the same weights, because the initialisers are seeded.
 *
 * @param {{ seed: bigint, withDropout: boolean }} options
 * @returns {tf.Sequential}
 */
export function buildModel({ seed, withDropout }) {
  const [input, hidden1, hidden2] = DROPOUT_SITES.map(({ name, rate }) =>
    // The layer's name is its random stream: three layers, one seed, three independent masks.
    withDropout ? [layers.dropout({ rate, seed, name })] : [],
  );
  return tf.sequential({
    layers: [
      tf.layers.inputLayer({ inputShape: [PIXELS] }),
      ...input,
      dense('hidden_1', HIDDEN_UNITS, 'relu', seed),
      ...hidden1,
      dense('hidden_2', HIDDEN_UNITS, 'relu', seed),
      ...hidden2,
      dense('output', CLASSES, 'softmax', seed),
    ],
  });
}

/**
 * @param {string} name
 * @param {number} units
 * @param {'relu' | 'softmax'} activation
 * @param {bigint} seed
 */
function dense(name, units, activation, seed) {
  const kernelInitializer = tf.initializers.glorotUniform({ seed: derivedSeed({ seed, use: `weights/${name}` }) });
  return tf.layers.dense({ name, units, activation, kernelInitializer });
}
