// Packed mask -> one bit for each tensor element, where axes share their mask. After this every mask looks like an element mask,
// and there is one apply kernel. Works on bits, a 32nd of the data, and mostly on whole words of them.
import { bitMap, type MaskIndexMap } from '@dropkit/core';
import { copyBits, fillBits, wordOf } from './bits.js';

/** The tensor as [..., segment, repeat, length]: `length` mask elements in a row, `repeat` times, `segment` such blocks one after another. */
export interface Layout {
  readonly length: number;
  readonly repeat: number;
  readonly segment: number;
  /** The axes outside, innermost first, shared and drawn ones in turn. */
  readonly outer: readonly Axis[];
}

interface Axis {
  readonly dim: number;
  readonly shared: boolean;
}

/** Reads the pattern off a map: the packed mask has no gaps, so its collapsed axes are shared and drawn ones in turn. */
export function layoutOf(map: MaskIndexMap): Layout {
  const { dims, strides } = bitMap(map);
  const axes = dims.map((dim, d) => ({ dim, shared: strides[d] === 0 })).reverse();
  const take = (shared: boolean) => (axes[0]?.shared === shared ? axes.shift()!.dim : 1);
  return { length: take(false), repeat: take(true), segment: take(false), outer: axes };
}

/** Writes the bits of tensor elements [start, start + count) to the beginning of `to`. */
export function expandBits(to: Uint32Array, words: Uint32Array, layout: Layout, start: number, count: number): void {
  const block = layout.length * layout.repeat;
  let at = 0;
  let number = Math.floor(start / block);
  let within = start % block;
  while (at < count) {
    // Within a segment the blocks' mask elements follow each other.
    let bit = maskIndex(layout, number);
    const end = number + layout.segment - (number % layout.segment);
    for (; number < end && at < count; number++, bit += layout.length, within = 0) {
      const taken = Math.min(block - within, count - at);
      if (layout.length === 1) fillBits(to, at, ((words[wordOf(bit)] >>> (bit & 31)) & 1) === 1, taken);
      else repeatBits(to, at, words, bit, layout.length, within % layout.length, taken);
      at += taken;
    }
  }
}

/** The first mask element of a block: its number with the shared axes taken out. */
function maskIndex({ length, segment, outer }: Layout, number: number): number {
  let index = number % segment;
  let rest = Math.floor(number / segment);
  let stride = segment;
  for (const { dim, shared } of outer) {
    if (!shared) {
      index += (rest % dim) * stride;
      stride *= dim;
    }
    rest = Math.floor(rest / dim);
  }
  return index * length;
}

/** Appends `count` elements of a row of `length` bits that repeats, starting `phase` elements into it. */
function repeatBits(
  to: Uint32Array,
  at: number,
  words: Uint32Array,
  bit: number,
  length: number,
  phase: number,
  count: number,
): void {
  const first = Math.min(count, length - phase);
  copyBits(to, at, words, bit + phase, first);
  if (first === count) return;
  let done = Math.min(count, length);
  copyBits(to, at + first, words, bit, done - first);
  // From here on what is there is whole periods: double it.
  while (done < count) {
    const more = Math.min(done, count - done);
    copyBits(to, at + done, to, at, more);
    done += more;
  }
}
