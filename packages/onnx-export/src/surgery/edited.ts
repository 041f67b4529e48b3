// An edit's result before it is one array: files of gigabytes are written piece by piece, most of them views of what was read.
import { checkObject } from '@dropkit/core';
import { ModelSizeError, rangeError, typeError } from '../errors.js';
import { MAX_BYTES } from '../wire/source.js';

/** What an edit gives. */
export interface Edited<R> {
  /** To be written one after another; views of the bytes that were given, which must stay as they are until then. */
  readonly pieces: Iterable<Uint8Array>;
  readonly report: R;
}

/** How callers learn what was done. */
export interface ReportOptions<R> {
  /** Is called once with plain data about what was done, before the bytes are returned. */
  readonly onReport?: (report: R) => void;
}

/** The bytes of the edited model: `original` itself when nothing changed, else a new array. */
export function finish<R>(original: Uint8Array, { pieces, report }: Edited<R>, { onReport }: ReportOptions<R>): Uint8Array {
  const list = [...pieces];
  const bytes = list.length === 1 && isAllOf(original, list[0]!) ? original : join(list);
  onReport?.(report);
  return bytes;
}

/** @throws TypeError for an onReport that cannot be called, before anything is done */
export function checkReport<R>(operation: string, { onReport }: ReportOptions<R>): void {
  if (onReport === undefined || typeof onReport === 'function') return;
  throw typeError(operation, 'options.onReport', 'a function', onReport);
}

/** @throws TypeError for what is no object, or a list */
export function checkOptionsObject(operation: string, options: object): void {
  if (Array.isArray(options)) throw typeError(operation, 'options', 'an object', options);
  checkObject('onnx-export', operation, 'options', 'an object', options);
}

/** @throws TypeError or RangeError for options that are none, where onReport is the only one */
export function checkOnlyReport<R>(operation: string, options: ReportOptions<R>): void {
  checkOptionsObject(operation, options);
  const unknown = Object.keys(options).find((key) => key !== 'onReport');
  if (unknown) throw rangeError(operation, `options.${unknown}`, 'no such option', unknown);
  checkReport(operation, options);
}

/** One array of all pieces. */
export function join(pieces: readonly Uint8Array[]): Uint8Array {
  const size = pieces.reduce((sum, { length }) => sum + length, 0);
  if (size > MAX_BYTES) throw new ModelSizeError('write', size);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function isAllOf(original: Uint8Array, piece: Uint8Array): boolean {
  return piece.buffer === original.buffer && piece.byteOffset === original.byteOffset && piece.length === original.length;
}
