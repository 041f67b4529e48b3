// How an edited file becomes the original again: which of its bytes are the original's, and the few bytes that are not in it any more.
// Kept inside of the edited file, so that undoing needs nothing else. Weights are never part of it: they did not change.
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';

/** Shorter runs of the original's bytes are written out: saying where they are takes as many. */
const LEAST_RUN = 8;

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
  const { runs, size, checksum } = compare(original, pieces);
  const writer = new BinaryWriter().uint32(size).fixed32(checksum);
  let from = 0;
  let at = 0;
  for (const run of [...runs, { original: original.length, edited: size, length: 0 }]) {
    writer.bytes(original.subarray(from, run.original));
    writer.uint32(run.edited - at).uint32(run.length);
    from = run.original + run.length;
    at = run.edited + run.length;
  }
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
    if (size !== edited.length) return undefined;
    const pieces: Uint8Array[] = [];
    let hash = START;
    for (let at = 0; reader.pos < reader.len; ) {
      pieces.push(reader.bytes());
      const start = at + reader.uint32();
      const end = start + reader.uint32();
      if (end > size) return undefined;
      hash = hashed(hash, edited.subarray(at, start));
      pieces.push(edited.subarray(start, end));
      at = end;
    }
    return hash === checksum ? pieces.filter(({ length }) => length > 0) : undefined;
  } catch {
    return undefined; // damaged
  }
}

function compare(original: Uint8Array, pieces: Iterable<Uint8Array>): { runs: Run[]; size: number; checksum: number } {
  const runs: Run[] = [];
  let size = 0;
  let checksum = START;
  let least = 0;
  for (const piece of pieces) {
    const start = piece.byteOffset - original.byteOffset;
    const isShared = piece.buffer === original.buffer && start >= least && start + piece.length <= original.length;
    if (isShared && piece.length >= LEAST_RUN) {
      runs.push({ original: start, edited: size, length: piece.length });
      least = start + piece.length;
    } else checksum = hashed(checksum, piece);
    size += piece.length;
  }
  return { runs, size, checksum };
}

/** FNV-1a, 32 bits (draft-eastlake-fnv): tells a file that was written anew from the one that was made here. */
const START = 0x811c9dc5;
const PRIME = 0x01000193;

function hashed(hash: number, bytes: Uint8Array): number {
  let next = hash;
  for (const byte of bytes) next = Math.imul(next ^ byte, PRIME);
  return next >>> 0;
}
