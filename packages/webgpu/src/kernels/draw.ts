// Packed Bernoulli decisions: see draw.wgsl.
import { type AddressWords, DROP_ALL, drawMap, GROUP_SIZE, type MaskIndexMap } from '@dropkit/core';
import type { Dispatch, Kernel, Range, Span } from '../dispatch.js';
import { addressParams, mapAxes, uniform, wide } from '../params.js';
import { NOTHING } from '../tensors.js';
import grid from '../wgsl/grid.wgsl';
import indexMap from '../wgsl/index-map.wgsl';
import philox from '../wgsl/philox.wgsl';
import wideWords from '../wgsl/wide.wgsl';
import text from './draw.wgsl';

export const DRAW: Kernel = { name: 'draw', sources: [grid, wideWords, philox, indexMap, text] };

/** One threshold, or one for each `row` mask elements. */
export type Thresholds = number | { readonly row: number; readonly thresholds: readonly number[] };

/** Draws a span of the local mask of a map; `target` is as long as `maskSize(span.count)`. */
export function draw(map: MaskIndexMap, words: AddressWords, t: Thresholds, span: Span, target: Range): Dispatch {
  const indices = drawMap(map);
  const rows = typeof t === 'number' ? undefined : t;
  const groups = !rows && indices.dims.length === 1 && indices.strides[0] === 1 && indices.base % GROUP_SIZE === 0;
  return {
    kernel: DRAW,
    constants: rows ? ['ROWS'] : groups ? ['GROUPS'] : [],
    params: uniform(
      [
        ...addressParams(words),
        ...wide(indices.base),
        span.count,
        span.first,
        rows ? 0 : (t as number),
        rows?.row ?? 0,
        indices.dims.length,
      ],
      mapAxes(indices),
    ),
    bindings: { 1: target, 2: rows ? thresholdWords(rows.thresholds) : NOTHING },
    threads: target.size / 16,
  };
}

function thresholdWords(thresholds: readonly number[]): Uint32Array {
  return Uint32Array.from(thresholds.flatMap((t) => (t === DROP_ALL ? [0, 1] : [t, 0])));
}
