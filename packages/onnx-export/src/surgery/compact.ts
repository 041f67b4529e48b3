// Bytes without what is said twice: runs that occurred before, or in bytes that both sides have, are said by where they are (Ziv and Lempel,
// "A universal algorithm for sequential data compression", 1977). Records are small, so there is no entropy coding behind it.
//
// A token is one byte: the number of literal bytes that follow (0 to 15), and a code for the run behind them: 0 none, 1 to 14 its
// length less 3, 15 one more byte with its length less 18. Then how far back it starts, as a varint.
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';

const LEAST = 4;
const MOST_LITERALS = 15;
const LONG = 18;
const MOST = LONG + 255;
/** Places that are looked at for each run, the latest first. */
const TRIES = 32;
const HASH_BITS = 15;

/** More is never compacted, so that what a damaged file stands for is bounded. */
export const MOST_COMPACTED = 2 ** 24;

/**
 * @param bytes at most MOST_COMPACTED
 * @param known bytes that whoever reads has too
 */
export function compact(bytes: Uint8Array, known: Uint8Array): Uint8Array {
  const all = new Uint8Array(known.length + bytes.length);
  all.set(known);
  all.set(bytes, known.length);
  const places = new Places(all);
  const writer = new BinaryWriter();
  let literals = known.length;
  for (let at = known.length; at < all.length; ) {
    const { length, from } = places.longestAt(at);
    if (length === 0) at++;
    const isFull = at - literals === MOST_LITERALS || at === all.length;
    if (length === 0 && !isFull) continue;
    token(writer, all.subarray(literals, at), length, at - from);
    at += length;
    literals = at;
  }
  return writer.finish();
}

/**
 * The bytes again.
 *
 * @throws when they are damaged
 */
export function expand(compacted: Uint8Array, known: Uint8Array): Uint8Array {
  const reader = new BinaryReader(compacted);
  const next = () => byteAt(compacted, reader.pos++, compacted.length);
  let all = new Uint8Array(2 * known.length + 1024);
  all.set(known);
  let size = known.length;
  const room = (more: number) => {
    if (size - known.length + more > MOST_COMPACTED) throw new RangeError('more than was ever compacted');
    if (size + more > all.length) all = grown(all, 2 * (size + more));
  };
  while (reader.pos < reader.len) {
    const head = next();
    room(head >> 4);
    for (let i = head >> 4; i > 0; i--) all[size++] = next();
    const code = head & 15;
    if (code === 0) continue;
    const length = code === 15 ? LONG + next() : code + 3;
    const back = reader.uint32();
    room(length);
    for (let i = 0; i < length; i++, size++) all[size] = byteAt(all, size - back, size);
  }
  return all.slice(known.length, size);
}

/** Where each four bytes occurred, the latest first. */
class Places {
  private readonly heads = new Int32Array(2 ** HASH_BITS).fill(-1);
  private readonly before: Int32Array;
  private noted = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.before = new Int32Array(bytes.length);
  }

  /** The longest run that occurred before a place and again there; length 0 for none. */
  longestAt(at: number): { length: number; from: number } {
    for (; this.noted < at; this.noted++) this.note(this.noted);
    let best = { length: 0, from: 0 };
    if (at + LEAST > this.bytes.length) return best;
    let from = this.heads[this.hash(at)]!;
    for (let tries = 0; tries < TRIES && from >= 0; tries++, from = this.before[from]!) {
      const length = this.lengthAt(from, at);
      if (length >= LEAST && length > best.length) best = { length, from };
    }
    return best;
  }

  private lengthAt(from: number, at: number): number {
    const most = Math.min(MOST, this.bytes.length - at);
    let length = 0;
    while (length < most && this.bytes[from + length] === this.bytes[at + length]) length++;
    return length;
  }

  private note(at: number): void {
    const hash = this.hash(at);
    this.before[at] = this.heads[hash]!;
    this.heads[hash] = at;
  }

  private hash(at: number): number {
    const { bytes } = this;
    const four = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    return Math.imul(four, 0x9e3779b1) >>> (32 - HASH_BITS); // Knuth's multiplicative hashing
  }
}

function token(writer: BinaryWriter, literals: Uint8Array, length: number, distance: number): void {
  const code = length === 0 ? 0 : Math.min(length - 3, 15);
  writer.raw(Uint8Array.of((literals.length << 4) | code, ...literals));
  if (code === 15) writer.raw(Uint8Array.of(length - LONG));
  if (length > 0) writer.uint32(distance);
}

function byteAt(bytes: Uint8Array, at: number, end: number): number {
  if (at < 0 || at >= end) throw new RangeError('a byte that is not there');
  return bytes[at]!;
}

function grown(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(size);
  larger.set(bytes);
  return larger;
}
