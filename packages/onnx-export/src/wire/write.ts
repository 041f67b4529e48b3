// Messages to bytes. Ranges of the source that follow each other are one piece, so an unchanged model is one piece, and a changed one
// is its large weights as views of the source with small new pieces between them: nothing large is copied.
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { ModelSizeError } from '../errors.js';
import { type Field, messageIn, type NewField } from './field-list.js';
import type { Message } from './message.js';
import { MAX_BYTES } from './source.js';

/** Sizes of changed messages, for one time of writing: each is asked for at every level above it. */
type Sizes = Map<Message, number>;

/**
 * The bytes of a message in pieces, to be written one after another. They are views of the source where nothing changed, so the
 * source must stay as it is until they are used.
 *
 * @throws ModelSizeError before the first piece when there would be more than protobuf allows
 */
export function* chunks(message: Message): Generator<Uint8Array> {
  const { sizes } = measure(message);
  let joined: Uint8Array | undefined;
  for (const piece of pieces(message, sizes)) {
    if (joined && follows(joined, piece)) {
      joined = new Uint8Array(joined.buffer, joined.byteOffset, joined.length + piece.length);
      continue;
    }
    if (joined) yield joined;
    joined = piece;
  }
  if (joined) yield joined;
}

/**
 * The bytes of a message as one array: a copy, also when nothing changed.
 *
 * @throws ModelSizeError when there would be more than protobuf allows
 */
export function toBytes(message: Message): Uint8Array {
  const { size, sizes } = measure(message);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces(message, sizes)) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function measure(message: Message): { size: number; sizes: Sizes } {
  const sizes: Sizes = new Map();
  const size = sizeOf(message, sizes);
  if (size > MAX_BYTES) throw new ModelSizeError('write', size);
  return { size, sizes };
}

function follows(before: Uint8Array, after: Uint8Array): boolean {
  return before.buffer === after.buffer && before.byteOffset + before.length === after.byteOffset;
}

function* pieces(message: Message, sizes: Sizes): Generator<Uint8Array> {
  if (!message.changed) {
    yield view(message, message);
    return;
  }
  for (const field of message.fields) {
    const inner = messageIn(field);
    if ('start' in field && !inner?.changed) {
      yield view(message, field);
      continue;
    }
    yield prefix(message, field, contentSize(field, sizes));
    if (inner) yield* pieces(inner, sizes);
    else yield (field as NewField).content as Uint8Array;
  }
}

function view(message: Message, { start, end }: { readonly start: number; readonly end: number }): Uint8Array {
  return message.source!.bytes.subarray(start, end);
}

/** Tag and length. Those of the source stay when they still fit, so that undoing an edit gives the original bytes. */
function prefix(message: Message, field: Field, size: number): Uint8Array {
  if ('start' in field && field.end - field.body === size) return view(message, { start: field.start, end: field.body });
  const writer = new BinaryWriter().tag(field.number, field.wire);
  return (field.wire === WireType.LengthDelimited ? writer.uint32(size) : writer).finish();
}

function contentSize(field: Field, sizes: Sizes): number {
  const inner = messageIn(field);
  if (inner) return sizeOf(inner, sizes);
  return 'content' in field ? (field.content as Uint8Array).length : field.end - field.body;
}

function sizeOf(message: Message, sizes: Sizes): number {
  if (!message.changed) return message.end - message.start;
  let size = sizes.get(message);
  if (size === undefined) {
    size = message.fields.reduce((sum, field) => sum + fieldSize(message, field, sizes), 0);
    sizes.set(message, size);
  }
  return size;
}

function fieldSize(message: Message, field: Field, sizes: Sizes): number {
  if ('start' in field && !messageIn(field)?.changed) return field.end - field.start;
  const size = contentSize(field, sizes);
  return prefix(message, field, size).length + size;
}
