// Gradients of losses to weights against finite differences.
import { type Scalar, type Tensor, tensor, tidy, type Variable, variableGrads } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { opTestValues } from './op-values.js';

/**
 * Sets weights to small normal numbers and compares derivatives with five-point differences: at h = 2^-6 these are off by h^4 / 30 times a
 * fifth derivative, below 1e-5 here, and by roundings of a loss of at most 100, 1.5 * 2^-24 * 100 / h = 6e-4.
 *
 * @param site whose step is put back before each evaluation, so that all draw one mask
 */
export function checkGradients(site: { step: number }, loss: () => Scalar, variables: readonly Variable[]): void {
  const { step } = site;
  const run = () => {
    site.step = step;
    return loss();
  };
  for (const variable of variables) variable.assign(smallNormals(variable.shape));
  const { value, grads } = variableGrads(run, [...variables]);
  expect(Math.abs(value.dataSync()[0])).toBeLessThan(100);
  for (const variable of variables) checkVariable(run, variable, grads[variable.name].dataSync() as Float32Array);
}

function smallNormals(shape: number[]): Tensor {
  return tensor(
    opTestValues(shape).map((value) => 0.4 * value),
    shape,
  );
}

function checkVariable(loss: () => Scalar, variable: Variable, gradient: Float32Array): void {
  const values = Float32Array.from(variable.dataSync());
  const h = 2 ** -6;
  values.forEach((value, i) => {
    const at = (offset: number) =>
      tidy(() => {
        variable.assign(tensor(values.with(i, value + offset), variable.shape));
        return loss().dataSync()[0];
      });
    const difference = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
    expect(Math.abs(gradient[i] - difference), `${variable.name} at ${i}: ${gradient[i]} or ${difference}`).toBeLessThan(1e-3);
  });
  variable.assign(tensor(values, variable.shape));
}
