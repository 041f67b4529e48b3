// What our shader on tfjs' webgl backend reads beside tensors: bits and scales as 32-bit words, in the order in which it wants them.
import type { Plan } from '@dropkit/core';

/** How words lie in their texture, one a texel. */
export interface Table {
  /** A power of two. */
  readonly width: number;
  readonly height: number;
  /** Whether a word has 16 bits of an even row and, in its upper half, 16 of the row below: one word decides all of a packed texel. */
  readonly pairsRows: boolean;
  /** The first word that is the bits of a float32 scale. */
  readonly scalesAt: number;
}

/** Bits, and behind them scales if there are several; rows of `columns` elements are paired where that is given. */
export function tableOf(bits: Uint32Array, scales: Float32Array, columns?: number): Table & { words: Uint32Array } {
  const first = columns === undefined ? bits : pairRows(bits, columns);
  const more = scales.length > 1 ? new Uint32Array(scales.buffer) : new Uint32Array();
  const count = first.length + more.length;
  const width = 2 ** Math.ceil(Math.log2(Math.sqrt(count)));
  const height = Math.ceil(count / width);
  const words = new Uint32Array(width * height);
  words.set(first);
  words.set(more, first.length);
  return { words, width, height, pairsRows: columns !== undefined, scalesAt: first.length };
}

/** The length of rows that can be paired: every element has a bit of its own, and no half of a word crosses the end of a row. */
export function columnsInPairs({ map }: Plan, packed: readonly number[] | undefined): number | undefined {
  const inOrder = map.dims.length === 1 && map.strides[0] !== 0;
  return inOrder && packed?.length === 2 && packed[1] % 16 === 0 ? packed[1] : undefined;
}

function pairRows(words: Uint32Array, columns: number): Uint32Array {
  const halves = new Uint16Array(words.buffer, words.byteOffset, words.length * 2);
  const length = columns / 16;
  const rows = halves.length / length;
  const paired = new Uint16Array(Math.ceil(rows / 2) * 2 * length);
  for (let row = 0; row < rows; row++) {
    const to = (row - (row % 2)) * length + (row % 2);
    for (let n = 0; n < length; n++) paired[to + 2 * n] = halves[row * length + n];
  }
  return new Uint32Array(paired.buffer);
}
