// What an edit writes about itself into the model's metadata, one entry each: which values it put which dropout between, under which
// names, and how to undo it byte for byte.
import type { Model } from '../model/model.js';
import { METADATA } from '../model/schema.js';
import { Message } from '../wire/message.js';
import { chunks } from '../wire/write.js';
import { listSites, type RecordedSite, readSites } from './listed-sites.js';
import { undo, undoOf } from './undo.js';

export type { RecordedSite };

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

/** Whether one run of the model computes several samples: its sites are not where and what the other records say. */
export function isTiled(model: Model): boolean {
  return recordsOf(model).some(({ operation }) => operation === 'monteCarlo');
}

/** Adds the record of an edit, behind everything else, with what undoes it. */
export function addRecord(model: Model, original: Uint8Array, record: EditRecord): void {
  const numbers = entriesOf(model).map((message) => Number(KEY.exec(message.text('key'))![1]));
  const undoing = base64(undoOf(original, chunks(model.message)));
  const entry = Message.empty(METADATA);
  entry.set('key', `dropkit.edit.${Math.max(0, ...numbers) + 1}`);
  entry.set('value', JSON.stringify({ ...record, ...listSites(record.prefix, record.sites), undo: undoing }));
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
  const record = json(text) ?? {};
  const { operation, prefix, inputs, address } = record;
  if (!OPERATIONS.includes(operation) || typeof prefix !== 'string' || prefix === '') return undefined;
  if (!Array.isArray(inputs) || !inputs.every(isText) || (address !== undefined && !isAddress(address))) return undefined;
  const sites = readSites(prefix, record);
  return sites && { operation: operation as Operation, prefix, inputs, ...(address && { address }), sites };
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
