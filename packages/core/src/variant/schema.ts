// Config schemas: the JSON Schemas of the fields and a variant's list of fields, from which come the published schema, the validation and
// the TypeScript type. The subset that configs need and no more; a general validator would be larger than all variants together.
import { checkValue, typeError } from '../errors.js';
import { type ConfigFields, fields } from './fields.js';

type Type = 'number' | 'integer' | 'string' | 'array' | 'null';

/** JSON Schema of one field. `description` is also what an error says was expected. */
export interface FieldSchema {
  readonly type: Type | readonly Type[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  readonly items?: FieldSchema;
  readonly description: string;
}

type Field = keyof ConfigFields;

/** What configs of one variant hold beside its name: the fields they must have and those they may have. */
export interface VariantFields<Name extends string = string, Required extends Field = Field, Optional extends Field = Field> {
  readonly variant: Name;
  readonly required: readonly Required[];
  readonly optional: readonly Optional[];
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

/** TypeScript type of the configs of a variant. */
export type ConfigOf<V> =
  V extends VariantFields<infer Name, infer Required, infer Optional>
    ? { readonly variant: Name } & Pick<ConfigFields, Required> & Partial<Pick<ConfigFields, Optional>>
    : never;

/** Lists the fields of a variant, so that their names are checked and the config's type can be inferred. */
export function variantFields<Name extends string, Required extends Field, Optional extends Field = never>(
  variant: Name,
  required: readonly Required[],
  optional: readonly Optional[] = [],
): VariantFields<Name, Required, Optional> {
  return { variant, required, optional };
}

/** JSON Schema of a variant's configs, a copy of its own. */
export function objectSchema({ variant, required, optional }: VariantFields): object {
  const own = Object.fromEntries([...required, ...optional].map((name) => [name, structuredClone(fields[name])]));
  return {
    type: 'object',
    properties: { variant: { type: 'string', const: variant, description: `"${variant}"` }, ...own },
    required: ['variant', ...required],
    additionalProperties: false,
  };
}

/** Checks an object's fields and returns a copy. Undefined is absent, as in JSON. */
export function parseFields({ required, optional }: VariantFields, json: object): object {
  const names: readonly string[] = ['variant', ...required, ...optional];
  const given = Object.entries(json).filter(([, value]) => value !== undefined);
  const config = Object.fromEntries(
    given.map(([name, value]) => {
      if (!names.includes(name))
        throw typeError('core', 'parseConfig', name, `no field of this name beside ${names.join(', ')}`, value);
      return [name, name === 'variant' ? value : parseField(name, fields[name as Field], value)];
    }),
  );
  for (const name of required) if (!(name in config)) parseField(name, fields[name], undefined);
  return config;
}

/** Checks a value, and the items of an array. Type lists are alternatives. */
function parseField(path: string, schema: FieldSchema, value: unknown): unknown {
  const { type, items, description } = schema;
  const hasType = [type].flat().some((one) => isOf(one, value));
  checkValue(hasType, isInRange(schema, value), 'core', 'parseConfig', path, description, value);
  return Array.isArray(value) ? Array.from(value, (item, i) => parseField(`${path}.${i}`, items!, item)) : value;
}

function isOf(type: Type, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  return typeof value === (type === 'integer' ? 'number' : type);
}

function isInRange({ type, enum: names, minimum = -Infinity, maximum = Infinity }: FieldSchema, value: unknown): boolean {
  if (names) return names.includes(value as string);
  if (typeof value !== 'number') return true;
  return value >= minimum && value <= maximum && (type === 'number' ? Number.isFinite(value) : Number.isSafeInteger(value));
}
