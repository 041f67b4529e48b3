// Two small networks with fixed weights, as data: what each framework is given. Channels come last, as tfjs has them.

/** What a framework makes of a network at one step. */
export interface Result {
  /** Activations behind each dropout site, channels last. Without dropout all are above 0. */
  readonly sites: Readonly<Record<string, ArrayLike<number>>>;
  readonly y: ArrayLike<number>;
}

/** A network in one framework. */
export type Run = (step: number) => Result | Promise<Result>;

export const SEED = 42;
export const ROWS = 2;

/** Dense with ReLU, dropout, dense. */
export const DENSE = {
  inputs: 16,
  units: 32,
  outputs: 3,
  p: 0.1,
  site: 'hidden_dropout',
  x: numbers(ROWS * 16, 1, 0, 1),
  hidden: { kernel: numbers(16 * 32, 2, 0, 1), bias: numbers(32, 3, 0.1, 1) },
  out: { kernel: numbers(32 * 3, 4, -1, 1), bias: numbers(3, 5, -1, 1) },
} as const;

/** Convolution with ReLU, spatial dropout, convolution with ReLU, DropBlock, mean of each map, dense. */
export const CONV = {
  side: 8,
  size: 3,
  /** Channels of the input and behind both convolutions; the first keeps the side, the second makes it 6. */
  channels: [1, 4, 6],
  outputs: 3,
  maps: { site: 'maps', p: 0.4 },
  blocks: { site: 'blocks', p: 0.3, blockSize: 2 },
  x: numbers(ROWS * 64, 6, 0, 1),
  first: { kernel: numbers(9 * 4, 7, 0, 1), bias: numbers(4, 8, 0.1, 1) }, // height, width, in, out
  second: { kernel: numbers(9 * 4 * 6, 9, 0, 1), bias: numbers(6, 10, 0.1, 1) },
  out: { kernel: numbers(6 * 3, 11, -1, 1), bias: numbers(3, 12, -1, 1) },
} as const;

/** Float32 numbers that look random and are always the same. */
function numbers(count: number, seed: number, least: number, most: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes' linear congruential generator
    return least + (most - least) * ((state + 1) / 2 ** 32);
  });
}
