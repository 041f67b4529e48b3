// Takes out dropout that this package put in, from a model that another tool has written anew since: by the names in its records.
import { UnsupportedError } from '@dropkit/core';
import { type IndexedScope, indexModel } from '../graph/graph-index.js';
import { createNames, type Names } from '../graph/names.js';
import { DOMAIN_NAME } from '../mask-graph/local-function.js';
import type { Model } from '../model/model.js';
import { Node } from '../model/node.js';
import { allTrue } from './all-true.js';
import { bypass, forget, isTaken, type Replacements, replaceNodes } from './bypass.js';
import type { RecordedSite } from './listed-sites.js';
import { type FoundRecord, isTiled, recordsOf } from './record.js';

/**
 * Removes what the model's records name, the last edit first; gives how many there were. The opset stays what it is now.
 *
 * @param follow is called with the model before each edit goes; with it Dropout nodes come back where activate had replaced them
 */
export function stripRecorded(model: Model, follow?: (model: Model) => void): number {
  if (isTiled(model))
    throw new UnsupportedError(
      '[@dropkit/onnx-export] strip: another tool has written the file since monteCarlo made it. Take the model that it was made of.',
    );
  const records = recordsOf(model).reverse();
  for (const record of records) {
    follow?.(model);
    removeSites(model, record, follow !== undefined);
    model.message.remove(record.message);
  }
  if (records.length > 0) removeFunctions(model);
  return records.length;
}

function removeSites(model: Model, record: FoundRecord, isRestored: boolean): void {
  const scopes = indexModel(model);
  const names = createNames(scopes);
  const replacements: Replacements = new Map();
  for (const scope of scopes) {
    for (const site of record.sites) removeSite(scopes, scope, replacements, names, record.prefix, site, isRestored);
  }
  for (const scope of scopes) {
    for (const node of scope.nodes) if (isOwn(node, record)) replacements.set(node, replacements.get(node) ?? []);
    removeTensors(scope, record);
  }
  replaceNodes(scopes, replacements);
  removeInputs(model, record);
}

/** Whether all that the node makes was named by the edit. */
function isOwn({ outputs }: Node, { prefix, sites }: FoundRecord): boolean {
  const named = outputs.filter((name) => name !== '');
  const isOurs = (name: string) => name.startsWith(prefix) && !sites.some(({ input }) => input === name);
  return named.length > 0 && named.every(isOurs);
}

/** The node that makes the site's output goes; its input takes the place, or gets the name. */
function removeSite(
  scopes: readonly IndexedScope[],
  scope: IndexedScope,
  replacements: Replacements,
  names: Names,
  prefix: string,
  { input, output, mask }: RecordedSite,
  isRestored: boolean,
): void {
  const node = scope.definitions.get(output)?.node;
  const masking = mask === undefined ? undefined : scope.definitions.get(mask)?.node;
  if (masking) replacements.set(masking, isTaken(scopes, scope, mask) ? allTrue(names, input, mask!) : []);
  if (!node) return;
  const source = scope.definitions.get(input)?.node;
  if (source && input.startsWith(prefix)) {
    rename(source, input, output);
    replacements.set(node, []);
  } else if (isRestored && !output.startsWith(prefix))
    replacements.set(node, [Node.create({ op: 'Dropout', inputs: [input], outputs: [output] })]);
  else bypass(scopes, scope, replacements, node, input, output);
}

function rename(node: Node, from: string, to: string): void {
  node.outputs = node.outputs.map((name) => (name === from ? to : name));
}

function removeTensors({ scope }: IndexedScope, { prefix }: FoundRecord): void {
  if (scope.kind === 'graph')
    scope.message.replaceEach('initializer', (tensor) => (tensor.text('name').startsWith(prefix) ? [] : [tensor]));
}

/** Inputs go once nothing takes them. */
function removeInputs(model: Model, { inputs }: FoundRecord): void {
  const scopes = indexModel(model);
  const [graph] = scopes as [IndexedScope];
  const gone = new Set(inputs.filter((name) => !isTaken(scopes, graph, name)));
  model.graph.message.replaceEach('input', (info) => (gone.has(info.text('name')) ? [] : [info]));
  forget(graph, (name) => gone.has(name));
}

/** Functions go with their last call. */
function removeFunctions(model: Model): void {
  const callers = indexModel(model).filter((scope) => !isInOwnFunction(scope));
  if (callers.some(({ nodes }) => nodes.some(({ domain }) => domain === DOMAIN_NAME))) return;
  const { message } = model;
  for (const fn of message.messages('functions')) if (fn.text('domain') === DOMAIN_NAME) message.remove(fn);
  for (const id of message.messages('opset_import')) if (id.text('domain') === DOMAIN_NAME) message.remove(id);
}

function isInOwnFunction({ scope, parent }: IndexedScope): boolean {
  return parent ? isInOwnFunction(parent) : scope.kind === 'function' && scope.message.text('domain') === DOMAIN_NAME;
}
