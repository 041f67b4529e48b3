// What an edit writes about itself into the model's metadata, one entry each: which values it put dropout between, under which names,
// and how to undo it byte for byte.
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
  /** The value that says what is kept, where nodes take it. */
  readonly mask?: string;
}

/** One edit. */
export interface EditRecord {
  readonly operation: 'insert' | 'activate';
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
  // sites as lists, since there can be many
  const sites = record.sites.map(({ input, output, stream, mask }) => [
    input,
    output,
    stream,
    ...(mask === undefined ? [] : [mask]),
  ]);
  entry.set('value', JSON.stringify({ ...record, sites, undo: undoing }));
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
  const record = json(text);
  const { operation, prefix, inputs, sites } = record ?? {};
  if ((operation !== 'insert' && operation !== 'activate') || typeof prefix !== 'string' || prefix === '') return undefined;
  if (!Array.isArray(inputs) || !inputs.every((name) => typeof name === 'string')) return undefined;
  if (!Array.isArray(sites) || !sites.every(isSite)) return undefined;
  return { ...(record as unknown as EditRecord), sites: sites.map(siteOf) };
}

type ListedSite = readonly [string, string, number, string?];

function isSite(site: unknown): site is ListedSite {
  if (!Array.isArray(site)) return false;
  const [input, output, stream, mask] = site as unknown[];
  const isNamed = typeof input === 'string' && typeof output === 'string' && typeof stream === 'number';
  return isNamed && (mask === undefined || typeof mask === 'string');
}

function siteOf([input, output, stream, mask]: ListedSite): RecordedSite {
  return { input, output, stream, ...(mask === undefined ? {} : { mask }) };
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
