// Feeds made up for a model whose user gave none: pseudo-random numbers of the declared types and shapes.
import { rangeError } from '../errors.js';
import { TYPE } from '../mask-graph/body.js';
import type { Model } from '../model/model.js';
import { type Dimension, declaredType } from '../model/value-info.js';
import type { Runtime, RuntimeTensor } from '../session/runtime.js';

/** Sizes that unknown axes behind the first are tried with, in this order: images have to be larger than what is convolved with. */
export const TRIED_SIZES = [3, 16, 32, 64] as const;

/** Rows of unknown batches. */
const ROWS = 2;

/**
 * Feeds for all inputs of a model but those that are named.
 *
 * @param size of unknown axes behind the first; equal names have equal sizes
 * @throws RangeError for inputs of types that no numbers are made up for
 */
export function madeFeeds(ort: Runtime, { graph }: Model, but: ReadonlySet<string>, size: number): Record<string, RuntimeTensor> {
  const stored = new Set(graph.initializers.map(({ name }) => name));
  const sizes = new Map<string, number>();
  const feeds: Record<string, RuntimeTensor> = {};
  let seed = 1;
  for (const info of graph.message.messages('input')) {
    const name = info.text('name');
    if (but.has(name) || stored.has(name)) continue;
    const { element, shape } = declaredType(info);
    const make = MAKERS[element];
    if (!make || !shape)
      throw rangeError(
        'verifyMonteCarlo',
        'options.feeds',
        `a tensor for input ${JSON.stringify(name)}`,
        'none',
        'Its values cannot be made up.',
      );
    const dims = shape.map((dim, axis) => sizeOf(sizes, dim, axis === 0 ? ROWS : size));
    const count = dims.reduce((a, b) => a * b, 1);
    const next = generator(seed++);
    feeds[name] = new ort.Tensor(make.type, make.data(count, next), dims);
  }
  return feeds;
}

function sizeOf(sizes: Map<string, number>, dim: Dimension, size: number): number {
  if (typeof dim === 'number') return dim;
  if (dim === null) return size;
  const known = sizes.get(dim) ?? size;
  sizes.set(dim, known);
  return known;
}

/** Numbers in [-1, 1): Numerical Recipes' linear congruential generator. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

interface Maker {
  readonly type: string;
  readonly data: (count: number, next: () => number) => unknown;
}

/** Integers are 0 and 1, which are tokens and indices of most models. */
const bit = (next: () => number) => Number(next() > 0);
const list = <T>(count: number, one: () => T): T[] => Array.from({ length: count }, one);
/** -1, -.5, .5 and 1 as float16. */
const HALVES = [0xbc00, 0xb800, 0x3800, 0x3c00];

const MAKERS: Readonly<Record<number, Maker>> = /* @__PURE__ */ (() => ({
  [TYPE.float]: { type: 'float32', data: (count, next) => Float32Array.from(list(count, next)) },
  [TYPE.double]: { type: 'float64', data: (count, next) => Float64Array.from(list(count, next)) },
  [TYPE.float16]: {
    type: 'float16',
    data: (count, next) => Uint16Array.from(list(count, () => HALVES[Math.floor((next() + 1) * 2)]!)),
  },
  [TYPE.uint8]: { type: 'uint8', data: (count, next) => Uint8Array.from(list(count, () => bit(next))) },
  3: { type: 'int8', data: (count, next) => Int8Array.from(list(count, () => bit(next))) },
  [TYPE.int32]: { type: 'int32', data: (count, next) => Int32Array.from(list(count, () => bit(next))) },
  [TYPE.int64]: { type: 'int64', data: (count, next) => BigInt64Array.from(list(count, () => BigInt(bit(next)))) },
  [TYPE.bool]: { type: 'bool', data: (count, next) => Uint8Array.from(list(count, () => bit(next))) },
}))();
