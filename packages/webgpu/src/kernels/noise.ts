// Multiplicative noise, perhaps behind a gate: see noise.wgsl.
import type { AddressWords, NoisePlan } from '@dropkit/core';
import type { Bits } from '../bits.js';
import type { Dispatch, Kernel, Span } from '../dispatch.js';
import { addressParams, f32, mapAxes, startsBlocks, uniform, wide } from '../params.js';
import { NOTHING, onTensors, type Tensors } from '../tensors.js';
import readBits from '../wgsl/bits.wgsl';
import grid from '../wgsl/grid.wgsl';
import indexMap from '../wgsl/index-map.wgsl';
import numbers from '../wgsl/numbers.wgsl';
import philox from '../wgsl/philox.wgsl';
import wideWords from '../wgsl/wide.wgsl';
import text from './noise.wgsl';

export const NOISE: Kernel = { name: 'noise', sources: [grid, wideWords, philox, indexMap, numbers, readBits, text] };

/** Multiplies a span of elements, all of them or (with bits) the dropped ones. */
export function noise(tensors: Tensors, span: Span, plan: NoisePlan, words: AddressWords, bits?: Bits): Dispatch {
  const on = onTensors(tensors, span);
  const constants = [...on.constants];
  if (plan.distribution === 'normal') constants.push('NORMAL');
  if (bits) constants.push('GATED');
  if (bits?.inOrder) constants.push('IN_ORDER');
  const { noiseMap, offset, amplitude } = plan;
  if (startsBlocks(noiseMap)) constants.push('BLOCKS');
  const axes = bits?.axes ?? [];
  return {
    ...on,
    kernel: NOISE,
    constants,
    params: uniform(
      [
        ...addressParams(words),
        ...wide(noiseMap.base),
        span.count,
        span.first,
        noiseMap.dims.length,
        axes.length,
        f32(offset),
        f32(amplitude),
      ],
      mapAxes(noiseMap),
      axes,
    ),
    bindings: { ...on.bindings, 4: bits?.binding ?? NOTHING },
  };
}
