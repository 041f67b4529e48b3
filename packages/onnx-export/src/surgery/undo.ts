// How an edited file becomes the original again: which of its bytes are the original's, and the few bytes that are not in it any more.
// Kept inside of the edited file, so that undoing needs nothing else. Weights are never part of it: they did not change.
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { compact, expand, MOST_COMPACTED } from './compact.js';

/** Shorter runs of the original's bytes are written out: saying where they are takes as many. */
const LEAST_RUN = 8;

/** Of the new parts, as many bytes at the end help to say what was lost. */
const MOST_KNOWN = 2 ** 20;

/** A run of bytes that both files have. */
interface Run {
  readonly original: number;
  readonly edited: number;
  readonly length: number;
}

/**
 * What has to be done to pieces of an edited file to get the original back.
 *
 * @param pieces the edited file as `chunks` gives it: views of the original where nothing changed
 */
export function undoOf(original: Uint8Array, pieces: Iterable<Uint8Array>): Uint8Array {
  const { runs, size, checksum, added } = compare(original, pieces);
  const steps = new BinaryWriter();
  const lost = new BinaryWriter();
  let from = 0;
  let at = 0;
  for (const run of [...runs, { original: original.length, edited: size, length: 0 }]) {
    lost.raw(original.subarray(from, run.original));
    steps
      .uint32(run.original - from)
      .uint32(run.edited - at)
      .uint32(run.length);
    from = run.original + run.length;
    at = run.edited + run.length;
  }
  const writer = new BinaryWriter().uint32(size).fixed32(checksum);
  packed(writer, steps.finish(), new Uint8Array());
  packed(writer, lost.finish(), added);
  return writer.finish();
}

/**
 * The original in pieces, most of them views of the edited file; undefined when the file's new parts are not those that were written.
 * Shared parts may have changed, without moving: weights that were trained on stay as they are now.
 *
 * @param edited the file without what holds `undo`
 */
export function undo(edited: Uint8Array, undoing: Uint8Array): Uint8Array[] | undefined {
  try {
    const reader = new BinaryReader(undoing);
    const size = reader.uint32();
    const checksum = reader.fixed32();
    const steps = readSteps(unpacked(reader, new Uint8Array()));
    if (size !== edited.length) return undefined;
    const added: Uint8Array[] = [];
    for (const { start, end, at } of steps) {
      if (end > size) return undefined;
      added.push(edited.subarray(at, start));
    }
    if (added.reduce(hashed, START) !== checksum) return undefined;
    return pieced(edited, steps, unpacked(reader, lastOf(added)));
  } catch {
    return undefined; // damaged
  }
}

/** What the original has next: `lost` bytes, then the edited file's from `start` to `end`; new parts are between `at` and `start`. */
interface Step {
  readonly lost: number;
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

function readSteps(bytes: Uint8Array): Step[] {
  const reader = new BinaryReader(bytes);
  const steps: Step[] = [];
  for (let at = 0; reader.pos < reader.len; ) {
    const lost = reader.uint32();
    const start = at + reader.uint32();
    const end = start + reader.uint32();
    steps.push({ lost, at, start, end });
    at = end;
  }
  return steps;
}

function pieced(edited: Uint8Array, steps: readonly Step[], lost: Uint8Array): Uint8Array[] {
  let from = 0;
  const pieces = steps.flatMap((step) => {
    const own = lost.subarray(from, from + step.lost);
    from += step.lost;
    return [own, edited.subarray(step.start, step.end)];
  });
  if (from !== lost.length) throw new RangeError('not as many bytes as were lost');
  return pieces.filter(({ length }) => length > 0);
}

/** Compacted behind a 1, or as they are behind a 0. */
function packed(writer: BinaryWriter, bytes: Uint8Array, known: Uint8Array): void {
  const isSmall = bytes.length <= MOST_COMPACTED;
  writer.uint32(Number(isSmall)).bytes(isSmall ? compact(bytes, known) : bytes);
}

function unpacked(reader: BinaryReader, known: Uint8Array): Uint8Array {
  const isCompact = reader.uint32() === 1;
  const bytes = reader.bytes();
  return isCompact ? expand(bytes, known) : bytes;
}

function compare(original: Uint8Array, pieces: Iterable<Uint8Array>) {
  const runs: Run[] = [];
  const added: Uint8Array[] = [];
  let size = 0;
  let least = 0;
  for (const piece of pieces) {
    const start = piece.byteOffset - original.byteOffset;
    const isShared = piece.buffer === original.buffer && start >= least && start + piece.length <= original.length;
    if (isShared && piece.length >= LEAST_RUN) {
      runs.push({ original: start, edited: size, length: piece.length });
      least = start + piece.length;
    } else added.push(piece);
    size += piece.length;
  }
  return { runs, size, checksum: added.reduce(hashed, START), added: lastOf(added) };
}

/** The end of all that is new in the edited file, as one array. */
function lastOf(parts: readonly Uint8Array[]): Uint8Array {
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  const all = new Uint8Array(Math.min(size, MOST_KNOWN));
  let end = all.length;
  for (const part of [...parts].reverse()) {
    if (end === 0) break;
    const last = part.subarray(Math.max(0, part.length - end));
    end -= last.length;
    all.set(last, end);
  }
  return all;
}

/** FNV-1a, 32 bits (draft-eastlake-fnv): tells a file that was written anew from the one that was made here. */
const START = 0x811c9dc5;
const PRIME = 0x01000193;

function hashed(hash: number, bytes: Uint8Array): number {
  let next = hash;
  for (const byte of bytes) next = Math.imul(next ^ byte, PRIME);
  return next >>> 0;
}
