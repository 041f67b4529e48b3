// Packed Bernoulli decisions, with a threshold for each row: see draw.wgsl and row-thresholds.wgsl.
import { type AddressWords, DROP_ALL, type MaskIndexMap } from '@dropkit/core';
import type { Dispatch, Kernel, Range, Span } from '../dispatch.js';
import rowThresholds from '../wgsl/row-thresholds.wgsl';
import { DRAW_SOURCES, draw } from './draw.js';

export const DRAW_ROWS: Kernel = { name: 'draw_rows', sources: [...DRAW_SOURCES, rowThresholds] };

/** Draws a span of the local mask of a map, whose elements n have threshold `thresholds[n / row]`. */
export function drawRows(
  map: MaskIndexMap,
  words: AddressWords,
  thresholds: readonly number[],
  row: number,
  span: Span,
  target: Range,
): Dispatch {
  const table = Uint32Array.from(thresholds.flatMap((t) => (t === DROP_ALL ? [0, 1] : [t, 0])));
  const one = draw(map, words, 0, span, target, row);
  return { ...one, kernel: DRAW_ROWS, bindings: { ...one.bindings, 2: table } };
}
