// Who defines a value and who uses it, in every scope of names: the main graph, bodies of If, Loop and Scan, which see what is
// around them, and the model's functions, which do not.
import { GraphError } from '../errors.js';
import { importedOpsets, type Model } from '../model/model.js';
import type { Node } from '../model/node.js';
import { Scope } from '../model/scope.js';
import type { Tensor } from '../model/tensor.js';

/** Where a value comes from. An `overridable` initializer is also a graph input: callers may replace it, since IR version 4. */
export interface Definition {
  readonly kind: 'input' | 'overridable' | 'initializer' | 'sparse' | 'node';
  /** Which one defines it; for `node`. */
  readonly node?: Node;
  /** Which of the node's outputs it is. */
  readonly output?: number;
  /** The values; for `initializer` and `overridable`. */
  readonly tensor?: Tensor;
}

/** One input of one node, in the scope of the value or in a body inside it. */
export interface Use {
  readonly node: Node;
  readonly input: number;
  readonly scope: IndexedScope;
}

/** A scope with what is known of its names. */
export interface IndexedScope {
  readonly scope: Scope;
  /** Such as `graph` or `graph.node[3].attribute[0].g`. */
  readonly path: string;
  /** Whose body it is; undefined for the main graph and for functions. */
  readonly parent: IndexedScope | undefined;
  /** The node whose body it is. */
  readonly owner: Node | undefined;
  /** The opset of ONNX's own operators; a function has one of its own. */
  readonly opset: number;
  readonly nodes: readonly Node[];
  readonly definitions: ReadonlyMap<string, Definition>;
  /** Uses of this scope's values, those in bodies included. */
  readonly uses: ReadonlyMap<string, readonly Use[]>;
  readonly outputs: ReadonlySet<string>;
}

/** Whether a scope is in one of the model's functions, which see nothing of the graph. */
export function isInFunction(scope: IndexedScope): boolean {
  return scope.parent ? isInFunction(scope.parent) : scope.scope.kind === 'function';
}

/** What a name stands for, and where. */
export interface Found {
  readonly at: IndexedScope;
  readonly definition: Definition;
}

/**
 * All scopes of a model, each behind the one around it: the main graph first, then its bodies, then the functions with theirs.
 *
 * @throws GraphError when two things of a scope define one name
 */
export function indexModel(model: Model): IndexedScope[] {
  const overridable = model.irVersion >= 4;
  const opset = model.opsets.get('') ?? 1;
  const found: IndexedScope[] = [];
  const enter = (scope: Scope, version: number, parent?: IndexedScope, owner?: Node): void => {
    const entry = indexScope(scope, version, overridable, parent, owner);
    found.push(entry);
    for (const node of entry.nodes) for (const body of node.bodies) enter(new Scope(body, 'graph'), version, entry, node);
  };
  enter(model.graph, opset);
  for (const fn of model.functions) enter(fn, importedOpsets(fn.message).get('') ?? opset);
  for (const scope of found) addUses(scope);
  return found;
}

/** What a name means in a scope: its own, or that of the scopes around it. */
export function lookup(scope: IndexedScope | undefined, name: string): Found | undefined {
  for (let at = scope; at; at = at.parent) {
    const definition = at.definitions.get(name);
    if (definition) return { at, definition };
  }
  return undefined;
}

/** The constant that a name stands for: an initializer that callers cannot replace, or the value of a Constant node. */
export function constantOf(scope: IndexedScope, name: string): Tensor | undefined {
  const definition = lookup(scope, name)?.definition;
  if (definition?.kind === 'initializer') return definition.tensor;
  const node = definition?.node;
  return node?.op === 'Constant' && node.domain === '' ? node.attribute('value')?.tensor : undefined;
}

/** The uses of a value in its own scope and in bodies. */
export function usesOf(scope: IndexedScope, name: string): readonly Use[] {
  return scope.uses.get(name) ?? [];
}

function indexScope(
  scope: Scope,
  opset: number,
  overridable: boolean,
  parent: IndexedScope | undefined,
  owner: Node | undefined,
): IndexedScope {
  const path = scope.message.path;
  const nodes = scope.nodes;
  const definitions = new Map<string, Definition>();
  for (const name of scope.inputs) define(definitions, path, name, { kind: 'input' });
  for (const tensor of scope.initializers) defineTensor(definitions, path, tensor, overridable);
  for (const name of scope.sparseInitializers) define(definitions, path, name, { kind: 'sparse' });
  for (const node of nodes) {
    for (const [output, name] of node.outputs.entries()) define(definitions, path, name, { kind: 'node', node, output });
  }
  return { scope, path, parent, owner, opset, nodes, definitions, uses: new Map(), outputs: new Set(scope.outputs) };
}

function define(definitions: Map<string, Definition>, path: string, name: string, definition: Definition): void {
  if (name === '') return; // an output that is left out
  if (definitions.has(name)) throw new GraphError('duplicate', name, path);
  definitions.set(name, definition);
}

function defineTensor(definitions: Map<string, Definition>, path: string, tensor: Tensor, overridable: boolean): void {
  const isInput = definitions.get(tensor.name)?.kind === 'input';
  if (isInput) definitions.delete(tensor.name);
  define(definitions, path, tensor.name, { kind: isInput && overridable ? 'overridable' : 'initializer', tensor });
}

function addUses(scope: IndexedScope): void {
  for (const node of scope.nodes) {
    for (const [input, name] of node.inputs.entries()) {
      const uses = lookup(scope, name)?.at.uses as Map<string, Use[]> | undefined;
      const use = { node, input, scope };
      if (uses?.get(name)?.push(use) === undefined) uses?.set(name, [use]);
    }
  }
}
