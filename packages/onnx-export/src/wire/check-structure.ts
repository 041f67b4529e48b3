// Walks a whole file once, keeping nothing, so that damage is found before anything is done with the model: every known message is
// entered, every field's wire type compared with the schema. Values of numbers and strings stay unread.
import { WireType } from '@bufbuild/protobuf/wire';
import { ModelFormatError } from '../errors.js';
import type { FieldType, MessageType } from './schema-type.js';
import { isNumber, MAX_DEPTH, type Source, type SourceField, visitFields } from './source.js';

/** A message on the way down; its path becomes text only when there is an error. */
interface Place {
  readonly parent: Place | undefined;
  readonly label: string;
  readonly index: number | undefined;
  readonly depth: number;
}

const ROOT: Place = { parent: undefined, label: '', index: undefined, depth: 0 };

/** @throws ModelFormatError for the first damage in the message between two offsets, or inside it */
export function checkStructure(source: Source, type: MessageType, start: number, end: number): void {
  checkMessage(source, type, start, end, ROOT);
}

function checkMessage(source: Source, type: MessageType, start: number, end: number, place: Place): void {
  if (place.depth >= MAX_DEPTH)
    throw new ModelFormatError(pathOf(place), start, `at most ${MAX_DEPTH} messages inside each other`, 'more');
  const seen = new Map<FieldType, number>();
  visitFields(
    source,
    start,
    end,
    () => pathOf(place),
    (field) => {
      const known = type.byNumber.get(field.number);
      if (!known) return;
      const index = seen.get(known) ?? 0;
      seen.set(known, index + 1);
      const inner = { parent: place, label: known.name, index: known.repeated ? index : undefined, depth: place.depth + 1 };
      checkWireType(field, known, inner);
      if (typeof known.kind === 'string') return;
      if (index > 0 && !known.repeated) throw twice(field, inner);
      checkMessage(source, known.kind, field.body, field.end, inner);
    },
  );
}

function twice(field: SourceField, place: Place): ModelFormatError {
  return new ModelFormatError(pathOf(place), field.start, 'one such message', 'a second one', 'They would have to be merged.');
}

function pathOf({ parent, label, index }: Place): string {
  const own = index === undefined ? label : `${label}[${index}]`;
  return parent && parent !== ROOT ? `${pathOf(parent)}.${own}` : own;
}

const WIRE_TYPES = { int: WireType.Varint, float: WireType.Bit32, double: WireType.Bit64, bytes: WireType.LengthDelimited };
const SIZES = { int: 1, float: 4, double: 8, bytes: 1 };

function checkWireType(field: SourceField, { kind, repeated }: FieldType, place: Place): void {
  const simple = typeof kind === 'string' ? kind : 'bytes';
  const expected = WIRE_TYPES[simple];
  if (field.wire === expected) return;
  const packed = repeated && isNumber(expected) && field.wire === WireType.LengthDelimited;
  if (!packed)
    throw new ModelFormatError(pathOf(place), field.start, `wire type ${expected} (${simple})`, `wire type ${field.wire}`);
  const length = field.end - field.body;
  if (length % SIZES[simple] !== 0)
    throw new ModelFormatError(pathOf(place), field.start, `whole numbers of ${SIZES[simple]} bytes`, `${length} bytes`);
}
