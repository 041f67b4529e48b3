// Trains the network on the dots, some steps at a time, and looks at it by Monte Carlo.
import { createMoments } from '@dropkit/core';
import { createMlp, type Mlp } from '../network/mlp.js';
import { grid, NOISE, observations } from './problem.js';

/** What a reader chooses before training. */
export interface Settings {
  readonly p: number;
  /** Concrete dropout: p is where learning starts. */
  readonly learned: boolean;
}

/** What the network thinks, over the grid. */
export interface View {
  readonly step: number;
  /** Root mean squared error of the mean on the dots. */
  readonly error: number;
  readonly ps: readonly number[];
  readonly mean: Float64Array;
  /** Standard deviation of the samples: the epistemic part. */
  readonly deviation: Float64Array;
  /** Some samples, each a network of its own. */
  readonly lines: readonly Float32Array[];
}

const UNITS = 32;
const LINES = 8;
const RATE = 0.01;
const DECAY = 1e-5;

// A drop probability hardly moves until the weights have settled around it, and the weights settle again as it moves: learning it takes more
// steps, and a rate of its own. It waits until the curve is there, since to a network that has learned nothing yet every mask is only in the way.
const FIXED_STEPS = 1500;
const LEARNED_STEPS = 6000;
const WARM_UP = 300;
const P_RATE = 0.3;
const LENGTH_SCALE = 0.3;

const data = observations();
const points = grid();

/** How many steps a training takes. */
export function stepsOf({ learned }: Settings): number {
  return learned ? LEARNED_STEPS : FIXED_STEPS;
}

/** A network before its first step. */
export function createRegression({ p, learned }: Settings): Mlp {
  const prior = { lengthScale: LENGTH_SCALE, examples: data.x.length, precision: NOISE ** -2 };
  return createMlp({ sizes: [1, UNITS, UNITS, 1], p, seed: 7, ...(learned && { learned: prior }) });
}

/** Steps of training on all dots: mean squared error, with rates that fall towards the end. */
export function trainSteps(network: Mlp, settings: Settings, from: number, to: number): void {
  for (let step = from; step < to; step++) {
    const y = network.trainForward(data.x);
    const gradient = y.map((value, i) => (2 * (value - data.y[i])) / y.length);
    const left = 1 - step / stepsOf(settings);
    const rate = RATE * Math.min(1, left / 0.3);
    // the prior of concrete dropout has a weight decay of its own
    if (settings.learned) network.learn(gradient, rate, { pRate: step < WARM_UP ? 0 : P_RATE * left });
    else network.learn(gradient, rate, { weightDecay: DECAY });
  }
}

/** Mean and spread of so many samples. */
export function look(network: Mlp, step: number, samples: number): View {
  const moments = createMoments();
  const atData = createMoments();
  const lines: Float32Array[] = [];
  for (let t = 0; t < samples; t++) {
    const line = network.sample(points, t);
    moments.add(line);
    atData.add(network.sample(data.x, t));
    if (t < LINES) lines.push(line);
  }
  const squares = atData.mean.map((value, i) => (value - data.y[i]) ** 2);
  const error = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
  return { step, error, ps: network.ps, mean: moments.mean, deviation: moments.standardDeviation(), lines };
}
