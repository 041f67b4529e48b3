// Philox4x32-10 in ONNX operators (SPEC section 2). The four words are two uint64: p = word 0, word 1 and q = word 2, word 3, high half
// first, so that a round is ten operations: p' = M1 (q >> 32) ^ (p << 32) ^ key 0 and q' = M0 (p >> 32) ^ (q << 32) ^ key 1.
// What does not depend on the block is computed once for a whole model: the keys, and what comes from p in the first two rounds.
import { type Body, TYPE } from './body.js';

// Multipliers and Weyl increments of Random123's philox.h, as core has them
export const M0 = 0xd2511f53n;
const M1 = 0xcd9e8d57n;
const W0 = 0x9e3779b9n;
const W1 = 0xbb67ae85n;
const ROUNDS = 10;
const HIGH = 0xffffffff00000000n;

/** What a block of four words is for: the top byte of the second counter word. As in core's philox4x32.ts. */
export const DOMAIN = { planar: 0, linear: 1 } as const;

/** Names of values from which all blocks of a seed and some steps are drawn whose second counter word is the same. All are uint64. */
export interface Source {
  /** Keys of rounds 2 to 9, in the high halves: uint64[8]. */
  readonly keysP: string;
  readonly keysQ: string;
  /** Key of round 0, uint64[1]. */
  readonly keyQ: string;
  /** What p gives to p and q in round 1: one number for each step. */
  readonly toP: string;
  readonly toQ: string;
}

/**
 * The source of a seed and one or more steps.
 *
 * @param seed uint64, a scalar
 * @param steps uint64, a vector
 * @param word1 the second counter word: high word of the block's index, and domain * 2^24
 */
export function source(body: Body, seed: string, steps: string, word1: number): Source {
  const high = body.op('BitwiseAnd', [shiftLeft(body, seed), body.uint64(HIGH)]);
  const [p0, p1, keysP] = roundKeys(body, high, W0);
  const [keyQ, q1, keysQ] = roundKeys(body, body.op('BitwiseAnd', [seed, body.uint64(HIGH)]), W1);
  // round 0 of p: word 0 of the counter, which differs from block to block, is not in it
  const first = xor(body, p0, body.uint64(BigInt(word1) << 32n));
  const p = xor(body, times(body, steps, M1), first);
  return {
    keysP,
    keysQ,
    keyQ,
    toP: xor(body, shiftLeft(body, p), p1),
    toQ: xor(body, times(body, shiftRight(body, p), M0), q1),
  };
}

/** The keys of round 0, round 1 and all others. */
function roundKeys(body: Body, key: string, weyl: bigint): [string, string, string] {
  const bumps = Array.from({ length: ROUNDS }, (_, round) => BigInt.asUintN(64, (BigInt(round) * weyl) << 32n));
  const keys = body.op('Add', [key, body.constant(TYPE.uint64, bumps)]);
  return body.ops('Split', [keys, body.int64([1, 1, ROUNDS - 2])], 3) as [string, string, string];
}

/** What is added to the counter of a block to make its words. */
export interface Blocks {
  /** uint64, M0 times the low word of the block's index. */
  readonly product: string;
  /** Its rank. */
  readonly rank: number;
  /** uint64: the words 2 (in the high half) and 3 of the counter after round 0, but for the product. */
  readonly word3: string;
  /** Of the source, for each entry of the last axis of `product`. */
  readonly toP: string;
  readonly toQ: string;
}

/** The words of many blocks, p and q of the shape of `blocks.product`. */
export function philox(body: Body, { keysP, keysQ }: Pick<Source, 'keysP' | 'keysQ'>, blocks: Blocks): [p: string, q: string] {
  const q = xor(body, blocks.product, blocks.word3);
  const second = [xor(body, times(body, shiftRight(body, q), M1), blocks.toP), xor(body, shiftLeft(body, q), blocks.toQ)];
  const attributes = { body: { body: round(body, blocks.rank) }, num_scan_inputs: { i: 2 } };
  return body.ops('Scan', [...second, keysP, keysQ], 2, attributes) as [string, string];
}

/** `Blocks.word3` of a stream (uint64). */
export function word3(body: Body, { keyQ }: Pick<Source, 'keyQ'>, stream: string): string {
  return xor(body, shiftLeft(body, stream), keyQ);
}

/** The body of a Scan over the keys. */
function round(outer: Body, rank: number): Body {
  const body = outer.inner();
  const [p, q, keyP, keyQ] = [rank, rank, 0, 0].map((r) => body.input(TYPE.uint64, r)) as [string, string, string, string];
  const nextP = xor(body, times(body, shiftRight(body, q), M1), xor(body, shiftLeft(body, p), keyP));
  const nextQ = xor(body, times(body, shiftRight(body, p), M0), xor(body, shiftLeft(body, q), keyQ));
  return body.close([
    { name: nextP, type: TYPE.uint64, rank },
    { name: nextQ, type: TYPE.uint64, rank },
  ]);
}

function xor(body: Body, a: string, b: string): string {
  return body.op('BitwiseXor', [a, b]);
}

function times(body: Body, value: string, factor: bigint): string {
  return body.op('Mul', [value, body.uint64(factor)]);
}

function shiftLeft(body: Body, value: string): string {
  return body.op('BitShift', [value, body.uint64(32n)], { direction: { s: 'LEFT' } });
}

/** The high halves. */
function shiftRight(body: Body, value: string): string {
  return body.op('BitShift', [value, body.uint64(32n)], { direction: { s: 'RIGHT' } });
}
