// The bytes of a file with a reader on them. One reader serves all messages: they are ranges of the file, never copies, and every
// position is an offset into it. https://protobuf.dev/programming-guides/encoding/
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { ModelFormatError, ModelSizeError } from '../errors.js';

/** Messages inside messages, and groups inside groups; the limit of protobuf's own parsers. */
export const MAX_DEPTH = 100;

/** The largest protobuf message. */
export const MAX_BYTES = 2 ** 31 - 1;

/** A file. */
export interface Source {
  readonly bytes: Uint8Array;
  readonly reader: BinaryReader;
}

/** A field or a run of them: `start` is that of its tag, `body` that of its value, `end` is behind it. */
export interface SourceField {
  readonly number: number;
  readonly wire: WireType;
  readonly start: number;
  readonly body: number;
  readonly end: number;
}

/** A field that grows while it is read. */
type Run = SourceField & { end: number };

/** Says where a message is, for errors. */
export type PathOf = () => string;

/** @throws ModelSizeError for more than a protobuf message can have */
export function createSource(bytes: Uint8Array): Source {
  if (bytes.length > MAX_BYTES) throw new ModelSizeError('read', bytes.length);
  return { bytes, reader: new BinaryReader(bytes) };
}

/**
 * Calls `visit` for each field between two offsets. Unpacked numbers of one field number that follow each other are one run, so that
 * a tensor of a million unpacked numbers is one call. Allocates nothing by a length that the file states.
 *
 * @throws ModelFormatError at a field that does not end inside the message
 */
export function visitFields(source: Source, start: number, end: number, path: PathOf, visit: (field: SourceField) => void): void {
  let run: Run | undefined;
  for (let at = start; at < end; ) {
    const field = readField(source, at, end, path);
    at = field.end;
    if (run && run.number === field.number && run.wire === field.wire) {
      run.end = field.end;
      continue;
    }
    if (run) visit(run);
    run = undefined;
    if (isNumber(field.wire)) run = field;
    else visit(field);
  }
  if (run) visit(run);
}

/** Wire types whose values are numbers: they can come in runs, or packed. */
export function isNumber(wire: WireType): boolean {
  return wire === WireType.Varint || wire === WireType.Bit32 || wire === WireType.Bit64;
}

/** The field at an offset, alone. */
function readField({ reader }: Source, start: number, end: number, path: PathOf): SourceField {
  try {
    reader.pos = start;
    const [number, wire] = reader.tag();
    let body = reader.pos;
    if (wire === WireType.LengthDelimited) {
      const length = readLength(reader);
      body = reader.pos;
      if (length > end - body) throw new ModelFormatError(path(), start, 'a length within its message', `${length}`);
      return { number, wire, start, body, end: body + length };
    }
    skipValue(reader, number, wire, end);
    if (reader.pos > end) throw new Error('the end of its message');
    return { number, wire, start, body, end: reader.pos };
  } catch (error) {
    if (error instanceof ModelFormatError) throw error;
    throw new ModelFormatError(path(), start, 'a protobuf field', (error as Error).message);
  }
}

/** A length of up to 32 bits, however long its varint is. */
function readLength(reader: BinaryReader): number {
  const start = reader.pos;
  const length = reader.uint32();
  if (reader.pos - start < 5) return length;
  reader.pos = start;
  return Number(BigInt(reader.uint64()));
}

function skipValue(reader: BinaryReader, number: number, wire: WireType, end: number): void {
  // reads up to ten bytes, without a bigint
  if (wire === WireType.Varint) reader.uint32();
  else if (wire === WireType.Bit32) reader.pos += 4;
  else if (wire === WireType.Bit64) reader.pos += 8;
  else if (wire === WireType.StartGroup) skipGroup(reader, number, end);
  else throw new Error(`wire type ${wire} without a start`);
}

/** A group ends with its own number; what is in it stays unknown. A loop, so that nesting costs no stack. */
function skipGroup(reader: BinaryReader, outer: number, end: number): void {
  const open = [outer];
  while (open.length > 0) {
    if (reader.pos >= end) throw new Error('a group without an end');
    const [number, wire] = reader.tag();
    if (wire === WireType.EndGroup) {
      if (open.pop() !== number) throw new Error('the end of another group');
    } else if (wire === WireType.StartGroup) {
      if (open.push(number) > MAX_DEPTH) throw new Error(`groups nested deeper than ${MAX_DEPTH}`);
    } else if (wire === WireType.LengthDelimited) reader.pos += readLength(reader);
    else skipValue(reader, number, wire, end);
  }
}
