// What an edit writes about itself into the model's metadata, one entry each: which values it put which dropout between, under which
// names, and how to undo it byte for byte.
import { type DropoutConfig, parseConfig } from '@dropkit/core';
import { FLOAT } from '../model/element-type.js';
import type { Model } from '../model/model.js';
import { METADATA } from '../model/schema.js';
import { Message } from '../wire/message.js';
import { chunks } from '../wire/write.js';
import { undo, undoOf } from './undo.js';

/** One site: `output` is `input` after dropout. */
export interface RecordedSite {
  readonly input: string;
  readonly output: string;
  readonly stream: number;
  readonly config: DropoutConfig;
  /** Number of the element type; absent: that of float32. */
  readonly element?: number;
  /** Where it is, as `SiteReport` has it. */
  readonly scope: string;
  /** The value that says what is kept, where nodes take it. */
  readonly mask?: string;
}

/** What wrote a record. */
type Operation = 'insert' | 'activate' | 'monteCarlo';

/** One edit. */
export interface EditRecord {
  readonly operation: Operation;
  /** Starts all names that the edit made, other than those of graph inputs. */
  readonly prefix: string;
  /** Graph inputs that the edit needs, whether it brought them or found them. */
  readonly inputs: readonly string[];
  /** Where the address is, in models that draw. */
  readonly address?: { readonly seed: string; readonly step: string };
  readonly sites: readonly RecordedSite[];
}

/** A record in a model. */
export interface FoundRecord extends EditRecord {
  readonly message: Message;
}

const OPERATIONS: readonly unknown[] = ['insert', 'activate', 'monteCarlo'] satisfies Operation[];
const KEY = /^dropkit\.edit\.(\d+)$/;

/** The edits of a model, oldest first. Entries that are damaged or of another version are not among them. */
export function recordsOf(model: Model): FoundRecord[] {
  return entriesOf(model).flatMap((message) => {
    const record = parse(message.text('value'));
    return record ? [{ ...record, message }] : [];
  });
}

/** Adds the record of an edit, behind everything else, with what undoes it. */
export function addRecord(model: Model, original: Uint8Array, record: EditRecord): void {
  const numbers = entriesOf(model).map((message) => Number(KEY.exec(message.text('key'))![1]));
  const undoing = base64(undoOf(original, chunks(model.message)));
  const entry = Message.empty(METADATA);
  entry.set('key', `dropkit.edit.${Math.max(0, ...numbers) + 1}`);
  entry.set('value', JSON.stringify({ ...record, ...listed(record.sites), undo: undoing }));
  model.message.append('metadata_props', entry);
}

/** The file before its last edit, in pieces; undefined when there was none, or when the file was written anew since. */
export function beforeLastEdit(model: Model): Uint8Array[] | undefined {
  const { message } = model;
  const entry = entriesOf(model).at(-1);
  const last = message.fields.at(-1);
  if (!entry || !last || !('child' in last) || last.child !== entry) return undefined;
  const undoing = bytesOf(json(entry.text('value'))?.undo);
  return undoing && undo(message.source!.bytes.subarray(0, last.start), undoing);
}

function entriesOf({ message }: Model): Message[] {
  return message.messages('metadata_props').filter((entry) => KEY.test(entry.text('key')));
}

function parse(text: string): EditRecord | undefined {
  const { operation, prefix, inputs, address, sites, configs } = json(text) ?? {};
  if (!OPERATIONS.includes(operation) || typeof prefix !== 'string' || prefix === '' || !isList(inputs, isText)) return undefined;
  if (address !== undefined && !isAddress(address)) return undefined;
  const known = isList(configs, () => true) ? configs.map(configOf) : [];
  const read = isList(sites, () => true) ? sites.map((site) => siteOf(site, known)) : [undefined];
  if (!isList(read, (site) => site !== undefined)) return undefined;
  const where = address === undefined ? {} : { address };
  return { operation: operation as Operation, prefix, inputs, ...where, sites: read as RecordedSite[] };
}

/** Sites as lists, since there can be many: input, output, stream, then what is not the first config, not float32, not in the graph, and a mask. */
function listed(sites: readonly RecordedSite[]): { configs: DropoutConfig[]; sites: unknown[] } {
  const configs = new Map(sites.map(({ config }) => [JSON.stringify(config), config]));
  const numbers = new Map([...configs.keys()].map((key, i) => [key, i]));
  const lists = sites.map(({ input, output, stream, config, element = FLOAT, scope, mask = '' }) => {
    const rest = [numbers.get(JSON.stringify(config)), element === FLOAT ? 0 : element, scope === 'graph' ? '' : scope, mask];
    while (rest.length > 0 && !rest.at(-1)) rest.pop();
    return [input, output, stream, ...rest];
  });
  return { configs: [...configs.values()], sites: lists };
}

function siteOf(listed: unknown, configs: readonly (DropoutConfig | undefined)[]): RecordedSite | undefined {
  if (!Array.isArray(listed)) return undefined;
  const [input, output, stream, number = 0, element = 0, scope = '', mask = ''] = listed as unknown[];
  const config = typeof number === 'number' ? configs[number] : undefined;
  if (!config || typeof stream !== 'number' || typeof element !== 'number' || !isList([input, output, scope, mask], isText))
    return undefined;
  const place = { input: input as string, output: output as string, scope: (scope as string) || 'graph' };
  return { ...place, stream, config, ...(element === 0 ? {} : { element }), ...(mask === '' ? {} : { mask: mask as string }) };
}

function configOf(json: unknown): DropoutConfig | undefined {
  try {
    return parseConfig(json);
  } catch {
    return undefined;
  }
}

function isList<T>(value: unknown, isOne: (entry: unknown) => entry is T): value is T[];
function isList(value: unknown, isOne: (entry: unknown) => boolean): value is unknown[];
function isList(value: unknown, isOne: (entry: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isAddress(value: unknown): value is { seed: string; step: string } {
  const { seed, step } = (value ?? {}) as Partial<Record<string, unknown>>;
  return isText(seed) && isText(step);
}

function json(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function bytesOf(text: unknown): Uint8Array | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}
