// A multilayer perceptron with ReLU and a dropout site behind each hidden layer. Training draws a mask for every row and step; a Monte Carlo
// sample draws one mask for all rows, so that it is one network, and not another at each point.
import {
  type ConcreteConfig,
  concreteFactors,
  concreteRegularizer,
  createDropout,
  type Dropout,
  type DropoutContext,
  type DropoutVariantConfig,
  tangentPlan,
} from '@dropkit/core';
import { type CpuBackend, createCpuBackend } from '@dropkit/cpu';
import { adam, addGradients, createDense, type Dense, forwardDense, inputGradient, type Parameter, parameter } from './dense.js';

/** How a network is made. */
export interface MlpOptions {
  /** Units of each layer, inputs and outputs included. */
  readonly sizes: readonly number[];
  /** Drop probability of all hidden layers, or where learned ones start. */
  readonly p: number;
  /** Learned by concrete dropout, for a mean squared error. */
  readonly learned?: { readonly lengthScale: number; readonly examples: number; readonly precision: number };
  readonly seed: number;
}

/** What a step of training may add. */
export interface LearnOptions {
  readonly weightDecay?: number;
  /** The rate of learned drop probabilities, 0 by default. */
  readonly pRate?: number;
}

/** A network that learns. */
export interface Mlp {
  readonly layers: readonly Dense[];
  /** The drop probability of each hidden layer, learned or not. */
  readonly ps: readonly number[];
  /** Output in training mode; the next `learn` is about it. */
  trainForward(x: Float32Array): Float32Array;
  /** From the gradient of the output to a step of Adam. */
  learn(gradient: Float32Array, rate: number, more?: LearnOptions): void;
  /** Output of the t-th sample of the posterior. */
  sample(x: Float32Array, t: number): Float32Array;
  /** Output without dropout. */
  predict(x: Float32Array): Float32Array;
}

type Config = DropoutVariantConfig | ConcreteConfig;
type Site = Dropout<Float32Array, Uint32Array, Config>;

/** A hidden layer's dropout: one site to train, one to sample, and the parameter of p where it is learned. */
interface Place {
  readonly train: Site;
  readonly sampling: Site;
  readonly logit: Parameter | undefined;
}

/** Makes a network; equal options make equal ones. */
export function createMlp(options: MlpOptions): Mlp {
  const { sizes, seed } = options;
  const backend = createCpuBackend();
  const layers = sizes.slice(1).map((outputs, l) => createDense(sizes[l], outputs, seed, l));
  const places = layers.slice(0, -1).map((_, l) => createPlace(backend, options, `hidden.${l}`));
  let inputs: Float32Array[] = [];
  let contexts: DropoutContext[] = [];
  let activations: Float32Array[] = [];
  let t = 0;

  /** Through all layers; `drop` acts behind each hidden one. */
  const run = (x: Float32Array, drop: (h: Float32Array, shape: number[], l: number) => Float32Array) =>
    layers.reduce((value, layer, l) => {
      inputs[l] = value;
      const z = forwardDense(layer, value);
      if (l === layers.length - 1) return z;
      for (let i = 0; i < z.length; i++) z[i] = Math.max(z[i], 0);
      return drop(z, [z.length / layer.outputs, layer.outputs], l);
    }, x);

  return {
    layers,
    get ps() {
      return places.map(({ train }) => train.config.p);
    },
    trainForward(x) {
      inputs = [];
      contexts = [];
      activations = [];
      return run(x, (h, shape, l) => {
        const { y, ctx } = places[l].train.forward(h, shape);
        activations[l] = h;
        contexts[l] = ctx;
        return y;
      });
    },
    learn(gradient, rate, { weightDecay = 0, pRate = 0 } = {}) {
      t++;
      let dy = gradient;
      for (let l = layers.length - 1; l >= 0; l--) {
        addGradients(layers[l], inputs[l], dy);
        if (l === 0) break;
        dy = inputGradient(layers[l], inputs[l], dy);
        const place = places[l - 1];
        if (place.logit) addLogitGradient(backend, place.logit, contexts[l - 1], activations[l - 1], dy);
        dy = place.train.backward(dy, contexts[l - 1]);
        stopAtZeros(dy, activations[l - 1]);
      }
      layers.forEach((layer, l) => {
        step(layer, t, rate, weightDecay + regularize(layer, places[l - 1], options));
      });
      for (const place of places) moveP(place, t, pRate);
    },
    sample: (x, sample) => run(x, (h, shape, l) => places[l].sampling.forward(h, shape, { step: sample }).y),
    predict: (x) => run(x, (h) => h),
  };
}

function createPlace(backend: CpuBackend, { p, learned, seed }: MlpOptions, stream: string): Place {
  const config: Config = learned ? { variant: 'concrete', p } : { variant: 'dropout', p };
  const site = (own: Config, ownSeed: number) => createDropout(own, { backend, seed: ownSeed, stream }) as unknown as Site;
  return {
    train: site(config, seed),
    sampling: site({ ...config, broadcastAxes: [0] }, seed + 1),
    logit: learned && parameter(Float32Array.of(Math.log(p / (1 - p)))),
  };
}

/** d loss / d logit p = sum of dy times the tangent of y. */
function addLogitGradient(backend: CpuBackend, logit: Parameter, ctx: DropoutContext, h: Float32Array, dy: Float32Array): void {
  const tangent = backend.forward(tangentPlan(ctx.plan), ctx.address, h);
  let sum = 0;
  for (let i = 0; i < h.length; i++) sum += tangent[i] * dy[i];
  logit.gradient[0] += sum;
}

/** ReLU's gradient, in place. */
function stopAtZeros(dy: Float32Array, h: Float32Array): void {
  for (let i = 0; i < h.length; i++) if (h[i] <= 0) dy[i] = 0;
}

/**
 * Adds the prior's part to the gradient of the logit in front of a layer, and returns what a weight of the layer is pulled by. Nothing is
 * dropped in front of the first one.
 */
function regularize(layer: Dense, place: Place | undefined, { learned }: MlpOptions): number {
  if (!learned) return 0;
  const factors = concreteFactors(learned);
  if (!place?.logit) return 2 * factors.weightRegularizer;
  const { logit, train } = place;
  let squaredNorm = 0;
  for (const w of layer.weights.values) squaredNorm += w * w;
  const { gradientLogit, gradientSquaredNorm } = concreteRegularizer({
    ...factors,
    p: train.config.p,
    squaredNorm,
    units: layer.inputs,
  });
  logit.gradient[0] += gradientLogit;
  return 2 * gradientSquaredNorm;
}

function step({ weights, bias }: Dense, t: number, rate: number, pull: number): void {
  if (pull > 0) for (let i = 0; i < weights.values.length; i++) weights.gradient[i] += pull * weights.values[i];
  adam(weights, t, rate);
  adam(bias, t, rate);
}

function moveP({ logit, train, sampling }: Place, t: number, rate: number): void {
  if (!logit) return;
  adam(logit, t, rate);
  const p = 1 / (1 + Math.exp(-logit.values[0]));
  train.configure({ p });
  sampling.configure({ p });
}
