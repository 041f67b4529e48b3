// native: Dropout nodes stay what they are, and onnxruntime drops with its own generator. What has to be so for that, and what it is not.
import { rangeError, UpgradeError } from '../errors.js';
import { checkGraph } from '../graph/check-graph.js';
import { type IndexedScope, indexModel } from '../graph/graph-index.js';
import { inferTypes } from '../graph/infer-types.js';
import { createNames } from '../graph/names.js';
import { describeDropout, trainingOf } from '../inspect/dropout-nodes.js';
import { BOOL } from '../model/element-type.js';
import type { Model } from '../model/model.js';
import { Node } from '../model/node.js';
import { parseModel } from '../model/parse-model.js';
import { Tensor } from '../model/tensor.js';
import { outermostOf } from '../upgrade/shared-constants.js';
import { upgradeModel } from '../upgrade/upgrade-model.js';
import { MASK_OPSET } from '../upgrade/upgrade-opset.js';
import { chunks } from '../wire/write.js';
import { chooseDropout } from './dropout-choice.js';
import { checkOptionsObject, type Edited, finish } from './edited.js';
import { nativeWarnings } from './native-warnings.js';
import type { SiteChoices } from './site-choice.js';

/** Choices of `native`. */
export interface NativeOptions {
  /** Which Dropout nodes, by their names, their outputs or patterns. Default: all. */
  readonly nodes?: SiteChoices;
}

/** A model whose own Dropout nodes drop. */
export interface NativeModel {
  readonly model: Uint8Array;
  /** What `InferenceSession.create` must be given; other options may stand beside it. */
  readonly sessionOptions: { readonly extra: { readonly optimization: { readonly disable_specified_optimizers: string } } };
  /** What to know before trusting the samples, in sentences. */
  readonly warnings: readonly string[];
}

/** The first opset in which a node can be told to drop. */
const TRAINING_OPSET = 12;

/**
 * Keeps native Dropout nodes and lets them drop: their `training_mode` becomes true where it is missing or false, and the options of the session
 * keep onnxruntime's optimizer from removing them. Masks are those of onnxruntime's own generator, so samples have no address; `activate` gives
 * core's masks instead.
 *
 * @param model the bytes of a .onnx file; not changed. Before opset 12 nodes cannot be told to drop, so it is upgraded to 18
 * @returns the bytes, or `model` itself where all nodes drop already, with the session's options and warnings
 * @throws UpgradeError for an older model that cannot be upgraded
 * @throws UnsupportedError when there is no Dropout node, RangeError when `nodes` means something else
 * @throws TypeError, ModelFormatError, GraphError or ModelSizeError for what is no sound model
 * @example
 * const { model, sessionOptions, warnings } = native(await readFile('model.onnx'));
 * const session = await InferenceSession.create(model, sessionOptions);
 */
export function native(model: Uint8Array, options: NativeOptions = {}): NativeModel {
  const edited = madeNative(model, options);
  return { model: finish(model, edited, {}), ...edited.report };
}

/** `native` before it is one array. */
export function madeNative(model: Uint8Array, options: NativeOptions): Edited<Omit<NativeModel, 'model'>> {
  checkOptionsObject('native', options);
  const unknown = Object.keys(options).find((key) => key !== 'nodes');
  if (unknown) throw rangeError('native', `options.${unknown}`, 'no such option', unknown);
  const parsed = parseModel('native', model);
  const scopes = indexModel(parsed);
  checkGraph(scopes);
  const chosen = chooseDropout('native', scopes, options.nodes);
  const places = chosen.map(({ scope, value }) => ({ scope: scopes.indexOf(scope), value }));
  const before = parsed.opsets.get('') ?? 1;
  if (scopes.some(({ opset }) => opset < TRAINING_OPSET)) upgrade(parsed);
  const upgraded = indexModel(parsed);
  switchOn(upgraded, nodesAt(upgraded, places));
  const opset = parsed.opsets.get('') ?? 1;
  const kept = nodesAt(indexModel(parsed), places);
  const types = inferTypes(kept.map(({ scope }) => scope));
  const warnings = nativeWarnings(
    kept.map(({ scope, node }) => describeDropout(scope, node, types)),
    opset === before ? undefined : { before, after: opset },
  );
  const sessionOptions = { extra: { optimization: { disable_specified_optimizers: 'EliminateDropout' } } };
  return { pieces: chunks(parsed.message), report: { sessionOptions, warnings } };
}

/** A Dropout node and where it is. */
interface Place {
  readonly scope: IndexedScope;
  readonly node: Node;
}

function nodesAt(
  scopes: readonly IndexedScope[],
  places: readonly { readonly scope: number; readonly value: string }[],
): Place[] {
  return places.map(({ scope, value }) => ({ scope: scopes[scope]!, node: scopes[scope]!.definitions.get(value)!.node! }));
}

function upgrade(model: Model): void {
  const problems = upgradeModel(model, MASK_OPSET);
  if (problems.length > 0) throw new UpgradeError(MASK_OPSET, problems);
}

/** One constant for the graph and its bodies, and one for each function: those see nothing else. */
function switchOn(scopes: readonly IndexedScope[], places: readonly Place[]): void {
  const names = createNames(scopes);
  const constants = new Map<IndexedScope, string>();
  for (const { scope, node } of places) {
    if (trainingOf(scope, node) !== 'off') continue;
    const outermost = outermostOf(scope);
    const name = constants.get(outermost) ?? names.fresh('training_mode');
    constants.set(outermost, name);
    const [data = '', ratio = ''] = node.inputs;
    node.inputs = [data, ratio, name];
  }
  for (const [{ scope }, name] of constants) scope.message.add('node', alwaysTrue(name).message, 0);
}

function alwaysTrue(name: string): Node {
  const value = { t: Tensor.create(BOOL, [], Uint8Array.of(1)) };
  return Node.create({ op: 'Constant', inputs: [], outputs: [name], attributes: { value } });
}
