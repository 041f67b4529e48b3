// Packed Bernoulli decisions: see draw.wgsl.
import { type AddressWords, drawMap, GROUP_SIZE, type MaskIndexMap } from '@dropkit/core';
import type { Dispatch, Kernel, Range, Span } from '../dispatch.js';
import { addressParams, mapAxes, startsBlocks, uniform, wide } from '../params.js';
import grid from '../wgsl/grid.wgsl';
import indexMap from '../wgsl/index-map.wgsl';
import oneThreshold from '../wgsl/one-threshold.wgsl';
import philox from '../wgsl/philox.wgsl';
import wideWords from '../wgsl/wide.wgsl';
import text from './draw.wgsl';

/** The kernel, but for its thresholds. */
export const DRAW_SOURCES: readonly string[] = [grid, wideWords, philox, indexMap, text];

export const DRAW: Kernel = { name: 'draw', sources: [...DRAW_SOURCES, oneThreshold] };

/** Draws a span of the local mask of a map; `target` is as long as `maskSize(span.count)`. */
export function draw(map: MaskIndexMap, words: AddressWords, threshold: number, span: Span, target: Range, row = 0): Dispatch {
  const indices = drawMap(map);
  return {
    kernel: DRAW,
    constants: row === 0 && startsBlocks(indices, GROUP_SIZE) ? ['GROUPS'] : [],
    params: uniform(
      [...addressParams(words), ...wide(indices.base), span.count, span.first, threshold, row, indices.dims.length],
      mapAxes(indices),
    ),
    bindings: { 1: target },
    threads: target.size / 16,
  };
}
