// What a node needs: its inputs, and what its bodies take from around them.
import type { Node } from '../model/node.js';
import { Scope } from '../model/scope.js';

/** Names of values of the node's own scope, or of those around it; each once. */
export function namesTaken(node: Node): Set<string> {
  const names = new Set(node.inputs.filter((name) => name !== ''));
  for (const body of node.bodies) for (const name of takenFromAround(new Scope(body, 'graph'))) names.add(name);
  return names;
}

function takenFromAround(body: Scope): Set<string> {
  const nodes = body.nodes;
  const own = new Set([...body.inputs, ...body.sparseInitializers, ...body.initializers.map(({ name }) => name)]);
  for (const node of nodes) for (const name of node.outputs) own.add(name);
  const taken = [...nodes.flatMap((node) => [...namesTaken(node)]), ...body.outputs];
  return new Set(taken.filter((name) => !own.has(name)));
}
