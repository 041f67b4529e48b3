// The two kernels that everything else is made of. `wasm/` and `plain/` implement them; results are equal bit for bit.
import type { AddressWords, FloatArray } from '@dropkit/core';

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
}
