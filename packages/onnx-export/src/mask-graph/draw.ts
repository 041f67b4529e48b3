// Calls of the drawing functions.
import { type Body, TYPE } from './body.js';
import { type Drawn, SPAN } from './drawn-shape.js';
import type { MaskGraph } from './mask-graph.js';
import { DOMAIN } from './philox.js';
import { digitsOf } from './unpack.js';

const GROUP = 128;

/** Where a site's numbers come from. */
export interface Site {
  readonly graph: MaskGraph;
  readonly body: Body;
  /** uint64, a scalar. */
  readonly stream: string;
}

/** bool in mask shape: what is dropped at a threshold from 1 to 2^32 - 1. */
export function drawDropped({ graph, body, stream }: Site, drawn: Drawn, threshold: number): string {
  const digits = body.constant(TYPE.uint64, digitsOf(threshold));
  const values = {
    ...graph.source(word1(drawn.first, DOMAIN.planar)),
    bytes: graph.byteTable,
    stream,
    digits,
    shape: drawn.shape,
  };
  const within = drawn.first % SPAN;
  if (within === 0) return drawn.place(body, graph.call(body, 'Dropped', values));
  const [group, offset] = [body.int64([Math.floor(within / GROUP)]), body.int64([within % GROUP])];
  return drawn.place(body, graph.call(body, 'DroppedFrom', { ...values, group, offset }));
}

/** float64 in mask shape: a linear uniform or a normal for each element. */
export function drawNumbers({ graph, body, stream }: Site, drawn: Drawn, name: 'Uniforms' | 'Normals'): string {
  const within = drawn.first % SPAN;
  const values = {
    ...graph.source(word1(drawn.first, DOMAIN.linear)),
    stream,
    shape: drawn.shape,
    block: body.int64([Math.floor(within / 4)]),
    offset: body.int64([within % 4]),
  };
  return drawn.place(body, graph.call(body, name, values));
}

/** The second counter word of all blocks from the first mask index on. */
function word1(first: number, domain: number): number {
  return Math.floor(first / SPAN) + domain * 2 ** 24;
}
