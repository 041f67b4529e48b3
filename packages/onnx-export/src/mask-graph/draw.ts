// Calls of the drawing functions.
import { errorText, UnsupportedError } from '@dropkit/core';
import { type Body, TYPE } from './body.js';
import type { Drawn } from './drawn-shape.js';
import type { MaskGraph } from './mask-graph.js';
import { DOMAIN } from './philox.js';
import { digitsOf } from './unpack.js';

/** Elements whose blocks share the high word of their index: 2^32 blocks, one for four elements in both domains. */
export const SPAN = 2 ** 34;

/** Nodes are made for each span, so their number is bounded: 2^40 elements of float32 are 4 TiB. */
const MOST_SPANS = 64;

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
  return inSpans(graph, body, drawn, (first, shape) => {
    const source = graph.source(word1(first, DOMAIN.planar));
    const values = { ...source, bytes: graph.byteTable, stream, digits, shape };
    const within = first % SPAN;
    if (within === 0) return graph.call(body, 'Dropped', values);
    const [group, offset] = [body.int64([Math.floor(within / GROUP)]), body.int64([within % GROUP])];
    return graph.call(body, 'DroppedFrom', { ...values, group, offset });
  });
}

/** In mask shape a number for each element: 24 bits (int64), a uniform or a normal (float64). */
export function drawNumbers({ graph, body, stream }: Site, drawn: Drawn, name: 'Bits' | 'Uniforms' | 'Normals'): string {
  return inSpans(graph, body, drawn, (first, shape) => {
    const source = graph.source(word1(first, DOMAIN.linear));
    const [block, offset] = [body.int64([Math.floor((first % SPAN) / 4)]), body.int64([first % 4])];
    return graph.call(body, name, { ...source, stream, shape, block, offset });
  });
}

/** The second counter word of the blocks from a mask index up to the next multiple of SPAN. */
export function word1(first: number, domain: number): number {
  return Math.floor(first / SPAN) + domain * 2 ** 24;
}

/** Draws at once, or in parts where the second counter word changes on the way. */
function inSpans(graph: MaskGraph, body: Body, drawn: Drawn, draw: (first: number, shape: string) => string): string {
  const { first, count = 0, shape } = drawn;
  if (!crossesSpan(drawn)) return drawn.place(body, draw(first, shape));
  if (count > MOST_SPANS * SPAN) throw tooMany(graph.operation, count);
  const parts: string[] = [];
  for (let at = first; at < first + count; at = nextSpan(at)) {
    parts.push(draw(at, body.int64([Math.min(first + count, nextSpan(at)) - at])));
  }
  return drawn.place(body, body.op('Reshape', [body.op('Concat', parts, { axis: { i: 0 } }), shape]));
}

/** Whether what is drawn is known to lie on both sides of a multiple of SPAN. */
export function crossesSpan({ first, count = 0 }: Drawn): boolean {
  return count > 0 && first + count > nextSpan(first);
}

function tooMany(operation: string, count: number): UnsupportedError {
  const expected = 'at most 2^40 mask elements at once';
  return new UnsupportedError(errorText('onnx-export', operation, 'shape', expected, `${count}`));
}

function nextSpan(index: number): number {
  return (Math.floor(index / SPAN) + 1) * SPAN;
}
