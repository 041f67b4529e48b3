// What a prediction is worth on digits whose labels are known.

/** @import { LayersModel } from '@tensorflow/tfjs-layers' */
/** @import { Tensor4D, Tensor } from '@tensorflow/tfjs-core' */
/** @import { McPrediction } from '@dropkit/tfjs-adapter' */

const CLASSES = 10;
/** Probabilities below count as this. */
const SMALLEST = 1e-7;

/**
 * @param {LayersModel} model the model before its conversion
 * @param {Tensor4D} images
 * @param {Uint8Array} labels
 * @param {McPrediction} prediction with classes
 */
export function summary(model, images, labels, { uncertainty, standardDeviation }) {
  if (!uncertainty) throw new Error('mcPredict was not told the number of classes.');
  const plain = /** @type {Tensor} */ (model.predict(images));
  const once = plain.dataSync();
  plain.dispose();
  const right = Array.from(labels, (label, row) => Number(uncertainty.prediction[row] === label));
  return {
    accuracy: average(right),
    entropy: average(uncertainty.predictiveEntropy),
    disagreement: average(uncertainty.mutualInformation),
    lossOnce: loss(once, labels),
    lossMean: loss(uncertainty.mean, labels),
    uncertainty,
    standardDeviation,
  };
}

/** Negative log likelihood. @param {ArrayLike<number>} probabilities @param {Uint8Array} labels */
function loss(probabilities, labels) {
  return average(Array.from(labels, (label, row) => -Math.log(Math.max(probabilities[row * CLASSES + label], SMALLEST))));
}

/** @param {ArrayLike<number>} values */
export function average(values) {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
