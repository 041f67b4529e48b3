// Weights of one layer for another of the same make. The values are shared until one of the two layers changes its own, as tfjs
// shares them between clones of a tensor: no memory is copied, and disposing one layer leaves the other whole.
import type { Variable } from '@tensorflow/tfjs-core';
import type { layers as tf } from '@tensorflow/tfjs-layers';
import { rangeError } from '../check.js';
import { layersWithin } from '../layers/sampling.js';
import { DropoutWrapper } from '../wrappers/dropout-wrapper.js';

type Layer = tf.Layer;
type Weight = Layer['weights'][number];

/**
 * Gives `to` the values and trainable flags of `from`'s weights.
 *
 * Weights go by the order in which they were made, since `layer.weights` has those that do not train at its end. A constraint is not
 * applied: values as they are may break it, and applying it again can change their last bits.
 *
 * @throws RangeError when number or shapes of the weights differ
 */
export function copyWeights(operation: string, from: Layer, to: Layer): void {
  const wanted = byAge(to);
  const all = byAge(from);
  const given = all.length === wanted.length ? all : without(all, ownOfWrappers(from));
  if (shapes(given) !== shapes(wanted)) {
    const expected = `weights of shapes ${shapes(given)} in the new layer for "${from.name}"`;
    throw rangeError(operation, 'model', expected, shapes(wanted), 'Its class has to make the same weights when it is built.');
  }
  wanted.forEach((weight, i) => {
    (weight.read() as Variable).assign(given[i].read());
    weight.trainable = given[i].trainable;
  });
}

/** What our wrappers have besides the weights of what they wrap: a learned rate is of no use without them. */
function ownOfWrappers(layer: Layer): readonly Weight[] {
  const wrappers = [...layersWithin(layer)].filter((one) => one instanceof DropoutWrapper);
  return wrappers.flatMap((wrapper) => without(wrapper.weights, wrapper.layer.weights));
}

function without(weights: readonly Weight[], others: readonly Weight[]): Weight[] {
  return weights.filter((weight) => !others.includes(weight));
}

function byAge(layer: Layer): Weight[] {
  return [...layer.weights].sort((a, b) => a.id - b.id);
}

function shapes(weights: readonly Weight[]): string {
  return JSON.stringify(weights.map(({ shape }) => shape));
}
