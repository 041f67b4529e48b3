// The sites of a model that draw in its graph, as they are now: which nodes they consist of, and between which values. Records say what a
// site was when it was put in; later edits may have put another one behind or in front of it.
import { type DropoutConfig, UnsupportedError } from '@dropkit/core';
import type { IndexedScope } from '../graph/graph-index.js';
import { DOMAIN_NAME } from '../mask-graph/local-function.js';
import type { Model } from '../model/model.js';
import type { Node } from '../model/node.js';
import { type FoundRecord, recordsOf } from '../surgery/record.js';
import { namesTaken } from './names-taken.js';

/** One site of the main graph. */
export interface DrawingSite {
  readonly input: string;
  readonly output: string;
  readonly stream: number;
  readonly config: DropoutConfig;
  /** The value that says what is kept, where nodes take it. */
  readonly mask?: string | undefined;
}

/** All dropout of a model that draws. */
export interface Drawing {
  readonly address: { readonly seed: string; readonly step: string };
  /** By the node that computes the output. */
  readonly sites: ReadonlyMap<Node, DrawingSite>;
  /** All nodes that belong to sites, or are there for them. */
  readonly nodes: ReadonlySet<Node>;
  /** Names of stored tensors that are there for them. */
  readonly tensors: ReadonlySet<string>;
  /** Paths of bodies with sites. */
  readonly bodies: readonly string[];
}

/**
 * Finds them.
 *
 * @param scopes of the model, the main graph first
 * @throws UnsupportedError when there are none, when masks are inputs, after `monteCarlo`, or when another tool changed them
 */
export function drawingSites(model: Model, scopes: readonly IndexedScope[]): Drawing {
  const [graph] = scopes as [IndexedScope];
  const records = recordsOf(model);
  checkRecords(records, scopes);
  const own: Own = { nodes: new Set(), tensors: new Set(), ends: new Map() };
  for (const record of records) addNamed(graph, record, own);
  for (const [at, { sites }] of records.entries()) {
    for (const site of sites) if (site.scope === GRAPH) addEnd(graph, site, outputNow(site.output, records.slice(at + 1)), own);
  }
  const address = records[0]!.address!;
  const foreign = graph.nodes.find((node) => node.domain === DOMAIN_NAME && !own.nodes.has(node));
  if (foreign) throw changed(foreign.outputs[0] ?? '');
  const sites = new Map([...own.ends].map(([node, site]) => [node, { ...site, input: inputNow(graph, node, own, address) }]));
  const bodies = records.flatMap((record) => record.sites.flatMap(({ scope }) => (scope === GRAPH ? [] : [scope])));
  return { address, sites, nodes: own.nodes, tensors: own.tensors, bodies };
}

/** The path of the main graph. */
const GRAPH = 'graph';

interface Own {
  readonly nodes: Set<Node>;
  readonly tensors: Set<string>;
  /** The nodes that compute outputs of sites. */
  readonly ends: Map<Node, Omit<DrawingSite, 'input'>>;
}

function checkRecords(records: readonly FoundRecord[], scopes: readonly IndexedScope[]): void {
  if (records.some(({ operation }) => operation === 'monteCarlo'))
    throw unsupported('the model computes several samples already. Take the model that it was made of.');
  if (records.length === 0) {
    const isNative = scopes.some(({ nodes }) => nodes.some(({ op, domain }) => op === 'Dropout' && domain === ''));
    if (isNative) throw unsupported('the Dropout nodes of the model draw from no seed. Call activate(model) first.');
    throw unsupported('the model has no dropout that draws in the graph. Put some in by insert(model, sites, config) first.');
  }
  if (records.some(({ address }) => !address))
    throw unsupported('masks are inputs of the model, one for one sample. Only dropout of mode rng draws several samples.');
  const addresses = new Set(records.map(({ address }) => JSON.stringify(address)));
  if (addresses.size > 1) throw unsupported('the dropout of the model draws from several seeds.');
}

/** What an edit named; the inputs of sites are the model's own values under a new name. */
function addNamed(graph: IndexedScope, { prefix, sites }: FoundRecord, { nodes, tensors }: Own): void {
  const inputs = new Set(sites.map(({ input }) => input));
  const isOurs = (name: string) => name.startsWith(prefix) && !inputs.has(name);
  for (const node of graph.nodes) if (node.outputs.some(isOurs)) nodes.add(node);
  for (const { name } of graph.scope.initializers) if (isOurs(name)) tensors.add(name);
}

function addEnd(
  graph: IndexedScope,
  { stream, config, mask }: FoundRecord['sites'][number],
  output: string,
  { nodes, ends }: Own,
): void {
  const node = graph.definitions.get(output)?.node;
  if (!node) throw changed(output);
  const masking = mask === undefined ? undefined : graph.definitions.get(mask)?.node;
  nodes.add(node);
  if (masking) nodes.add(masking);
  ends.set(node, { output, stream, config, mask: masking && mask });
}

/** What a site computes now: a later one behind the same value has taken its name. */
function outputNow(output: string, later: readonly FoundRecord[]): string {
  for (const { prefix, sites } of later) {
    const behind = sites.find((site) => site.output === output && site.input.startsWith(prefix));
    if (behind) return behind.input;
  }
  return output;
}

/** The only value that the nodes of a site take from elsewhere, beside the address. */
function inputNow(graph: IndexedScope, end: Node, { nodes, tensors, ends }: Own, { seed, step }: Drawing['address']): string {
  const found = new Set<string>();
  const seen = new Set([end]);
  for (const node of seen) {
    for (const name of namesTaken(node)) {
      if (tensors.has(name) || name === seed || name === step) continue;
      const maker = graph.definitions.get(name)?.node;
      if (maker && nodes.has(maker) && !ends.has(maker)) seen.add(maker);
      else found.add(name);
    }
  }
  const [input] = found;
  if (input === undefined || found.size > 1) throw changed(end.outputs[0]!);
  return input;
}

function changed(value: string): UnsupportedError {
  return unsupported(
    `another tool has changed the dropout at ${JSON.stringify(value)}. Take the model that dropout was put into.`,
  );
}

function unsupported(reason: string): UnsupportedError {
  return new UnsupportedError(`[@dropkit/onnx-export] monteCarlo: ${reason}`);
}
