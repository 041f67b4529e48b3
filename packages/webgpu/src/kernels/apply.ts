// Select, scale and shift by bits: see apply.wgsl.
import type { Bits } from '../bits.js';
import type { Dispatch, Kernel, Span } from '../dispatch.js';
import { f32, uniform } from '../params.js';
import { onTensors, type Tensors } from '../tensors.js';
import readBits from '../wgsl/bits.wgsl';
import grid from '../wgsl/grid.wgsl';
import oneScale from '../wgsl/one-scale.wgsl';
import quads from '../wgsl/quads.wgsl';
import text from './apply.wgsl';

/** The kernel, but for what it scales with. */
export const APPLY_SOURCES: readonly string[] = [grid, quads, readBits, text];

export const APPLY: Kernel = { name: 'apply', sources: [...APPLY_SOURCES, oneScale] };

/** y = kept ? scale * x + shift : dropped. */
export interface Affine {
  readonly scale: number;
  readonly shift: number;
  readonly dropped: number;
  readonly complement?: boolean;
}

/** Applies bits to a span of elements. */
export function apply(tensors: Tensors, span: Span, bits: Bits, map: Affine, part = 1): Dispatch {
  const on = onTensors(tensors, span);
  const constants = [...on.constants];
  if (bits.inOrder) constants.push('IN_ORDER');
  if (map.complement) constants.push('COMPLEMENT');
  if (map.shift !== 0) constants.push('SHIFTED');
  return {
    ...on,
    kernel: APPLY,
    constants,
    params: uniform(
      [span.count, span.first, bits.axes.length, part, f32(map.scale), f32(map.shift), f32(map.dropped)],
      bits.axes,
    ),
    bindings: { ...on.bindings, 4: bits.binding },
  };
}
