// Element types and shapes of values, as far as the file and simple operators say: enough to tell ranks and channels. Not a full
// shape inference: what is not known stays null, and nothing is guessed.
import type { Node } from '../model/node.js';
import type { Tensor } from '../model/tensor.js';
import { type Dimension, declaredType } from '../model/value-info.js';
import { elementAfter } from './element-rules.js';
import { constantOf, type IndexedScope } from './graph-index.js';
import { SHAPE_RULES } from './shape-rules.js';

/** What is known of a value; element 0 and shape null stand for unknown. */
export interface Known {
  readonly element: number;
  readonly shape: readonly Dimension[] | null;
}

/** Known types by scope and name. */
export type KnownTypes = ReadonlyMap<IndexedScope, ReadonlyMap<string, Known>>;

/** What a rule sees of a node: types and small constants of its inputs, and its attributes. */
export interface RuleInput {
  readonly node: Node;
  readonly opset: number;
  readonly input: (i: number) => Known;
  readonly constant: (i: number) => Tensor | undefined;
}

const UNKNOWN: Known = { element: 0, shape: null };

/** Walks the scopes from the outside in, each in the order of the file. */
export function inferTypes(scopes: readonly IndexedScope[]): KnownTypes {
  const all = new Map<IndexedScope, Map<string, Known>>();
  for (const scope of scopes) {
    const types = declared(scope);
    all.set(scope, types);
    for (const node of scope.nodes) inferNode(all, scope, types, node);
  }
  return all;
}

/** What is known of a name as a scope sees it. */
export function typeOf(types: KnownTypes, scope: IndexedScope, name: string): Known {
  for (let at: IndexedScope | undefined = scope; at; at = at.parent) {
    if (at.definitions.has(name)) return types.get(at)?.get(name) ?? UNKNOWN;
  }
  return UNKNOWN;
}

function declared(scope: IndexedScope): Map<string, Known> {
  const types = new Map<string, Known>();
  for (const info of scope.scope.valueInfos) {
    const type = declaredType(info);
    if (type.kind === 'tensor') types.set(info.text('name'), type);
  }
  for (const tensor of scope.scope.initializers) types.set(tensor.name, { element: tensor.type, shape: tensor.dims });
  return types;
}

function inferNode(all: KnownTypes, scope: IndexedScope, types: Map<string, Known>, node: Node): void {
  if (node.domain !== '') return;
  const inputs = node.inputs;
  const rule: RuleInput = {
    node,
    opset: scope.opset,
    input: (i) => (inputs[i] ? typeOf(all, scope, inputs[i]) : UNKNOWN),
    constant: (i) => (inputs[i] ? constantOf(scope, inputs[i]) : undefined),
  };
  for (const [output, name] of node.outputs.entries()) {
    const known = types.get(name) ?? UNKNOWN;
    const shape = known.shape ?? (output === 0 ? (SHAPE_RULES[node.op]?.(rule) ?? null) : null);
    const element = known.element || elementAfter(rule, output);
    if (name && (shape || element)) types.set(name, { element, shape });
  }
}
