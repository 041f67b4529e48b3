// strip: a model without dropout. What this package put in is undone byte for byte; then native Dropout nodes are taken out.
import { UnsupportedError } from '@dropkit/core';
import { checkGraph } from '../graph/check-graph.js';
import { indexModel } from '../graph/graph-index.js';
import { createNames } from '../graph/names.js';
import { DOMAIN_NAME } from '../mask-graph/local-function.js';
import type { Model } from '../model/model.js';
import { parseModel } from '../model/parse-model.js';
import { chunks } from '../wire/write.js';
import { replaceNodes } from './bypass.js';
import { checkOnlyReport, type Edited, finish, join, type ReportOptions } from './edited.js';
import { beforeLastEdit } from './record.js';
import { stripRecorded } from './strip-inserted.js';
import { type RemovedNode, stripNative } from './strip-native.js';

/** What `strip` did. */
export interface StripReport {
  /** Edits of this package that were undone to the byte. */
  readonly undone: number;
  /** Edits of this package that were taken out by their names, since another tool wrote the file in between: its opset stays as it is. */
  readonly takenOut: number;
  /** Native Dropout nodes that were taken out. */
  readonly removed: readonly RemovedNode[];
  /** Inputs of the model that nothing takes any more, such as a training_mode. They stay, since callers feed them. */
  readonly unusedInputs: readonly string[];
}

/** Choices of `strip`. */
export type StripOptions = ReportOptions<StripReport>;

/**
 * Takes all dropout out of a model, in bodies and functions too. Edits of this package are undone byte for byte, so that after
 * `insert` into a model without native Dropout nodes the bytes are those of the original. Native nodes go too, with the constants that only
 * they used, also those that `activate` had changed: `strip(activate(model))` is `strip(model)`, not `model`. Outputs of graphs keep their names,
 * masks that are used become all true.
 *
 * @param model the bytes of a .onnx file; not changed
 * @returns the bytes without dropout, or `model` itself when it has none
 * @throws TypeError when `model` is no Uint8Array, or RangeError for an unknown option
 * @throws UnsupportedError for fused dropout of com.microsoft, used masks before opset 10, and dropout of this package without its record
 * @throws ModelFormatError, GraphError or ModelSizeError for what is no sound model
 * @example
 * const clean = strip(model, { onReport: ({ removed }) => console.log(`${removed.length} Dropout nodes are gone`) });
 */
export function strip(model: Uint8Array, options: StripOptions = {}): Uint8Array {
  checkOnlyReport('strip', options);
  const { bytes, undone } = undoEdits(model);
  const { pieces, report } = stripRest(bytes, undone);
  return finish(model, { pieces, report }, options);
}

/**
 * Undoes edits of this package, the last one first.
 *
 * @param joined makes one array of the pieces of a file, which are views of the array before
 * @param follow is called with each model before its last edit is undone
 */
export function undoEdits(
  model: Uint8Array,
  joined: (pieces: readonly Uint8Array[], model: Uint8Array) => Uint8Array = join,
  follow?: (model: Model) => void,
): { bytes: Uint8Array; undone: number } {
  let bytes = model;
  for (let undone = 0; ; undone++) {
    const parsed = parseModel('strip', bytes);
    const before = beforeLastEdit(parsed);
    if (!before) return { bytes, undone };
    follow?.(parsed);
    bytes = joined(before, bytes);
  }
}

/** What happens while edits are taken out. */
export interface StripSteps {
  readonly operation: string;
  /** Is called with the model before its last edit is taken out. */
  readonly follow: (model: Model) => void;
  /** Is called with the model without edits, before native Dropout goes. */
  readonly between: (model: Model) => void;
}

/** Takes out what is no undone edit. */
export function stripRest(bytes: Uint8Array, undone: number, steps?: StripSteps): Edited<StripReport> {
  const { operation = 'strip', follow, between } = steps ?? {};
  const parsed = parseModel(operation, bytes);
  const given = indexModel(parsed);
  checkGraph(given);
  const takenOut = stripRecorded(parsed, follow);
  checkNothingLeft(operation, parsed);
  between?.(parsed);
  const scopes = parsed.message.changed ? indexModel(parsed) : given;
  const { replacements, ...found } = stripNative(operation, scopes, createNames(scopes));
  replaceNodes(scopes, replacements);
  if (parsed.message.changed) checkGraph(indexModel(parsed));
  return { pieces: chunks(parsed.message), report: { undone, takenOut, ...found } };
}

function checkNothingLeft(operation: string, { functions }: Model): void {
  if (!functions.some(({ message }) => message.text('domain') === DOMAIN_NAME)) return;
  throw new UnsupportedError(
    `[@dropkit/onnx-export] ${operation}: the model has dropout of this package without the record of its sites, which insert and activate ` +
      'leave in the metadata. Take the model that dropout was put into.',
  );
}
