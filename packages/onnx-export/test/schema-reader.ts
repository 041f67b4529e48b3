// A file as an independent, schema-based reader has it (onnx-buf), and the same as this package's lazy layer has it, as one plain form
// to compare: every field that the schema of this package knows, by name, in order.
import { type Message as AnyMessage, type DescMessage, fromBinary } from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import { ModelProtoSchema } from 'onnx-buf';
import type { Message } from '../src/wire/message.js';
import type { FieldType } from '../src/wire/schema-type.js';

/** Field names with values; numbers and bytes are as text, so that NaN payloads and big integers compare. */
export type Plain = { [name: string]: unknown[] };

/** What the lazy layer reads. Empty and zero values are left out, as proto3 readers cannot tell them from missing ones. */
export function plainOf(message: Message): Plain {
  const entries = [...message.type.byName.values()].map((field) => [field.name, valuesOf(message, field)] as const);
  return Object.fromEntries(entries.filter(([, values]) => values.length > 0));
}

function valuesOf(message: Message, { name, kind, repeated }: FieldType): unknown[] {
  if (typeof kind !== 'string') return message.messages(name).map(plainOf);
  const all = kind === 'bytes' ? message.allBytes(name).map(hex) : kind === 'int' ? message.ints(name) : message.floats(name);
  const texts = all.map(String);
  return repeated ? texts : texts.slice(-1).filter((text) => text !== '' && text !== '0');
}

/** What onnx-buf reads, with the fields that the lazy layer's schema has. */
export function plainBySchema(bytes: Uint8Array, like: Message): Plain {
  return plainMessage(ModelProtoSchema, fromBinary(ModelProtoSchema, bytes), like);
}

function plainMessage(schema: DescMessage, message: AnyMessage, like: Message): Plain {
  return plainFields(schema, message, like.type.byName);
}

function plainFields(schema: DescMessage, message: AnyMessage, known: ReadonlyMap<string, FieldType>): Plain {
  const view = reflect(schema, message);
  const plain: Plain = {};
  for (const field of schema.fields) {
    const ours = known.get(field.name);
    if (!ours) continue;
    if (ours.number !== field.number) throw new Error(`${schema.name}.${field.name} is ${field.number}`);
    if (field.fieldKind !== 'list' && !view.isSet(field)) continue;
    const got: unknown = view.get(field);
    const items: unknown[] = field.fieldKind === 'list' ? [...(got as Iterable<unknown>)] : [got];
    const values = items.map((item) => plainItem(item, ours, field.message));
    const kept = field.fieldKind === 'list' ? values : values.filter((one) => one !== '' && one !== '0');
    if (kept.length > 0) plain[field.name] = kept;
  }
  return plain;
}

function plainItem(item: unknown, { kind }: FieldType, schema: DescMessage | undefined): unknown {
  if (typeof kind !== 'string') return plainFields(schema!, (item as { message: AnyMessage }).message, kind.byName);
  if (item instanceof Uint8Array) return hex(item);
  return kind === 'bytes' ? hex(new TextEncoder().encode(item as string)) : String(item);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}
