// What the wire layer has to know of a message: which field numbers mean what. Numbers that are not listed are unknown fields,
// which are kept as they are.

/** How a field is written. `int` stands for every varint type that ONNX has: int32, int64, uint64 and enums. */
export type FieldKind = 'int' | 'float' | 'double' | 'bytes' | MessageType;

/** One field of a message type. */
export interface FieldType {
  readonly number: number;
  readonly name: string;
  readonly kind: FieldKind;
  readonly repeated: boolean;
}

/** A message type; `fields` is complete after `defineFields`, since types contain each other. */
export interface MessageType {
  readonly name: string;
  readonly byNumber: Map<number, FieldType>;
  readonly byName: Map<string, FieldType>;
}

/** A message type without fields yet. */
export function messageType(name: string): MessageType {
  return { name, byNumber: new Map(), byName: new Map() };
}

/** Adds one field per entry: name, number, kind; a name that ends with `[]` is repeated. */
export function defineFields(type: MessageType, fields: readonly (readonly [string, number, FieldKind])[]): void {
  for (const [text, number, kind] of fields) {
    const field = { number, name: text.replace('[]', ''), kind, repeated: text.endsWith('[]') };
    type.byNumber.set(number, field);
    type.byName.set(field.name, field);
  }
}
