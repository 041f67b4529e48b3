// What everything else is made of: two kernels for masks, and seven more for plans that draw numbers, take several inputs or sum.
// `wasm/` and `plain/` implement them; results are equal bit for bit, except normals and concrete noise.
import type { AddressWords, ConcretePlan, FloatArray, MixPlan, NoisePlan } from '@dropkit/core';

/** Elements drawn at once: their 8 KB of bits and the rest of the work stay in the cache. A multiple of 128. */
export const CHUNK = 65536;

/** Elements that share their Philox blocks (SPEC section 3). */
export const GROUP = 128;

/** Groups after which the low word of the block number wraps, at 32 blocks a group: one draw must not cross that. */
export const WRAP = 2 ** 27;

/** y = kept ? scale * x + shift : dropped. A shift of 0 means that nothing is added. */
export interface Affine {
  readonly scale: number;
  readonly shift: number;
  readonly dropped: number;
}

export interface Kernels {
  /** Groups below which drawing fewer is no cheaper. */
  readonly batch: number;
  /** Kept bits of one chunk, 1 = kept, and at least four words of slack. Either kernel may replace it by another buffer. */
  readonly bits: Uint32Array;
  /**
   * Fills `bits` from its beginning with `groups` whole groups, at most CHUNK / GROUP, the first being number `group` of the mask.
   * The caller sees to it that no group number crosses a multiple of WRAP.
   */
  draw(address: AddressWords, threshold: number, group: number, groups: number): void;
  /**
   * Maps x[start .. start + count) to the same place in `out`, reading one bit an element from bit number `bit` of `bits` on.
   * May put the work off until the next `draw` (so that arithmetic hides the memory) or until `finish`.
   */
  apply(x: FloatArray, out: FloatArray, start: number, count: number, bit: number, map: Affine): void;
  /** Does what `apply` has put off. */
  finish(): void;
  /** Forgets what a run that threw has left: an array of a caller's own class may throw, and the next run must not find its rest. */
  forget(): void;
}

/**
 * Numbers drawn at once, a multiple of 32, and where they begin in `FullKernels.numbers`: as many below are for factors put together from
 * several draws.
 */
export const PIECE = 16384;

/** Length of `FullKernels.numbers`: what a draw rounds up to has room too. */
export const NUMBERS = 2 * PIECE + 64;

/** The kernels of all plans. */
export interface FullKernels extends Kernels {
  /** float64, whatever the data: factors are rounded to the data's precision when they are used. */
  readonly numbers: Float64Array;
  /**
   * Fills `numbers` from PIECE on with `count` numbers offset + amplitude * n, of linear words from the first one of a block on.
   * The caller sees to it that no block number crosses a multiple of 2^32.
   */
  noise(address: AddressWords, map: Noise, block: number, count: number): void;
  /** Turns `count` uniforms in (0, 1) from PIECE on into factors of concrete dropout. */
  relax(count: number, map: Relaxation): void;
  /** out = x * numbers[at ..] for `count` elements from `start` on. */
  times(x: FloatArray, out: FloatArray, start: number, count: number, at: number): void;
  /** out = kept ? x : other, reading `bits` as `apply` does. */
  choose(x: FloatArray, other: FloatArray, out: FloatArray, start: number, count: number, bit: number): void;
  /** out = factor * x + otherFactor * other, all of it. */
  mix(x: FloatArray, other: FloatArray, out: FloatArray, map: Mixture): void;
  /** out = residual + (kept ? scale * (x + bias) : +0), reading `bits` as `apply` does. */
  fuse(x: FloatArray, fusion: Fusion, out: FloatArray, start: number, count: number, bit: number): void;
  /** Adds kept ? scale * x : +0 to `sums` from column `to` on: `rows` rows of `columns` elements, at most PIECE in all, from `start` on. */
  addRows(
    x: FloatArray,
    start: number,
    rows: number,
    columns: number,
    bit: number,
    sums: Accumulator,
    to: number,
    scale: number,
  ): void;
  /**
   * Numbers in the precision in which x is computed, where the kernels reach them best. One at a time: the next one, or numbers that are drawn,
   * may lie in the same place. Their contents are unspecified.
   */
  accumulator(length: number, x: FloatArray): Accumulator;
}

/** Sums in the precision in which they are computed. */
export type Accumulator = Float32Array | Float64Array;

/** What `fuse` adds; `at` is the element of the bias that the first element of x meets. Absent: nothing is added, not even +0. */
export interface Fusion {
  readonly bias?: FloatArray;
  readonly at: number;
  readonly residual?: FloatArray;
  readonly scale: number;
}

export type Noise = Pick<NoisePlan, 'distribution' | 'offset' | 'amplitude'>;
export type Relaxation = Pick<ConcretePlan, 'logit' | 'temperature' | 'scale' | 'slope'>;
export type Mixture = Pick<MixPlan, 'factor' | 'otherFactor'>;
