// Whether a graph can run at all: every name is defined, and no value needs itself. Nodes may be in any order, as onnxruntime allows.
import { GraphError } from '../errors.js';
import type { Node } from '../model/node.js';
import { type IndexedScope, lookup } from './graph-index.js';

/** @throws GraphError for a name that nothing defines, or for a cycle */
export function checkGraph(scopes: readonly IndexedScope[]): void {
  for (const scope of scopes) {
    for (const node of scope.nodes) {
      for (const name of node.inputs) checkDefined(scope, name, () => node.message.path);
    }
    for (const name of scope.outputs) checkDefined(scope, name, () => scope.path);
  }
  const needs = dependencies(scopes);
  for (const scope of scopes) checkAcyclic(scope, needs);
}

function checkDefined(scope: IndexedScope, name: string, place: () => string): void {
  if (name !== '' && !lookup(scope, name)) throw new GraphError('dangling', name, place());
}

/** For each node, the nodes of its own scope whose outputs it takes, its bodies included. */
function dependencies(scopes: readonly IndexedScope[]): Map<Node, Map<Node, string>> {
  const needs = new Map<Node, Map<Node, string>>();
  const add = (scope: IndexedScope, node: Node, name: string) => {
    // what a body takes from around it, the node whose body it is needs
    let from: IndexedScope | undefined = scope;
    let user: Node | undefined = node;
    for (; from && user; user = from.owner, from = from.parent) {
      const definition = from.definitions.get(name);
      if (!definition) continue;
      if (definition.node) needs.set(user, (needs.get(user) ?? new Map()).set(definition.node, name));
      return;
    }
  };
  for (const scope of scopes) {
    for (const node of scope.nodes) for (const name of node.inputs) add(scope, node, name);
    // outputs of a body may be values from around it
    if (scope.owner && scope.parent) {
      for (const name of scope.outputs) if (!scope.definitions.has(name)) add(scope.parent, scope.owner, name);
    }
  }
  return needs;
}

/** Depth first without recursion: models have paths of thousands of nodes. */
function checkAcyclic(scope: IndexedScope, needs: ReadonlyMap<Node, ReadonlyMap<Node, string>>): void {
  const state = new Map<Node, 'open' | 'done'>();
  for (const start of scope.nodes) {
    const stack = [start];
    while (stack.length > 0) {
      const node = stack.at(-1)!;
      if (state.get(node) !== undefined) {
        stack.pop();
        state.set(node, 'done');
        continue;
      }
      state.set(node, 'open');
      for (const [needed, name] of needs.get(node) ?? []) {
        if (state.get(needed) === 'open') throw new GraphError('cycle', name, node.message.path);
        if (!state.has(needed)) stack.push(needed);
      }
    }
  }
}
