// Constants that upgrades need: equal ones are one node, in front of all others of the graph, whose bodies see it, or of the function.
import type { IndexedScope } from '../graph/graph-index.js';
import type { Names } from '../graph/names.js';
import { Node } from '../model/node.js';
import type { Tensor } from '../model/tensor.js';

/** The new constants of one model. Nodes rather than initializers: those are inputs too before IR version 4. */
export class SharedConstants {
  private readonly known = new Map<IndexedScope, Map<string, Node>>();

  constructor(private readonly names: Names) {}

  /** The name of a constant as a scope sees it. */
  nameOf(scope: IndexedScope, hint: string, value: Tensor): string {
    const outermost = outermostOf(scope);
    const constants = this.known.get(outermost) ?? new Map<string, Node>();
    this.known.set(outermost, constants);
    const key = `${value.type} ${value.dims} ${value.message.bytes('raw_data')}`;
    const node = constants.get(key) ?? this.node(hint, value);
    constants.set(key, node);
    return node.outputs[0]!;
  }

  /** Puts them into their graphs and functions. */
  place(): void {
    for (const [{ scope }, constants] of this.known) {
      const nodes = [...constants.values()].map(({ message }) => message);
      scope.message.addAll('node', nodes, 0);
    }
  }

  private node(hint: string, value: Tensor): Node {
    return Node.create({ op: 'Constant', inputs: [], outputs: [this.names.fresh(hint)], attributes: { value: { t: value } } });
  }
}

/** The graph or the function that a body is in. */
export function outermostOf(scope: IndexedScope): IndexedScope {
  return scope.parent ? outermostOf(scope.parent) : scope;
}
