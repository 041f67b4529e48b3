// Takes nodes out of a graph: what took their outputs takes their inputs, in bodies too, and constants that only they needed go with them.
import { type IndexedScope, lookup, type Use } from '../graph/graph-index.js';
import { Node } from '../model/node.js';

/** Nodes to leave out, and nodes that come into their places. */
export type Replacements = Map<Node, readonly Node[]>;

/**
 * Plans that `node` goes, and that `input` stands for its output `output`. Where the name itself is needed, as that of an output of a graph,
 * an Identity keeps it.
 */
export function bypass(
  scopes: readonly IndexedScope[],
  scope: IndexedScope,
  replacements: Replacements,
  node: Node,
  input: string,
  output: string,
): void {
  if (redirect(scopes, scope, output, input)) replacements.set(node, []);
  else replacements.set(node, [Node.create({ op: 'Identity', inputs: [input], outputs: [output], name: node.name })]);
}

/** Whether a body or the graph itself gives a value of this scope as its output. */
export function isOutput(scopes: readonly IndexedScope[], scope: IndexedScope, name: string): boolean {
  return scopes.some((other) => other.outputs.has(name) && lookup(other, name)?.at === scope);
}

/** Whether any node or output takes a value. */
export function isTaken(scopes: readonly IndexedScope[], scope: IndexedScope, name: string | undefined): boolean {
  return Boolean(name) && ((scope.uses.get(name!)?.length ?? 0) > 0 || isOutput(scopes, scope, name!));
}

/** Lets each node that takes `from` take `to`, unless its name is needed or hidden somewhere; the index stays true. */
function redirect(scopes: readonly IndexedScope[], scope: IndexedScope, from: string, to: string): boolean {
  const uses = scope.uses.get(from) ?? [];
  const target = lookup(scope, to)?.at;
  if (!target || isOutput(scopes, scope, from) || uses.some((use) => lookup(use.scope, to)?.at !== target)) return false;
  for (const { node, input } of uses) node.inputs = node.inputs.map((name, i) => (i === input ? to : name));
  const all = target.uses as Map<string, readonly Use[]>;
  all.set(to, [...(all.get(to) ?? []), ...uses]);
  (scope.uses as Map<string, readonly Use[]>).delete(from);
  return true;
}

/** Takes away what is declared about values that are no more. */
export function forget({ scope: { message } }: IndexedScope, isGone: (name: string) => boolean): void {
  message.replaceEach('value_info', (info) => (isGone(info.text('name')) ? [] : [info]));
}

/**
 * Takes away stored tensors and Constant nodes that only nodes on their way out take.
 *
 * @param parameters inputs of such nodes, by where they are
 * @returns graph inputs that nothing takes any more: they stay, as they are for the caller to change
 */
export function removeUnused(
  scopes: readonly IndexedScope[],
  replacements: Replacements,
  parameters: readonly (readonly [IndexedScope, readonly string[]])[],
): string[] {
  const unused = new Set<string>();
  const tensors = new Map<IndexedScope, Set<string>>();
  for (const [scope, names] of namesByScope(parameters)) {
    for (const name of names) {
      const found = lookup(scope, name);
      if (!found || isOutput(scopes, found.at, name)) continue;
      const users = found.at.uses.get(name) ?? [];
      if (users.some(({ node }) => !replacements.has(node))) continue;
      const { kind, node, tensor } = found.definition;
      if (kind === 'input' || kind === 'overridable') unused.add(name);
      else if (node?.op === 'Constant' && node.domain === '') replacements.set(node, []);
      else if (tensor) tensors.set(found.at, (tensors.get(found.at) ?? new Set()).add(name));
    }
  }
  for (const [scope, names] of tensors) removeTensors(scope, names);
  return [...unused];
}

/** Each name once: a constant can be the parameter of many nodes. */
function namesByScope(parameters: readonly (readonly [IndexedScope, readonly string[]])[]): Map<IndexedScope, Set<string>> {
  const all = new Map<IndexedScope, Set<string>>();
  for (const [scope, names] of parameters) {
    const known = all.get(scope) ?? new Set();
    all.set(scope, known);
    for (const name of names) known.add(name);
  }
  return all;
}

/** Before IR version 4 a stored tensor is an input too. */
function removeTensors({ scope: { message } }: IndexedScope, names: ReadonlySet<string>): void {
  for (const field of ['initializer', 'input'])
    message.replaceEach(field, (entry) => (names.has(entry.text('name')) ? [] : [entry]));
}

/** Carries the plan out, and forgets what is declared about values that it leaves without a node. */
export function replaceNodes(scopes: readonly IndexedScope[], replacements: Replacements): void {
  if (replacements.size === 0) return;
  for (const at of scopes) {
    at.scope.rewrite((node) => replacements.get(node) ?? [node]);
    if (at.scope.message.count('value_info') === 0) continue;
    const made = new Set(at.scope.nodes.flatMap(({ outputs }) => outputs));
    forget(at, (name) => {
      const node = at.definitions.get(name)?.node;
      return node !== undefined && replacements.has(node) && !made.has(name);
    });
  }
}
