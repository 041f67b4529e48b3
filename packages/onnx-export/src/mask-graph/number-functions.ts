// The functions that draw a number for each element (SPEC section 5): the 24 bits of linear uniforms, and in float64 as core the uniforms
// themselves and normals by Box and Muller.
import type { Message } from '../wire/message.js';
import { type Body, type ElementType, TYPE } from './body.js';
import { localFunction } from './local-function.js';
import { M0, philox, word3 } from './philox.js';

/** Inputs of these functions, in order: a source and what a site says. */
export const NUMBER_INPUTS = ['keysP', 'keysQ', 'keyQ', 'toP', 'toQ', 'stream', 'shape', 'block', 'offset'] as const;

const UNIT = 2 ** -24;

/** `Bits(...)`: int64 of the shape, 2^24 times the uniforms: for integer arithmetic, which runtimes without float64 have. */
export function bitsFunction(opset: number): Message {
  const doc = 'Integers from 0 to 2^24 - 1, from linear word 4 block + offset on, for one step after another.';
  return numberFunction({ name: 'Bits', type: TYPE.int64, doc, change: (_, bits) => bits }, opset);
}

/** `Uniforms(...)`: float64 of the shape, in [0, 1), the numbers from 4 block + offset for one step after another. */
export function uniformsFunction(opset: number): Message {
  const doc = 'Uniforms in [0, 1) with 24 random bits, from linear word 4 block + offset on, for one step after another.';
  return numberFunction({ name: 'Uniforms', type: TYPE.double, doc, change: uniforms }, opset);
}

/** `Normals(...)`: float64 of the shape. */
export function normalsFunction(opset: number): Message {
  const doc = 'Standard normals by Box and Muller, from linear word 4 block + offset on, for one step after another.';
  return numberFunction({ name: 'Normals', type: TYPE.double, doc, change: normals }, opset);
}

interface NumberFunction {
  readonly name: string;
  readonly doc: string;
  readonly type: ElementType;
  /** From int64[blocks, 2, 2], pairs along the last axis, to numbers of the same shape. */
  readonly change: (body: Body, bits: string) => string;
}

function numberFunction({ name, doc, type, change }: NumberFunction, opset: number): Message {
  const fill = (body: Body) => {
    const samples = body.op('Shape', ['toP']);
    const count = body.op('Div', [body.op('ReduceProd', ['shape']), samples]);
    const end = body.op('Add', ['offset', count]);
    const blocks = body.op('Div', [body.op('Add', [end, body.int64([3])]), body.int64([4])]);
    const numbers = change(body, drawBits(body, samples, blocks));
    const rows = body.op('Reshape', [numbers, concat(body, samples, body.op('Mul', [blocks, body.int64([4])]))], ALLOW_ZERO);
    return body.op('Reshape', [body.op('Slice', [rows, 'offset', end, body.int64([1])]), 'shape'], ALLOW_ZERO);
  };
  return localFunction({ name, inputs: NUMBER_INPUTS, output: { name: 'numbers', type }, doc, fill }, opset);
}

const ALLOW_ZERO = { allowzero: { i: 1 } } as const;

/** int64[samples * blocks, 2, 2]: the bits of `blocks` (int64[1]) blocks of each sample. */
function drawBits(body: Body, samples: string, blocks: string): string {
  const total = body.op('Squeeze', [body.op('Mul', [samples, blocks])]);
  const at = body.op('Range', [body.int64(0), total, body.int64(1)]);
  const perSample = body.op('Max', [blocks, body.int64([1])]); // a divisor, also where nothing is divided
  const block = body.op('Add', [body.op('Mod', [at, perSample]), 'block']);
  const sample = body.op('Div', [at, perSample]);
  const words = philox(
    body,
    { keysP: 'keysP', keysQ: 'keysQ' },
    {
      product: body.op('Mul', [body.op('Cast', [block], { to: { i: TYPE.uint64 } }), body.uint64(M0)]),
      rank: 1,
      word3: word3(body, { keyQ: 'keyQ' }, 'stream'),
      toP: body.op('Gather', ['toP', sample]),
      toQ: body.op('Gather', ['toQ', sample]),
    },
  );
  const axes = body.int64([1, 2]);
  const pairs = body.op('Concat', [body.op('Unsqueeze', [words[0], axes]), body.op('Unsqueeze', [words[1], axes])], {
    axis: { i: 1 },
  });
  // the leading 24 bits of the high and of the low word
  const shifted = body.op('BitShift', [pairs, body.constant(TYPE.uint64, [40, 8])], { direction: { s: 'RIGHT' } });
  return body.op('Cast', [body.op('BitwiseAnd', [shifted, body.uint64(0xffffffn)])], { to: { i: TYPE.int64 } });
}

function uniforms(body: Body, bits: string): string {
  return body.op('Mul', [body.op('Cast', [bits], { to: { i: TYPE.double } }), double(body, UNIT)]);
}

function normals(body: Body, bits: string): string {
  const pairs = uniforms(body, bits);
  const part = (index: number) => body.op('Gather', [pairs, body.int64([index])], { axis: { i: -1 } });
  const logarithm = body.op('Log', [body.op('Add', [part(0), double(body, UNIT)])]);
  const radius = body.op('Sqrt', [body.op('Mul', [logarithm, double(body, -2)])]);
  // ORT has no cosine of float64: a quarter of a turn is added, exactly, before turns become radians
  const turns = body.op('Add', [part(1), body.constant(TYPE.double, [0.25, 0])]);
  const waves = body.op('Sin', [body.op('Mul', [turns, double(body, 2 * Math.PI)])]);
  return body.op('Mul', [radius, waves]);
}

function double(body: Body, value: number): string {
  return body.constant(TYPE.double, [value], []);
}

function concat(body: Body, ...vectors: string[]): string {
  return body.op('Concat', vectors, { axis: { i: 0 } });
}
