// activate: native Dropout nodes become dropout that draws core's masks from a seed, which no optimizer takes out.
import { type DropoutConfig, parseConfig, UnsupportedError } from '@dropkit/core';
import { rangeError } from '../errors.js';
import { type IndexedScope, isInFunction } from '../graph/graph-index.js';
import { type Known, typeOf } from '../graph/infer-types.js';
import { ratioOf } from '../inspect/dropout-nodes.js';
import { elementTypeName } from '../model/element-type.js';
import type { Node } from '../model/node.js';
import { chunks } from '../wire/write.js';
import { isTaken, type Replacements, removeUnused, replaceNodes } from './bypass.js';
import { chooseDropout } from './dropout-choice.js';
import { type Edited, finish } from './edited.js';
import { checkOptions, type EditOptions } from './options.js';
import { prepare } from './prepare.js';
import type { EditReport } from './report.js';
import type { ChosenValue, SiteChoices } from './site-choice.js';
import { SiteWriter } from './site-writer.js';

/** Choices of `activate`; all have defaults. */
export interface ActivateOptions extends EditOptions {
  /** Which Dropout nodes, by their names, their outputs or patterns. Default: all. */
  readonly nodes?: SiteChoices;
  /** What takes their places. Default: element dropout with the node's own ratio. */
  readonly config?: DropoutConfig;
}

/**
 * Makes native Dropout nodes drop: each becomes nodes that draw core's mask at the address (seed, stream, step), whatever its `training_mode` said,
 * in the main graph and in bodies. Each has a stream of its own, from the name of its output. Masks that are used are true where elements
 * are kept.
 *
 * `strip` leaves no dropout, so that it gives the model without its native Dropout nodes, not the model that was given.
 *
 * A stored float32 ratio is read as the shortest decimal that rounds to it, so that 0.1 is 0.1 and draws the masks of p = 0.1.
 *
 * @param model the bytes of a .onnx file; not changed
 * @returns the bytes of a model with the inputs `seed` and `step` (the report says their names), or with masks as inputs
 * @throws UnsupportedError when there is no Dropout node, or one is in a function of the model
 * @throws RangeError when a ratio is computed at run time and `config` is not given
 * @throws TypeError, RangeError, UpgradeError, ModelFormatError, GraphError or ModelSizeError as `insert` does
 * @example
 * const sampled = activate(await readFile('model.onnx'));
 * // session.run({ ...feeds, seed: new Tensor('uint64', [42n], []), step: new Tensor('uint32', [0], []) })
 */
export function activate(model: Uint8Array, options: ActivateOptions = {}): Uint8Array {
  return finish(model, activated(model, options), options);
}

/** `activate` before it is one array. */
export function activated(bytes: Uint8Array, options: ActivateOptions): Edited<EditReport> {
  const { mode, streams, element } = checkOptions('activate', options, ['nodes', 'config']);
  const config = options.config && parseConfig(options.config);
  const prepared = prepare('activate', bytes, mode, (scopes) => chosenNodes(scopes, options.nodes));
  const writer = new SiteWriter('activate', prepared, streams);
  const replacements: Replacements = new Map();
  const parameters: [IndexedScope, string[]][] = [];
  for (const { scope, value } of writer.chosen) {
    const node = dropoutOf(scope, value);
    parameters.push([scope, node.inputs.slice(1)]);
    replacements.set(node, nodesFor(writer, scope, node, config, element));
  }
  const unused = removeUnused(writer.scopes, replacements, parameters);
  replaceNodes(writer.scopes, replacements);
  const report = { ...writer.finish(bytes), skipped: [], unusedInputs: unused };
  return { pieces: chunks(prepared.model.message), report };
}

/** The Dropout nodes that were asked for. */
function chosenNodes(scopes: readonly IndexedScope[], choices: SiteChoices | undefined): ChosenValue[] {
  const chosen = chooseDropout('activate', scopes, choices);
  const hidden = chosen.find(({ scope }) => isInFunction(scope));
  if (!hidden) return chosen;
  throw new UnsupportedError(
    `[@dropkit/onnx-export] activate: ${hidden.node!.message.path} is in a function of the model, which does not see seed and step. ` +
      'Inline functions first, or leave it out by options.nodes.',
  );
}

/** The node is the same after an upgrade: none puts another behind Dropout. */
function dropoutOf(scope: IndexedScope, value: string): Node {
  return scope.definitions.get(value)!.node!;
}

function nodesFor(
  writer: SiteWriter,
  scope: IndexedScope,
  node: Node,
  config: DropoutConfig | undefined,
  element: number,
): readonly Node[] {
  const [input] = node.inputs as [string];
  const [output, mask] = node.outputs as [string, string?];
  const known = typeOf(writer.types, scope, input);
  const site = {
    name: output,
    scope,
    config: config ?? ownConfig(scope, node),
    input,
    output,
    known: checked({ ...known, element: known.element || element }, node),
  };
  return writer.site(isTaken(writer.scopes, scope, mask) ? { ...site, mask: mask! } : site);
}

/** @throws RangeError when the ratio is no constant */
function ownConfig(scope: IndexedScope, node: Node): DropoutConfig {
  const ratio = ratioOf(scope, node);
  const advice = 'Say options.config.';
  if (ratio === null) throw rangeError('activate', `ratio of ${node.message.path}`, 'a constant', 'a computed value', advice);
  if (!(ratio >= 0 && ratio <= 1))
    throw rangeError('activate', `ratio of ${node.message.path}`, 'a number from 0 to 1', `${ratio}`, advice);
  return { variant: 'dropout', p: shortest(ratio) };
}

/** The shortest decimal that has the same float32; float64 values that are no float32 stay. */
function shortest(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const decimal = Number(value.toPrecision(digits));
    if (Math.fround(decimal) === value) return decimal;
  }
  return value;
}

function checked(known: Known, node: Node): Known {
  if (SiteWriter.typeOf(known) !== undefined) return known;
  const actual = known.element === 0 ? 'a type that the model does not tell' : elementTypeName(known.element);
  throw rangeError('activate', `data of ${node.message.path}`, 'float32, float64 or float16', actual, 'Say options.dtype.');
}
