// Relaxed decisions: see concrete.wgsl.
import type { AddressWords, ConcretePlan } from '@dropkit/core';
import type { Dispatch, Kernel, Span } from '../dispatch.js';
import { addressParams, f32, mapAxes, startsBlocks, uniform, wide } from '../params.js';
import { onTensors, type Tensors } from '../tensors.js';
import grid from '../wgsl/grid.wgsl';
import indexMap from '../wgsl/index-map.wgsl';
import numbers from '../wgsl/numbers.wgsl';
import philox from '../wgsl/philox.wgsl';
import wideWords from '../wgsl/wide.wgsl';
import text from './concrete.wgsl';

export const CONCRETE: Kernel = { name: 'concrete', sources: [grid, wideWords, philox, indexMap, numbers, text] };

/** Multiplies a span of elements. */
export function concrete(tensors: Tensors, span: Span, plan: ConcretePlan, words: AddressWords): Dispatch {
  const { map, logit, temperature, scale, slope } = plan;
  const on = onTensors(tensors, span);
  return {
    ...on,
    kernel: CONCRETE,
    constants: startsBlocks(map) ? [...on.constants, 'BLOCKS'] : on.constants,
    params: uniform(
      [
        ...addressParams(words),
        ...wide(map.base),
        span.count,
        span.first,
        map.dims.length,
        f32(logit),
        f32(temperature),
        f32(scale),
        f32(slope),
      ],
      mapAxes(map),
    ),
  };
}
