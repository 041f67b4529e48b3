// Packed Bernoulli decisions: see draw.wgsl.
import { type AddressWords, drawMap, GROUP_SIZE, type MaskIndexMap } from '@dropkit/core';
import type { Dispatch, Kernel, Range, Span } from '../dispatch.js';
import { addressParams, mapAxes, uniform, wide } from '../params.js';
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
  const { dims, strides, base } = indices;
  const inGroups = row === 0 && dims.length === 1 && strides[0] === 1 && base % GROUP_SIZE === 0;
  return {
    kernel: DRAW,
    constants: inGroups ? ['GROUPS'] : [],
    params: uniform(
      [...addressParams(words), ...wide(base), span.count, span.first, threshold, row, dims.length],
      mapAxes(indices),
    ),
    bindings: { 1: target },
    threads: target.size / 16,
  };
}
