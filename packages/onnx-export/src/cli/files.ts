// Files of the command: read at once, written piece by piece into a temporary file that takes the place of the old one when it is complete.
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ModelSizeError } from '../errors.js';
import { MAX_BYTES } from '../wire/source.js';

/** A write to a file takes less than 2 GiB at a time. */
const MOST_AT_ONCE = 2 ** 26;

/**
 * All of a file.
 *
 * @param reused memory to read into, where it is large enough
 * @throws ModelSizeError before anything is read when it is too large
 */
export function readModel(path: string, reused?: Uint8Array): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size > MAX_BYTES) throw new ModelSizeError('read', size);
    const bytes = reused && reused.length >= size ? reused.subarray(0, size) : Buffer.allocUnsafeSlow(size);
    for (let at = 0; at < size; ) {
      const count = readSync(file, bytes, at, Math.min(size - at, MOST_AT_ONCE), null);
      if (count === 0) throw new Error(`[@dropkit/onnx-export] read: ${path} became shorter while it was read.`);
      at += count;
    }
    return bytes;
  } finally {
    closeSync(file);
  }
}

/** Writes all or nothing: until the file is complete there is what was there before. Links and permissions stay. Gives its size. */
export function writeModel(path: string, pieces: Iterable<Uint8Array>): number {
  checkFolder(path);
  const before = statSync(path, { throwIfNoEntry: false });
  const target = before ? realpathSync(path) : path;
  const temporary = temporaryBeside(target);
  try {
    const size = writePieces(temporary, pieces, before && before.mode & PERMISSIONS);
    renameSync(temporary, target);
    return size;
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** One array of pieces that are views of `memory`, by way of a file beside `path`, so that memory is needed once. */
export function joinThroughFile(path: string, pieces: readonly Uint8Array[], memory: Uint8Array): Uint8Array {
  checkFolder(path);
  const temporary = temporaryBeside(path);
  try {
    writePieces(temporary, pieces);
    return readModel(temporary, memory);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Errors of the system would say the name of the temporary file. */
function checkFolder(path: string): void {
  const folder = dirname(path);
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory()) return;
  const reason = found ? 'is no folder (ENOTDIR)' : 'does not exist (ENOENT)';
  throw new Error(`[@dropkit/onnx-export] write: the folder ${folder} ${reason}.`);
}

/** In the same folder: renaming is atomic only inside of one file system. A name that no process that ended early has left, as numbers of processes come again. */
function temporaryBeside(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
}

/** The bits of a file's mode that say who may do what. */
const PERMISSIONS = 0o777;

function openNew(path: string, mode?: number): number {
  try {
    return openSync(path, 'wx', mode);
  } catch (error) {
    const reason = (error as Error).message.replace(`, open '${path}'`, '');
    throw new Error(`[@dropkit/onnx-export] write: no file can be made in the folder ${dirname(path)}: ${reason}.`, {
      cause: error,
    });
  }
}

function writePieces(path: string, pieces: Iterable<Uint8Array>, mode?: number): number {
  const file = openNew(path, mode);
  let size = 0;
  try {
    if (mode !== undefined) fchmodSync(file, mode); // what openSync was told goes through the umask
    for (const piece of pieces) {
      for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at, Math.min(piece.length - at, MOST_AT_ONCE));
      size += piece.length;
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return size;
}
