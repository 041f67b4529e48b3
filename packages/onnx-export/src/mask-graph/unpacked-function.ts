// The function that turns a packed mask (SPEC section 4), a graph input, into what is dropped.
import type { Message } from '../wire/message.js';
import { type Body, TYPE } from './body.js';
import { localFunction } from './local-function.js';

/** Inputs of the function, in order. */
export const UNPACKED_INPUTS = ['bytes', 'words', 'shape'] as const;

/** `Unpacked(bytes, words, shape)`: bool of the shape from uint32 words, 1 for what is kept. */
export function unpackedFunction(opset: number): Message {
  const doc = 'What dropout drops, from a packed kept mask: element n is bit n mod 32 of word n div 32, 1 for kept.';
  const output = { name: 'dropped', type: TYPE.bool } as const;
  return localFunction({ name: 'Unpacked', inputs: UNPACKED_INPUTS, output, doc, fill }, opset);
}

function fill(body: Body): string {
  const dropped = body.op('Unsqueeze', [body.op('BitwiseNot', ['words']), body.int64([1])]);
  const apart = body.op('BitShift', [dropped, body.constant(TYPE.uint32, [0, 8, 16, 24])], { direction: { s: 'RIGHT' } });
  const bytes = body.op('Cast', [body.op('Cast', [apart], { to: { i: TYPE.uint8 } })], { to: { i: TYPE.int32 } });
  const bits = body.op('Reshape', [body.op('Gather', ['bytes', bytes]), body.int64([-1])]);
  const own = body.op('Slice', [bits, body.int64([0]), body.op('ReduceProd', ['shape'])]);
  return body.op('Reshape', [own, 'shape'], { allowzero: { i: 1 } });
}
