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
  if (redirect(scopes, scope, output, input)) {
    replacements.set(node, []);
    forget(scope, output);
  } else replacements.set(node, [Node.create({ op: 'Identity', inputs: [input], outputs: [output], name: node.name })]);
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

/** Takes away what is declared about a value that is no more. */
export function forget(scope: IndexedScope, name: string): void {
  const { message } = scope.scope;
  for (const info of message.messages('value_info')) if (info.text('name') === name) message.remove(info);
}

/**
 * Takes away stored tensors and Constant nodes that only nodes on their way out take.
 *
 * @param names inputs of such a node
 * @returns graph inputs that nothing takes any more: they stay, as they are for the caller to change
 */
export function removeUnused(
  scopes: readonly IndexedScope[],
  scope: IndexedScope,
  replacements: Replacements,
  names: readonly string[],
): string[] {
  return names.flatMap((name) => {
    const found = lookup(scope, name);
    if (!found || isOutput(scopes, found.at, name)) return [];
    const users = found.at.uses.get(name) ?? [];
    if (users.some(({ node }) => !replacements.has(node))) return [];
    const { kind, node, tensor } = found.definition;
    if (kind === 'input' || kind === 'overridable') return [name];
    if (node?.op === 'Constant' && node.domain === '') replacements.set(node, []);
    if (tensor) removeTensor(found.at, name);
    return [];
  });
}

/** Before IR version 4 a stored tensor is an input too. */
function removeTensor({ scope: { message } }: IndexedScope, name: string): void {
  for (const tensor of message.messages('initializer')) if (tensor.text('name') === name) message.remove(tensor);
  for (const input of message.messages('input')) if (input.text('name') === name) message.remove(input);
}

/** Carries the plan out. */
export function replaceNodes(scopes: readonly IndexedScope[], replacements: Replacements): void {
  if (replacements.size === 0) return;
  for (const { scope } of scopes) scope.rewrite((node) => replacements.get(node) ?? [node]);
}
