// The function that draws Bernoulli masks (SPEC sections 3 and 4) for any p and shape: planar uniforms are compared with T digit by digit
// on 128 elements at a time. After 9 digits only the groups that are still undecided go on, after 13 those that are undecided then: 10.2
// blocks a group instead of 32. What it gives is what is dropped, since that is what Where wants (see select.ts).
// Few nodes and few bodies inside of bodies: ORT's time to create a session grows with both, for each call of the function.
import { Tensor } from '../model/tensor.js';
import type { Message } from '../wire/message.js';
import { type Body, TYPE } from './body.js';
import { localFunction } from './local-function.js';
import { M0, philox, word3 } from './philox.js';
import { unpackGroups } from './unpack.js';

const DIGITS = 32;
const GROUP = 128;
/** Blocks of a group in each phase; the last takes all that is left. */
const PHASES = [9, 4, DIGITS];
/** Up to this number of groups, drawing everything at once is cheaper than keeping a list. */
const FEW_GROUPS = 16;
const ALL_BITS = 0xffffffffffffffffn;

/** Inputs of `Dropped`, in order: a source, bits of all bytes, and what a site says. */
export const DROPPED_INPUTS = ['keysP', 'keysQ', 'keyQ', 'toP', 'toQ', 'bytes', 'stream', 'digits', 'shape'] as const;

/** Inputs of `DroppedFrom`. */
export const DROPPED_FROM_INPUTS = [...DROPPED_INPUTS, 'group', 'offset'] as const;

const OUTPUT = { name: 'dropped', type: TYPE.bool } as const;

/** `Dropped(...)`: bool of the shape, the elements 0, 1, ... of the mask of one step after another. */
export function droppedFunction(opset: number): Message {
  const doc =
    'What dropout drops: the elements 0, 1, ... of the mask at (seed, stream, step), for one step after another. An element is dropped ' +
    'iff the leading binary digits of its planar uniform are below the given ones.';
  return localFunction({ name: 'Dropped', inputs: DROPPED_INPUTS, output: OUTPUT, doc, fill: (body) => fill(body) }, opset);
}

/** `DroppedFrom(..., group, offset)`: the elements from 128 group + offset, group being counted within 2^34 elements. */
export function droppedFromFunction(opset: number): Message {
  const doc = 'As Dropped, from the element 128 group + offset.';
  const from = { group: 'group', offset: 'offset' };
  return localFunction(
    { name: 'DroppedFrom', inputs: DROPPED_FROM_INPUTS, output: OUTPUT, doc, fill: (body) => fill(body, from) },
    opset,
  );
}

/** int64[1] each. */
interface First {
  readonly group: string;
  readonly offset: string;
}

function fill(body: Body, first?: First): string {
  const samples = body.op('Shape', ['toP']);
  const count = body.op('Div', [body.op('ReduceProd', ['shape']), samples]);
  const end = first ? body.op('Add', [first.offset, count]) : count;
  // an empty mask draws one group, of which nothing is taken: Scan knows no empty sequences
  const needed = body.op('Div', [body.op('Add', [end, body.int64([GROUP - 1])]), body.int64([GROUP])]);
  const perSample = body.op('Max', [needed, body.int64([1])]);
  const less = decide(body, { perSample, total: body.op('Mul', [perSample, samples]), first });
  // one row for each sample; what lies before and behind its elements goes
  const rows = body.op('Reshape', [unpackGroups(body, less, 'bytes'), concat(body, samples, body.int64([-1]))]);
  const own = body.op('Slice', [rows, first?.offset ?? body.int64([0]), end, body.int64([1])]);
  return body.op('Reshape', [own, 'shape'], { allowzero: { i: 1 } });
}

/** int64[1] each. */
interface Groups {
  readonly perSample: string;
  readonly total: string;
  readonly first?: First | undefined;
}

/** uint64[2, groups]: the bits of what is below T. */
function decide(outer: Body, groups: Groups): string {
  const few = outer.op('LessOrEqual', [groups.total, outer.int64([FEW_GROUPS])]);
  const sizes = outer.op('Where', [few, outer.int64([DIGITS]), outer.int64(PHASES)]);
  const all = outer.op('Range', [outer.int64(0), outer.op('Squeeze', [groups.total]), outer.int64(1)]);
  const dims = concat(outer, outer.int64([2]), groups.total);
  const filled = (bits: bigint) => outer.op('ConstantOfShape', [dims], { value: { t: uint64Tensor(bits) } });
  const start = [outer.int64([0]), all, filled(ALL_BITS), filled(0n)];
  return outer.ops('Loop', ['', '', ...start], 4, { body: { body: phase(outer, groups, sizes) } })[3]!;
}

/** One phase: some more digits of the groups that are still undecided. */
function phase(outer: Body, groups: Groups, sizes: string): Body {
  const word = word3(outer, { keyQ: 'keyQ' }, 'stream');
  const digits = outer.op('Shape', ['digits']);
  const body = outer.inner();
  const turn = body.input(TYPE.int64, 0);
  body.input(TYPE.bool, 0);
  const from = body.input(TYPE.int64, 1);
  const at = body.input(TYPE.int64, 1);
  const equal = body.input(TYPE.uint64, 2);
  const less = body.input(TYPE.uint64, 2);

  const to = body.op('Min', [body.op('Add', [from, body.op('Gather', [sizes, turn])]), digits]);
  const planes = drawPlanes(body, groups, word, at, from, to);
  const wanted = body.op('Slice', ['digits', from, to]);
  const none = body.op('BitwiseXor', [equal, equal]);
  const scan = { body: { body: compare(body) }, num_scan_inputs: { i: 2 } };
  const [found, left] = body.ops('Scan', [none, equal, planes, wanted], 2, scan) as [string, string];

  const next = body.op('If', [body.op('Equal', [turn, body.int64(0)])], {
    then_branch: { body: asFound(body, found) },
    else_branch: { body: added(body, less, found, at) },
  });
  const undecided = columnsWithBits(body, left);
  const some = body.op('Greater', [body.op('Size', [undecided]), body.int64(0)]);
  return body.close([
    { name: body.op('And', [some, body.op('Less', [to, digits])]), type: TYPE.bool },
    { name: to, type: TYPE.int64, rank: 1 },
    { name: body.op('Gather', [at, undecided]), type: TYPE.int64, rank: 1 },
    { name: body.op('Gather', [left, undecided], { axis: { i: 1 } }), type: TYPE.uint64, rank: 2 },
    { name: next, type: TYPE.uint64, rank: 2 },
  ]);
}

/** The branch of the first phase, whose list is all groups: scattering them all would take as long as a plane. */
function asFound(outer: Body, found: string): Body {
  const body = outer.inner();
  return body.close([{ name: body.op('Identity', [found]), type: TYPE.uint64, rank: 2 }]);
}

/** The branch of later phases: what was found is added to what was found before in the groups of the list. */
function added(outer: Body, less: string, found: string, at: string): Body {
  const body = outer.inner();
  const now = body.op('BitwiseOr', [body.op('Gather', [less, at], { axis: { i: 1 } }), found]);
  const places = body.op('Expand', [at, body.op('Shape', [found])]);
  return body.close([{ name: body.op('ScatterElements', [less, places, now], { axis: { i: 1 } }), type: TYPE.uint64, rank: 2 }]);
}

/** uint64[digits, 2, groups]: the drawn digits `from` up to `to` of the groups of a list. */
function drawPlanes(body: Body, { perSample, first }: Groups, word: string, at: string, from: string, to: string): string {
  const inSample = body.op('Mod', [at, perSample]);
  const group = body.op('Cast', [first ? body.op('Add', [inSample, first.group]) : inSample], { to: { i: TYPE.uint64 } });
  const products = Array.from({ length: DIGITS }, (_, k) => BigInt(k) * M0);
  const ofDigits = body.op('Slice', [body.constant(TYPE.uint64, products, [DIGITS, 1, 1]), from, to]);
  const ofGroups = body.op('Mul', [group, body.uint64(BigInt(DIGITS) * M0)]);
  const sample = body.op('Div', [at, perSample]);
  const blocks = {
    product: body.op('Add', [ofGroups, ofDigits]),
    rank: 3,
    word3: word,
    toP: body.op('Gather', ['toP', sample]),
    toQ: body.op('Gather', ['toQ', sample]),
  };
  return body.op('Concat', philox(body, { keysP: 'keysP', keysQ: 'keysQ' }, blocks), { axis: { i: 1 } });
}

/** The body of a Scan over digits, most significant first: where drawn and wanted digit differ, all is decided. */
function compare(outer: Body): Body {
  const body = outer.inner();
  const [less, equal, drawn, wanted] = [2, 2, 2, 0].map((rank) => body.input(TYPE.uint64, rank)) as [
    string,
    string,
    string,
    string,
  ];
  const decided = body.op('BitwiseAnd', [equal, body.op('BitwiseXor', [drawn, wanted])]);
  const nextLess = body.op('BitwiseOr', [less, body.op('BitwiseAnd', [decided, wanted])]);
  return body.close([
    { name: nextLess, type: TYPE.uint64, rank: 2 },
    { name: body.op('BitwiseXor', [equal, decided]), type: TYPE.uint64, rank: 2 },
  ]);
}

/** int64 vector: the columns of uint64[2, n] that are not 0. */
function columnsWithBits(body: Body, words: string): string {
  const [first, second] = body.ops('Split', [words], 2, { num_outputs: { i: 2 } }) as [string, string];
  const some = body.op('Cast', [body.op('BitwiseOr', [first, second])], { to: { i: TYPE.bool } });
  return body.op('Gather', [body.op('NonZero', [some]), body.int64(1)]);
}

function concat(body: Body, ...vectors: string[]): string {
  return body.op('Concat', vectors, { axis: { i: 0 } });
}

function uint64Tensor(value: bigint): Tensor {
  return Tensor.create(TYPE.uint64, [1], new Uint8Array(BigUint64Array.of(value).buffer));
}
