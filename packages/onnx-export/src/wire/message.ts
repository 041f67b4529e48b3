// A protobuf message that remembers its bytes: a list of fields, each a range of the source or newly made. Reading decodes what is
// asked for; an edit replaces single fields; everything else is written as it was, byte for byte and in its order.
import { WireType } from '@bufbuild/protobuf/wire';
import { ModelFormatError } from '../errors.js';
import { type Field, FieldList, messageIn, type NewField } from './field-list.js';
import { encodeNumber, encodeNumbers, NUMBER_WIRE, readFloats, readInts } from './numbers.js';
import type { FieldKind, FieldType, MessageType } from './schema-type.js';
import { createSource, type Source, type SourceField, visitFields } from './source.js';
import { decodeText, encodeText } from './text.js';

/** More fields than any model has; keeps what a damaged or hostile file can make us allocate below half a gigabyte. */
const MAX_FIELDS = 2 ** 22;

/** Where a message is: in which one, and under what name. */
export interface MessagePlace {
  readonly parent: Message;
  readonly label: string;
}

/** A lossless view of one message. Field names are those of the schema; asking for others is a programming error. */
export class Message {
  private scanned: FieldList | undefined;

  private constructor(
    readonly type: MessageType,
    readonly source: Source | undefined,
    readonly start: number,
    readonly end: number,
    private readonly place: MessagePlace | undefined,
  ) {}

  /** The message that fills a source, or a range of it. */
  static of(type: MessageType, source: Source, start = 0, end = source.bytes.length, place?: MessagePlace): Message {
    return new Message(type, source, start, end, place);
  }

  /** A message without fields. */
  static empty(type: MessageType): Message {
    const message = new Message(type, undefined, 0, 0, undefined);
    message.scanned = new FieldList([], true);
    return message;
  }

  /** Where the message is, such as `graph.node[3]`; empty for the outermost and for new ones. */
  get path(): string {
    if (!this.place) return '';
    const outer = this.place.parent.path;
    return outer ? `${outer}.${this.place.label}` : this.place.label;
  }

  /** Whether any byte differs from the source. */
  get changed(): boolean {
    return this.scanned?.changed ?? false;
  }

  /** All fields in order, unknown ones included. */
  get fields(): readonly Field[] {
    return this.list.all;
  }

  /** How often a field occurs; a packed field or a run of numbers counts once. */
  count(name: string): number {
    return this.find(name).length;
  }

  /** The last value of an integer field, or 0. */
  int(name: string): bigint {
    return this.ints(name).at(-1) ?? 0n;
  }

  /** All values of an integer field. */
  ints(name: string): bigint[] {
    const path = () => this.pathOf(name);
    return this.find(name).flatMap((field) => readInts(...this.numbersOf(field), path));
  }

  /** All values of a float or double field. */
  floats(name: string): number[] {
    const kind = this.known(name).kind as 'float' | 'double';
    const path = () => this.pathOf(name);
    return this.find(name).flatMap((field) => readFloats(...this.numbersOf(field), kind, path));
  }

  /** The bytes of every occurrence: views of the source, not copies. */
  allBytes(name: string): Uint8Array[] {
    return this.find(name).map((field) => this.bytesOf(field));
  }

  /** The bytes of the last occurrence, or none. */
  bytes(name: string): Uint8Array | undefined {
    const last = this.find(name).at(-1);
    return last && this.bytesOf(last);
  }

  /** The text of the last occurrence, or ''. Bytes that are no UTF-8 survive, see text.ts. */
  text(name: string): string {
    const bytes = this.bytes(name);
    return bytes ? decodeText(bytes) : '';
  }

  /** The texts of all occurrences. */
  texts(name: string): string[] {
    return this.allBytes(name).map(decodeText);
  }

  /** The messages of all occurrences; editing one edits this. */
  messages(name: string): Message[] {
    const { repeated } = this.known(name);
    return this.positions(name).map((at, i) => this.enter(at, repeated ? `${name}[${i}]` : name));
  }

  /** The only occurrence of a message field, if there is one. */
  message(name: string): Message | undefined {
    return this.messages(name).at(-1);
  }

  /** Sets a number, text, bytes or message: in place of the last occurrence, or behind all fields. */
  set(name: string, value: bigint | number | string | Uint8Array | Message): void {
    const field = this.encode(name, value);
    const at = this.fields.findLastIndex(({ number }) => number === field.number);
    this.splice(at < 0 ? this.fields.length : at, at < 0 ? 0 : 1, field);
  }

  /** Sets a repeated number, packed. Replaces all occurrences; none are left when there are no values. */
  setNumbers(name: string, values: readonly (bigint | number)[]): void {
    this.clear(name);
    if (values.length === 0) return;
    const { number, kind } = this.known(name);
    const content = encodeNumbers(kind as 'int' | 'float' | 'double', values);
    this.splice(this.fields.length, 0, { number, wire: WireType.LengthDelimited, content });
  }

  /** Sets repeated texts; only those that differ are written anew. */
  setTexts(name: string, values: readonly string[]): void {
    const old = this.texts(name);
    const positions = this.positions(name);
    for (const [i, value] of values.entries()) {
      if (i >= old.length) this.add(name, value);
      else if (value !== old[i]) this.splice(positions[i]!, 1, this.encode(name, value));
    }
    for (const at of positions.slice(values.length).reverse()) this.splice(at, 1);
  }

  /** Adds one more occurrence of a repeated field: before the `index`-th one, or behind the last. */
  add(name: string, value: string | Uint8Array | Message, index?: number): void {
    this.addAll(name, [value], index);
  }

  /** Adds occurrences of a repeated field, one behind the other: before the `index`-th one, or behind the last. */
  addAll(name: string, values: readonly (string | Uint8Array | Message)[], index = Number.POSITIVE_INFINITY): void {
    const positions = this.positions(name);
    const last = positions.at(-1);
    const at = positions[index] ?? (last === undefined ? this.fields.length : last + 1);
    const fields = values.map((value) => this.encode(name, value));
    if (fields.length > 0) this.list.splice(at, 0, fields);
  }

  /** Adds one more occurrence of a repeated field behind everything else. */
  append(name: string, value: Message): void {
    this.splice(this.fields.length, 0, this.encode(name, value));
  }

  /** Puts messages into the place of each occurrence of a message field; nothing changes where that is the message itself. */
  replaceEach(name: string, replacement: (message: Message) => readonly Message[]): void {
    const children = this.messages(name); // enters them all
    const { number } = this.known(name);
    const replacements = new Map(children.map((child) => [child, replacement(child)]));
    this.list.replaceEach((field) => {
      const child = field.number === number ? messageIn(field)! : undefined;
      if (!child) return [field];
      return replacements.get(child)!.map((message) => (message === child ? field : this.encode(name, message)));
    });
  }

  /** Takes one occurrence of a message field away. */
  remove(child: Message): void {
    const at = this.fields.findIndex((field) => messageIn(field) === child);
    if (at >= 0) this.splice(at, 1);
  }

  /** Takes all occurrences of a field away. */
  clear(name: string): void {
    for (const at of [...this.positions(name)].reverse()) this.splice(at, 1);
  }

  private get list(): FieldList {
    this.scanned ??= new FieldList(this.scan());
    return this.scanned;
  }

  private scan(): Field[] {
    const fields: Field[] = [];
    visitFields(
      this.source!,
      this.start,
      this.end,
      () => this.path,
      (field) => {
        if (fields.push(field) > MAX_FIELDS)
          throw new ModelFormatError(this.path, field.start, `at most ${MAX_FIELDS} fields in a message`, 'more');
      },
    );
    return fields;
  }

  private known(name: string): FieldType {
    const field = this.type.byName.get(name);
    if (!field) throw new Error(`${this.type.name} has no field ${name}`);
    return field;
  }

  private find(name: string): Field[] {
    const { fields } = this;
    return this.positions(name).map((at) => fields[at]!);
  }

  private positions(name: string): readonly number[] {
    return this.list.positions(this.known(name).number);
  }

  private pathOf(name: string): string {
    return this.path ? `${this.path}.${name}` : name;
  }

  private splice(at: number, remove: number, ...insert: Field[]): void {
    this.list.splice(at, remove, insert);
  }

  private bytesOf(field: Field): Uint8Array {
    if (!('content' in field)) return this.source!.bytes.subarray(field.body, field.end);
    return field.content as Uint8Array;
  }

  /** The field as a range to read numbers from: new numbers are a source of their own. */
  private numbersOf(field: Field): [Source, SourceField] {
    if (!('content' in field)) return [this.source!, field];
    return newNumbers(field);
  }

  private enter(at: number, label: string): Message {
    const field = this.fields[at]!;
    const entered = messageIn(field);
    if (entered) return entered;
    const { number, wire, start, body, end } = field as SourceField;
    const kind = this.type.byNumber.get(number)!.kind as MessageType;
    const child = Message.of(kind, this.source!, body, end, { parent: this, label });
    this.list.enter(at, { number, wire, start, body, end, child });
    return child;
  }

  private encode(name: string, value: bigint | number | string | Uint8Array | Message): NewField {
    const { number, kind } = this.known(name);
    if (typeof value === 'bigint' || typeof value === 'number') return numberField(number, kind, value);
    const content = typeof value === 'string' ? encodeText(value) : value;
    return { number, wire: WireType.LengthDelimited, content };
  }
}

/** New numbers as a source of their own; without a tag, as if packed. */
function newNumbers(field: NewField): [Source, SourceField] {
  const bytes = field.content as Uint8Array;
  const { number } = field;
  return [createSource(bytes), { number, wire: WireType.LengthDelimited, start: 0, body: 0, end: bytes.length }];
}

function numberField(number: number, kind: FieldKind, value: bigint | number): NewField {
  const simple = kind as 'int' | 'float' | 'double';
  return { number, wire: NUMBER_WIRE[simple], content: encodeNumber(simple, value) };
}
