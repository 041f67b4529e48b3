// From packed bits to booleans: a table of the 256 bytes turns each byte into eight elements at once.
import { type Body, TYPE } from './body.js';

/** bool[groups, 16, 8] of uint64[2, groups]: the words of a group in the order of SPEC section 3, high halves first. */
export function unpackGroups(body: Body, words: string, table: string): string {
  // where byte b of words 0 and 1 (2 and 3) of a group is, bytes and bits being least significant first
  const shifts = body.constant(TYPE.uint64, [32, 40, 48, 56, 0, 8, 16, 24], [8, 1]);
  const apart = body.op('BitShift', [body.op('Unsqueeze', [words, body.int64([1])]), shifts], { direction: { s: 'RIGHT' } });
  const bytes = body.op('Cast', [body.op('Cast', [apart], { to: { i: TYPE.uint8 } })], { to: { i: TYPE.int32 } });
  return body.op('Gather', [table, body.op('Transpose', [bytes], { perm: { ints: [2, 0, 1] } })]);
}

/** bool[256, 8]: the bits of each byte, least significant first. */
export function byteTable(body: Body): string {
  const scalar = (value: number) => body.constant(TYPE.int32, [value], []);
  const all = body.op('Range', [scalar(0), scalar(256), scalar(1)]);
  const bits = body.constant(TYPE.int32, [1, 2, 4, 8, 16, 32, 64, 128]);
  const masked = body.op('BitwiseAnd', [body.op('Unsqueeze', [all, body.int64([1])]), bits]);
  return body.op('Cast', [masked], { to: { i: TYPE.bool } });
}

/** uint64, all bits of a word 0 or 1 for each binary digit of T, up to its last 1: what the function compares with. */
export function digitsOf(threshold: number): bigint[] {
  const digits = Array.from({ length: 32 }, (_, k) => (threshold >>> (31 - k)) & 1);
  return digits.slice(0, digits.lastIndexOf(1) + 1).map((digit) => (digit ? 0xffffffffffffffffn : 0n));
}
