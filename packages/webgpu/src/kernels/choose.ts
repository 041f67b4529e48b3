// Two-input select by bits: see choose.wgsl.
import type { Bits } from '../bits.js';
import type { Dispatch, Kernel, Span } from '../dispatch.js';
import { uniform } from '../params.js';
import { onTensors, type Tensors } from '../tensors.js';
import readBits from '../wgsl/bits.wgsl';
import grid from '../wgsl/grid.wgsl';
import quads from '../wgsl/quads.wgsl';
import text from './choose.wgsl';
import { OTHER } from './other.js';

export const CHOOSE: Kernel = { name: 'choose', sources: [OTHER, grid, readBits, quads, text] };

/** y = kept ? x : other, for a span of elements. */
export function choose(tensors: Tensors, span: Span, bits: Bits): Dispatch {
  const on = onTensors(tensors, span);
  return {
    ...on,
    kernel: CHOOSE,
    constants: bits.inOrder ? [...on.constants, 'IN_ORDER'] : on.constants,
    params: uniform([span.count, span.first, bits.axes.length], bits.axes),
    bindings: { ...on.bindings, 4: bits.binding },
  };
}
