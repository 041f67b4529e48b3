// A user's model brought to what masks need: the opset of their operators, and an IR version that has functions.
import { UnsupportedError } from '@dropkit/core';
import { rangeError, UpgradeError, type UpgradeProblem } from '../errors.js';
import { checkGraph } from '../graph/check-graph.js';
import { type IndexedScope, indexModel } from '../graph/graph-index.js';
import { LEAST_IR } from '../mask-graph/local-function.js';
import type { Model } from '../model/model.js';
import { parseModel } from '../model/parse-model.js';
import { upgradeModel } from '../upgrade/upgrade-model.js';
import { MASK_OPSET } from '../upgrade/upgrade-opset.js';
import { isTiled } from './record.js';
import type { ChosenValue } from './site-choice.js';

/** How masks come into the graph: drawn in it, or as inputs: packed words as core's backends give them, or booleans in mask shape. */
export type MaskMode = 'rng' | 'packedMask' | 'boolMask';

/** A mode, or `auto`: rng, and boolMask where the opset of the model cannot be upgraded. */
export type ModeChoice = 'auto' | MaskMode;

/** What onnxruntime can load and the nodes of masks are known for. */
const NEWEST = 26;

/** A model to put masks into. */
export interface Prepared {
  readonly model: Model;
  readonly mode: MaskMode;
  readonly opset: number;
  /** What the model was before. */
  readonly before: { readonly opset: number; readonly irVersion: number };
  /** Why the opset is still what it was; only with mode boolMask. */
  readonly problems: readonly UpgradeProblem[];
  /** The paths of all scopes before the upgrade, which may shift nodes; scopes stay in their order. */
  readonly paths: readonly string[];
  /** The values that were chosen before the upgrade, which may put other nodes behind those that computed them; scopes by their number. */
  readonly chosen: readonly { readonly scope: number; readonly value: string; readonly isNamed: boolean }[];
}

/** Chooses values of a model as the caller knows it. */
export type Choose = (scopes: readonly IndexedScope[]) => readonly ChosenValue[];

/**
 * Upgrades a model of its own where that is needed and can be done.
 *
 * @throws UnsupportedError for a model that computes several samples
 * @throws UpgradeError when the mode needs a newer opset that cannot be had
 */
export function prepare(operation: string, bytes: Uint8Array, choice: ModeChoice, choose: Choose): Prepared {
  const parsed = parseModel(operation, bytes);
  if (isTiled(parsed))
    throw new UnsupportedError(
      `[@dropkit/onnx-export] ${operation}: the model computes several samples in one run. Take the model that it was made of, and call monteCarlo behind.`,
    );
  const scopes = indexModel(parsed);
  checkGraph(scopes);
  const chosen = choose(scopes).map(({ scope, value, isNamed }) => ({ scope: scopes.indexOf(scope), value, isNamed }));
  const paths = scopes.map(({ path }) => path);
  const before = { opset: parsed.opsets.get('') ?? 1, irVersion: parsed.irVersion };
  if (before.opset > NEWEST) throw rangeError(operation, 'model', `opset ${NEWEST} or older`, `${before.opset}`);
  const problems = upgradeModel(parsed, MASK_OPSET);
  const isOld = problems.length > 0;
  if (isOld && choice !== 'auto' && choice !== 'boolMask') throw new UpgradeError(MASK_OPSET, problems);
  const model = isOld ? parseModel(operation, bytes) : parsed; // an upgrade that failed is half done
  raiseIr(model);
  const mode = choice === 'auto' ? (isOld ? 'boolMask' : 'rng') : choice;
  return { model, mode, opset: model.opsets.get('') ?? 1, before, problems, paths, chosen };
}

/** Until version 3 stored tensors had to be inputs too; from 4 on that would let callers replace them, and keeps them from being folded. */
function raiseIr({ message, graph, irVersion }: Model): void {
  if (irVersion >= LEAST_IR) return;
  message.set('ir_version', LEAST_IR);
  if (irVersion >= 4) return;
  const stored = new Set(graph.initializers.map(({ name }) => name));
  graph.message.replaceEach('input', (info) => (stored.has(info.text('name')) ? [] : [info]));
}

/** The operators that a site with a boolean mask consists of, and the opset from which on each means what it means here. */
const OLD_ENOUGH: Readonly<Record<string, number>> = {
  Add: 7,
  Cast: 9,
  Expand: 8,
  Identity: 1,
  Mul: 7,
  Not: 1,
  Reshape: 5,
  Shape: 1,
  Where: 9,
};

/** Whether an operator can be put into a model that was not upgraded. */
export function isKnownAt(op: string, opset: number): boolean {
  return (OLD_ENOUGH[op] ?? MASK_OPSET) <= opset;
}
