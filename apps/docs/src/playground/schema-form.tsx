// A form made from a JSON Schema of the kind that core publishes: one object of several kinds, told apart by a field. A new variant or
// field of core appears here by itself.
import type { Draft } from './state.js';

interface FieldSchema {
  readonly type: string | readonly string[];
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description: string;
}

interface KindSchema {
  readonly properties: Readonly<Record<string, FieldSchema>>;
  readonly required: readonly string[];
}

/** The part of the published schemas that the form reads. */
export interface ObjectSchema {
  readonly oneOf: readonly KindSchema[];
}

interface Props {
  readonly schema: ObjectSchema;
  /** The field that tells the kind. */
  readonly kind: string;
  readonly value: Draft;
  /** A draft of the kind that was chosen. */
  readonly start: (kind: string) => Draft;
  readonly onChange: (value: Draft) => void;
  /** Fields that something else decides. */
  readonly fixed?: Readonly<Record<string, string>>;
}

/** Names of the kinds of a schema. */
function kindsOf({ oneOf }: ObjectSchema, kind: string): string[] {
  return oneOf.map(({ properties }) => properties[kind].const as string);
}

/** One input for each field of the chosen kind. */
export function SchemaForm({ schema, kind, value, start, onChange, fixed = {} }: Props) {
  const chosen = schema.oneOf.find(({ properties }) => properties[kind].const === value[kind]);
  const fields = Object.entries(chosen?.properties ?? {}).filter(([name]) => name !== kind);
  const set = (name: string, field: unknown) => {
    const { [name]: _, ...others } = value;
    onChange(field === undefined ? others : { ...others, [name]: field });
  };
  return (
    <>
      <label>
        {kind}
        <select value={String(value[kind])} onChange={(event) => onChange(start(event.currentTarget.value))}>
          {kindsOf(schema, kind).map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      {fields.map(([name, field]) => (
        <Field
          key={`${value[kind]}.${name}`}
          name={name}
          schema={field}
          required={chosen?.required.includes(name) ?? false}
          value={value[name]}
          fixed={fixed[name]}
          onChange={(next) => set(name, next)}
        />
      ))}
    </>
  );
}

interface FieldProps {
  readonly name: string;
  readonly schema: FieldSchema;
  readonly required: boolean;
  readonly value: unknown;
  readonly fixed?: string;
  readonly onChange: (value: unknown) => void;
}

function Field({ name, schema, required, value, fixed, onChange }: FieldProps) {
  if (fixed !== undefined) {
    return (
      <label>
        {name}
        <output>{fixed}</output>
      </label>
    );
  }
  if (schema.enum) {
    return (
      <label>
        {name}
        <select value={String(value ?? '')} onChange={(event) => onChange(event.currentTarget.value || undefined)}>
          {!required && <option value="">default</option>}
          {schema.enum.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      </label>
    );
  }
  return schema.type === 'number' && schema.maximum === 1 ? (
    <Slider name={name} value={value} required={required} description={schema.description} onChange={onChange} />
  ) : (
    <Text name={name} value={value} required={required} description={schema.description} onChange={onChange} />
  );
}

type InputProps = Omit<FieldProps, 'schema' | 'fixed'> & { readonly description: string };

/** A number in [0, 1]: by hand or by keyboard. */
function Slider({ name, value, onChange }: InputProps) {
  const change = (event: { currentTarget: HTMLInputElement }) => onChange(readValue(event.currentTarget.value));
  return (
    <label>
      {name}
      <span class="slider">
        <input type="range" min="0" max="1" step="0.01" value={Number(value)} onInput={change} />
        <input
          type="number"
          min="0"
          max="1"
          step="any"
          value={String(value ?? '')}
          onInput={change}
          aria-label={`${name}, exactly`}
        />
      </span>
    </label>
  );
}

/** Anything else, as JSON; brackets of an array may be left out. */
function Text({ name, value, required, description, onChange }: InputProps) {
  const text =
    value === undefined ? '' : Array.isArray(value) ? value.map((item) => JSON.stringify(item)).join(', ') : String(value);
  return (
    <label title={description}>
      {name}
      <input
        type="text"
        autocomplete="off"
        defaultValue={text}
        placeholder={required ? '' : 'default'}
        onChange={(event) => onChange(readValue(event.currentTarget.value))}
      />
    </label>
  );
}

/** What somebody typed; what is no JSON stays text, so that core can say what it expected. */
function readValue(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  try {
    return JSON.parse(trimmed.includes(',') && !trimmed.startsWith('[') ? `[${trimmed}]` : trimmed);
  } catch {
    return trimmed;
  }
}
