// inspect: what a model is, what its Dropout nodes become, and where dropout could go, as plain data.
import type { UpgradeProblem } from '../errors.js';
import { checkGraph } from '../graph/check-graph.js';
import { type IndexedScope, indexModel, isInFunction } from '../graph/graph-index.js';
import { inferTypes, type KnownTypes } from '../graph/infer-types.js';
import { elementTypeName } from '../model/element-type.js';
import type { Model } from '../model/model.js';
import { parseModel } from '../model/parse-model.js';
import type { Tensor } from '../model/tensor.js';
import { type Dimension, declaredType } from '../model/value-info.js';
import { isTiled } from '../surgery/record.js';
import { takenPlaces } from '../surgery/taken-places.js';
import { type KnownModel, upgradeModel } from '../upgrade/upgrade-model.js';
import { MASK_OPSET } from '../upgrade/upgrade-opset.js';
import { type CandidateSite, candidateSites } from './candidate-sites.js';
import { type DropoutNode, dropoutNodes } from './dropout-nodes.js';

/** An input or output of the model. */
export interface ValueDescription {
  readonly name: string;
  /** Such as `tensor` or `sequence`. */
  readonly kind: string;
  /** numpy's word for the element type of a tensor. */
  readonly elementType: string;
  /** A name stands for a size that the caller chooses, null for one that is not declared; null for a rank that is not declared. */
  readonly shape: readonly Dimension[] | null;
}

/** A tensor whose values are in another file. */
export interface ExternalTensor {
  readonly tensor: string;
  readonly scope: string;
  /** Relative to the folder of the model. */
  readonly location: string;
  /** In bytes; null when the file does not say. */
  readonly offset: number | null;
  readonly length: number | null;
}

/** What masks that are drawn in the graph need. */
export interface MaskRequirements {
  /** The opset of their operators: BitwiseAnd, BitwiseOr and BitwiseXor are of opset 18. */
  readonly opset: number;
  /** Whether `upgradeOpset` has to come first. */
  readonly needsUpgrade: boolean;
  /** What `upgradeOpset` cannot do; when there is anything, masks have to come in as inputs. */
  readonly problems: readonly UpgradeProblem[];
}

/** All that `inspect` finds. Plain data: it can be written as JSON. */
export interface Inspection {
  readonly irVersion: number;
  readonly producer: { readonly name: string; readonly version: string };
  /** Versions by domain; `ai.onnx` stands for ONNX's own operators. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly inputs: readonly ValueDescription[];
  readonly outputs: readonly ValueDescription[];
  /** How often each operator occurs, bodies and functions included; those of other domains as `domain.Op`. */
  readonly operators: Readonly<Record<string, number>>;
  /** The model's own functions, as `domain.name`. */
  readonly functions: readonly string[];
  /** Stored tensors of all graphs, and the elements in them. */
  readonly initializers: { readonly count: number; readonly elements: number };
  readonly externalData: readonly ExternalTensor[];
  readonly dropout: readonly DropoutNode[];
  /**
   * None in functions of the model, where nothing can be inserted, none where dropout of this package already is, and none in a model that
   * computes several samples in one run.
   */
  readonly sites: readonly CandidateSite[];
  readonly masks: MaskRequirements;
}

/**
 * Says what a model is made of, what onnxruntime makes of its Dropout nodes, and where dropout could be inserted.
 *
 * @param model the bytes of a .onnx file; not changed
 * @throws TypeError when it is no Uint8Array
 * @throws ModelFormatError, GraphError or ModelSizeError for what is no sound model
 * @example
 * const { dropout } = inspect(await readFile('model.onnx'));
 * const lost = dropout.filter(({ fate }) => fate === 'removed'); // would be the identity without a word
 */
export function inspect(model: Uint8Array): Inspection {
  const parsed = parseModel('inspect', model);
  const scopes = indexModel(parsed);
  checkGraph(scopes);
  const types = inferTypes(scopes);
  const inspection = {
    ...headOf(parsed),
    operators: countOperators(scopes),
    functions: parsed.functions.map(({ message }) => `${message.text('domain')}.${message.text('name')}`),
    initializers: countInitializers(scopes),
    externalData: scopes.flatMap(externalTensors),
    dropout: scopes.flatMap((scope) => dropoutNodes(scope, types)),
    sites: isTiled(parsed) ? [] : freeSites(parsed, scopes, types),
  };
  return { ...inspection, masks: maskRequirements(parsed, { scopes, types }) };
}

function freeSites(model: Model, scopes: readonly IndexedScope[], types: KnownTypes): CandidateSite[] {
  const takenAt = takenPlaces(model);
  return scopes.flatMap((scope) => {
    const sites = isInFunction(scope) ? [] : candidateSites(scope, types);
    return sites.filter(({ value }) => !takenAt(scope, value));
  });
}

function headOf(model: Model): Pick<Inspection, 'irVersion' | 'producer' | 'opsets' | 'inputs' | 'outputs'> {
  const { message, graph, irVersion } = model;
  const stored = new Set(graph.initializers.map(({ name }) => name));
  const inputs = graph.message.messages('input').map(describeValue);
  return {
    irVersion,
    producer: { name: message.text('producer_name'), version: message.text('producer_version') },
    opsets: Object.fromEntries([...model.opsets].map(([domain, version]) => [domain || 'ai.onnx', version])),
    inputs: inputs.filter(({ name }) => !stored.has(name)),
    outputs: graph.message.messages('output').map(describeValue),
  };
}

function describeValue(info: Parameters<typeof declaredType>[0]): ValueDescription {
  const { kind, element, shape } = declaredType(info);
  return { name: info.text('name'), kind, elementType: elementTypeName(element), shape };
}

function countOperators(scopes: readonly IndexedScope[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { op, domain } of scopes.flatMap(({ nodes }) => nodes)) {
    const name = domain ? `${domain}.${op}` : op;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function countInitializers(scopes: readonly IndexedScope[]): Inspection['initializers'] {
  const tensors = scopes.flatMap(({ scope }) => scope.initializers);
  return { count: tensors.length, elements: tensors.reduce((sum, { size }) => sum + size, 0) };
}

function externalTensors({ scope, path, nodes }: IndexedScope): ExternalTensor[] {
  const constants = nodes.flatMap((node) => node.attributes.flatMap(({ tensor }) => (tensor ? [tensor] : [])));
  return [...scope.initializers, ...constants].flatMap((tensor) => describeExternal(tensor, path));
}

function describeExternal(tensor: Tensor, scope: string): ExternalTensor[] {
  const { external } = tensor;
  if (!external) return [];
  const { location = '', offset, length } = external;
  return [{ tensor: tensor.name, scope, location, offset: bytes(offset), length: bytes(length) }];
}

function bytes(text: string | undefined): number | null {
  const value = Number(text);
  return text !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** Tries the upgrade on the model, which is read by then: it is half upgraded afterwards. */
function maskRequirements(model: Model, known: KnownModel): MaskRequirements {
  const needsUpgrade = known.scopes.some(({ opset }) => opset < MASK_OPSET);
  return { opset: MASK_OPSET, needsUpgrade, problems: upgradeModel(model, MASK_OPSET, known) };
}
