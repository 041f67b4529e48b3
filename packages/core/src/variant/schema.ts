// Config schemas: each is a JSON Schema as it is published, from which come the validation and the TypeScript type.
// The subset that configs need and no more; a general validator would be larger than all variants together.
import { rangeError, show, typeError } from '../errors.js';
import { type ConfigFields, fields } from './fields.js';

type Type = 'number' | 'integer' | 'string' | 'array' | 'null';

/** JSON Schema of one field. `description` is also what an error says was expected. */
export interface FieldSchema {
  readonly type: Type | readonly Type[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly items?: FieldSchema;
  readonly description: string;
}

type Field = keyof ConfigFields;

/** JSON Schema of one variant's config. */
export interface ObjectSchema<Name extends string = string, Required extends Field = Field, Optional extends Field = Field> {
  readonly type: 'object';
  readonly properties: { readonly variant: { readonly const: Name } & FieldSchema } & {
    readonly [K in Required | Optional]?: FieldSchema;
  };
  readonly required: readonly ('variant' | Required)[];
  readonly additionalProperties: false;
}

type Scalar<T> = T extends 'number' | 'integer' ? number : T extends 'null' ? null : never;

/** TypeScript type of a field's values. */
export type FieldValue<F> = F extends { enum: readonly (infer E)[] }
  ? E
  : F extends { items: infer I }
    ? readonly FieldValue<I>[]
    : F extends { type: readonly (infer T)[] }
      ? Scalar<T>
      : F extends { type: infer T }
        ? Scalar<T>
        : never;

/** TypeScript type of the configs that a schema accepts. */
export type ConfigOf<S> =
  S extends ObjectSchema<infer Name, infer Required, infer Optional>
    ? { readonly variant: Name } & Pick<ConfigFields, Required> & Partial<Pick<ConfigFields, Optional>>
    : never;

/** The schema of a variant: its name, the fields a config must have, and those it may have. */
export function variantSchema<Name extends string, Required extends Field, Optional extends Field = never>(
  name: Name,
  required: readonly Required[],
  optional: readonly Optional[] = [],
): ObjectSchema<Name, Required, Optional> {
  const own = Object.fromEntries([...required, ...optional].map((field) => [field, fields[field]]));
  return {
    type: 'object',
    properties: { variant: { type: 'string', const: name, description: `"${name}"` }, ...own },
    required: ['variant', ...required],
    additionalProperties: false,
  } as ObjectSchema<Name, Required, Optional>;
}

/** Checks an object's fields against a schema and returns a copy. Undefined is absent, as in JSON. */
export function parseObject(schema: ObjectSchema, json: object): object {
  const properties = schema.properties as { readonly [name: string]: FieldSchema };
  const entries = Object.entries(json).filter(([, value]) => value !== undefined);
  const missing = schema.required.find((name) => !entries.some(([given]) => given === name));
  if (missing) throw typeError('core', 'parseConfig', missing, properties[missing].description, undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (Object.hasOwn(properties, name)) return [name, parseField(name, properties[name], value)];
      throw typeError('core', 'parseConfig', name, `no field of this name beside ${Object.keys(properties).join(', ')}`, value);
    }),
  );
}

function parseField(path: string, schema: FieldSchema, value: unknown): unknown {
  if (![schema.type].flat().some((type) => hasType(value, type)))
    throw typeError('core', 'parseConfig', path, schema.description, value);
  if (!isInRange(schema, value)) throw rangeError('core', 'parseConfig', path, schema.description, show(value));
  return Array.isArray(value)
    ? Array.from(value, (item, i) => parseField(`${path}.${i}`, schema.items as FieldSchema, item))
    : value;
}

function hasType(value: unknown, type: Type): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  return typeof value === (type === 'string' ? 'string' : 'number');
}

function isInRange({ type, enum: names, minimum = -Infinity, maximum = Infinity }: FieldSchema, value: unknown): boolean {
  if (typeof value === 'string') return !names || names.includes(value);
  if (typeof value !== 'number') return true;
  return Number.isFinite(value) && value >= minimum && value <= maximum && (type === 'number' || Number.isSafeInteger(value));
}
