// A fully connected layer on typed arrays: forward, backward and Adam. Small enough to be read, fast enough to learn while one watches.
import { normal } from '@dropkit/core';

/** A parameter with its gradient and Adam's two moments. */
export interface Parameter {
  readonly values: Float32Array;
  readonly gradient: Float32Array;
  readonly mean: Float32Array;
  readonly square: Float32Array;
}

/** y = x W + b with x [rows, inputs], W [inputs, outputs]. */
export interface Dense {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Parameter;
  readonly bias: Parameter;
}

/** He's initialisation, from core's normals: one stream for each layer. */
export function createDense(inputs: number, outputs: number, seed: number, stream: number): Dense {
  const deviation = Math.sqrt(2 / inputs);
  const values = Float32Array.from({ length: inputs * outputs }, (_, i) => deviation * normal(i, { seed, stream }));
  return { inputs, outputs, weights: parameter(values), bias: parameter(new Float32Array(outputs)) };
}

/** A parameter that starts at given values. */
export function parameter(values: Float32Array): Parameter {
  return {
    values,
    gradient: new Float32Array(values.length),
    mean: new Float32Array(values.length),
    square: new Float32Array(values.length),
  };
}

/** Zeros in x cost nothing: after ReLU and dropout most are. */
export function forwardDense({ inputs, outputs, weights, bias }: Dense, x: Float32Array): Float32Array {
  const w = weights.values;
  const rows = x.length / inputs;
  const y = new Float32Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    const to = row * outputs;
    y.set(bias.values, to);
    for (let i = 0; i < inputs; i++) {
      const value = x[row * inputs + i];
      if (value === 0) continue;
      const from = i * outputs;
      for (let o = 0; o < outputs; o++) y[to + o] += value * w[from + o];
    }
  }
  return y;
}

/** Adds to the gradients of weights and bias. */
export function addGradients({ inputs, outputs, weights, bias }: Dense, x: Float32Array, dy: Float32Array): void {
  const [dw, db] = [weights.gradient, bias.gradient];
  for (let row = 0; row < x.length / inputs; row++) {
    const to = row * outputs;
    for (let o = 0; o < outputs; o++) db[o] += dy[to + o];
    for (let i = 0; i < inputs; i++) {
      const value = x[row * inputs + i];
      if (value === 0) continue;
      const from = i * outputs;
      for (let o = 0; o < outputs; o++) dw[from + o] += value * dy[to + o];
    }
  }
}

/** The gradient of x where x is not 0, and 0 elsewhere: what ReLU or dropout made 0 passes nothing on. */
export function inputGradient({ inputs, outputs, weights }: Dense, x: Float32Array, dy: Float32Array): Float32Array {
  const w = weights.values;
  const dx = new Float32Array(x.length);
  for (let index = 0; index < x.length; index++) {
    if (x[index] === 0) continue;
    const row = Math.floor(index / inputs);
    const to = row * outputs;
    const from = (index - row * inputs) * outputs;
    let sum = 0;
    for (let o = 0; o < outputs; o++) sum += dy[to + o] * w[from + o];
    dx[index] = sum;
  }
  return dx;
}

/**
 * One step of Adam; clears the gradient.
 *
 * @param t number of the step, from 1
 * @see Kingma and Ba, "Adam: a method for stochastic optimization" (ICLR 2015), algorithm 1
 */
export function adam({ values, gradient, mean, square }: Parameter, t: number, rate: number): void {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];
  const size = (rate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
  for (let i = 0; i < values.length; i++) {
    mean[i] = beta1 * mean[i] + (1 - beta1) * gradient[i];
    square[i] = beta2 * square[i] + (1 - beta2) * gradient[i] ** 2;
    values[i] -= (size * mean[i]) / (Math.sqrt(square[i]) + epsilon);
    gradient[i] = 0;
  }
}
