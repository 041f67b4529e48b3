// The fields of one message in their order, found by number, and edited. What is found stays remembered until an edit moves it: graphs have
// many fields, and are asked for few.
import type { WireType } from '@bufbuild/protobuf/wire';
import type { Message } from './message.js';
import type { SourceField } from './source.js';

/** A field that is not in the source: a number's bytes, or the content of a length-delimited field. */
export interface NewField {
  readonly number: number;
  readonly wire: WireType;
  readonly content: Uint8Array | Message;
}

/** A field of the source whose message was entered, and may have changed. */
interface EnteredField extends SourceField {
  readonly child: Message;
}

/** What a message consists of. */
export type Field = SourceField | EnteredField | NewField;

/** Lists with fewer fields are searched each time: remembering would take longer. */
const FEW_FIELDS = 64;

/** A call with more arguments can overflow the stack. */
const MOST_ARGUMENTS = 1024;

/** Fields with their positions. */
export class FieldList {
  private places: Map<number, readonly number[]> | undefined;
  private isEdited: boolean;

  /** @param isNew whether nothing of it is in a source */
  constructor(
    private list: Field[],
    isNew = false,
  ) {
    this.isEdited = isNew;
  }

  /** All in order. */
  get all(): readonly Field[] {
    return this.list;
  }

  /** Whether any byte differs from the source. */
  get changed(): boolean {
    return this.isEdited || this.list.some((field) => 'child' in field && field.child.changed);
  }

  /** Where the fields of a number are. */
  positions(number: number): readonly number[] {
    if (this.list.length < FEW_FIELDS) return positionsOf(this.list, number);
    this.places ??= new Map();
    const places = this.places.get(number) ?? positionsOf(this.list, number);
    this.places.set(number, places);
    return places;
  }

  /** Puts the message of a field into its place, which changes nothing. */
  enter(at: number, field: EnteredField): void {
    this.list[at] = field;
  }

  /** Takes fields away, and puts others there. */
  splice(at: number, remove: number, insert: readonly Field[] = []): void {
    const { list } = this;
    if (insert.length < MOST_ARGUMENTS) list.splice(at, remove, ...insert);
    else this.list = [...list.slice(0, at), ...insert, ...list.slice(at + remove)];
    this.places = undefined;
    this.isEdited = true;
  }

  /** Puts other fields into the place of each; the same ones are no edit. */
  replaceEach(replacement: (field: Field) => readonly Field[]): void {
    const fields = this.list.flatMap((field) => replacement(field));
    if (fields.length === this.list.length && fields.every((field, i) => field === this.list[i])) return;
    this.list = fields;
    this.places = undefined;
    this.isEdited = true;
  }
}

/** The message of a field that was entered or newly made. */
export function messageIn(field: Field): Message | undefined {
  if ('child' in field) return field.child;
  return 'content' in field && !(field.content instanceof Uint8Array) ? field.content : undefined;
}

function positionsOf(fields: readonly Field[], number: number): number[] {
  const places: number[] = [];
  for (let at = 0; at < fields.length; at++) if (fields[at]!.number === number) places.push(at);
  return places;
}
