// The weights of a layer by name, and a run of the layer with others in their place.
import type { Tensor } from '@tensorflow/tfjs-core';
import { LayerVariable, layers as tf } from '@tensorflow/tfjs-layers';

/** A weight and the way to it, such as `kernel` or `cell.recurrentKernel`. */
export interface NamedWeight {
  readonly path: string;
  readonly variable: LayerVariable;
}

/** Names of the weights that multiply inputs, in tfjs' dense and convolutional layers. Biases are not among them. */
export const KERNELS: readonly string[] = ['kernel', 'depthwiseKernel', 'pointwiseKernel'];

/** The weights with one of some names, of a layer that is built and of those within it. */
export function weightsNamed(layer: tf.Layer, names: readonly string[], path = '', seen = new Set<tf.Layer>()): NamedWeight[] {
  if (seen.has(layer)) return [];
  seen.add(layer);
  return Object.entries(layer).flatMap(([field, value]) => {
    if (value instanceof LayerVariable) return names.includes(field) ? [{ path: path + field, variable: value }] : [];
    return [value].flat().flatMap((one, i) => {
      const step = Array.isArray(value) ? `${field}.${i}` : field;
      return one instanceof tf.Layer ? weightsNamed(one, names, `${path}${step}.`, seen) : [];
    });
  });
}

/**
 * Runs something synchronous while reads of some weights give tensors of ours, and puts the weights back whatever happens. Layers read
 * their weights when they are called, so gradients reach the variables through what the tensors were made of.
 */
export function withWeights<T>(weights: readonly NamedWeight[], values: readonly Tensor[], run: () => T): T {
  const before = weights.map(({ variable }) => Object.getOwnPropertyDescriptor(variable, 'read'));
  weights.forEach(({ variable }, i) => {
    Object.defineProperty(variable, 'read', { value: () => values[i], configurable: true });
  });
  try {
    return run();
  } finally {
    weights.forEach(({ variable }, i) => {
      if (before[i]) Object.defineProperty(variable, 'read', before[i]);
      else Reflect.deleteProperty(variable, 'read');
    });
  }
}
