// Carries scalings out: weights are scaled where they can take a factor up, a Mul comes in where they cannot.
import { constantOf, type IndexedScope, lookup, type Use } from '../graph/graph-index.js';
import { createNames, type Names } from '../graph/names.js';
import type { AttributeValue } from '../model/attribute.js';
import { Node } from '../model/node.js';
import type { Tensor } from '../model/tensor.js';
import { isOutput, type Replacements, replaceNodes } from '../surgery/bypass.js';
import { weightsFor } from './consumers.js';
import { isFloats, isInside, scalar, scaledCopy, scaleTensor } from './scaled-tensor.js';
import { firstOutput, type Scaling } from './scalings.js';

/** A stored weight that was scaled. */
export interface FoldedWeight {
  readonly weight: string;
  readonly factor: number;
  /** The nodes that take it scaled, by their first outputs. */
  readonly nodes: readonly string[];
  /** The name of the scaled copy, where others take the weight as it is. */
  readonly copy: string | null;
}

/** A value that a new Mul multiplies. */
export interface MultipliedValue {
  readonly value: string;
  readonly factor: number;
  readonly reason: string;
}

/** What is asked of one value. */
interface Demand {
  /** For all that take it. */
  factor: number;
  readonly element: number;
  /** For single uses, beside it. */
  readonly uses: Map<Use, number>;
}

/** One pass over a model. */
export class Folding {
  readonly folded: FoldedWeight[] = [];
  readonly multiplied: MultipliedValue[] = [];
  private readonly names: Names;
  private readonly replacements: Replacements = new Map();
  private readonly fronts: [IndexedScope, Node[]][] = [];
  /** What changes names of nodes: only once all is planned, as plans follow values by their names. */
  private readonly products: (() => void)[] = [];
  private readonly weights = new Map<Node, Map<number, { readonly use: Use; readonly factor: number }>>();

  constructor(
    private readonly scopes: readonly IndexedScope[],
    private readonly irVersion: number,
  ) {
    this.names = createNames(scopes);
  }

  /** Plans all scalings and carries them out; the index is stale afterwards. */
  run(scalings: readonly Scaling[]): void {
    for (const [at, demands] of this.demands(scalings)) {
      for (const [value, demand] of demands) this.scale(at, value, demand);
    }
    for (const multiply of this.products) multiply();
    for (const [at, names] of this.stored()) {
      for (const [name, uses] of names) this.scaleStored(at, name, uses);
    }
    replaceNodes(this.scopes, this.replacements);
    for (const [{ scope }, nodes] of this.fronts) {
      const messages = nodes.map(({ message }) => message);
      scope.message.addAll('node', messages, 0);
    }
  }

  /** Scalings of one value together: a value can have dropout twice. */
  private demands(scalings: readonly Scaling[]): Map<IndexedScope, Map<string, Demand>> {
    const all = new Map<IndexedScope, Map<string, Demand>>();
    for (const { scope, value, factor, element, users } of scalings) {
      const at = lookup(this.scopes[scope], value)!.at;
      const demand = entryOf(entryOf(all, at, newMap<string, Demand>), value, () => ({ factor: 1, element, uses: new Map() }));
      if (!users) demand.factor *= factor;
      const uses = users ? (at.uses.get(value) ?? []).filter(({ node }) => users.includes(firstOutput(node))) : [];
      for (const use of uses) demand.uses.set(use, (demand.uses.get(use) ?? 1) * factor);
    }
    return all;
  }

  private scale(at: IndexedScope, value: string, { factor, element, uses }: Demand): void {
    const isNamed = isOutput(this.scopes, at, value) && factor !== 1;
    const isStored = !isNamed && isFloatConstant(at, value);
    const rest = new Map<number, Use[]>();
    const taken: Use[] = [];
    for (const use of at.uses.get(value) ?? []) {
      const own = factor * (uses.get(use) ?? 1);
      const weights = isStored ? [use] : weightsFor(this.scopes, use);
      if (own !== 1 && weights) for (const weight of weights) this.addWeight(weight, own);
      if (weights) taken.push(use);
      else if (own !== 1) entryOf(rest, own, newList<Use>).push(use);
    }
    if (isNamed) this.products.push(() => this.multiplyOutput(at, value, factor, element, taken));
    for (const [own, others] of rest) {
      const left = isNamed ? own / factor : own;
      if (left !== 1) this.products.push(() => this.multiply(at, value, left, element, others, reasonOf(others)));
    }
  }

  private addWeight(use: Use, factor: number): void {
    const inputs = entryOf(this.weights, use.node, newMap<number, { use: Use; factor: number }>);
    inputs.set(use.input, { use, factor: factor * (inputs.get(use.input)?.factor ?? 1) });
  }

  /** The weights to scale, by where they are stored. */
  private stored(): Map<IndexedScope, Map<string, { use: Use; factor: number }[]>> {
    const all = new Map<IndexedScope, Map<string, { use: Use; factor: number }[]>>();
    for (const [node, inputs] of this.weights) {
      for (const [input, weight] of inputs) {
        const name = node.inputs[input]!;
        const at = lookup(weight.use.scope, name)!.at;
        entryOf(entryOf(all, at, newMap<string, { use: Use; factor: number }[]>), name, newList).push(weight);
      }
    }
    return all;
  }

  private scaleStored(at: IndexedScope, name: string, weights: readonly { use: Use; factor: number }[]): void {
    const tensor = constantOf(at, name)!;
    const factors = new Map<number, Use[]>();
    for (const { use, factor } of weights) entryOf(factors, factor, newList<Use>).push(use);
    const isOwn = weights.length === at.uses.get(name)!.length && factors.size === 1 && !isOutput(this.scopes, at, name);
    for (const [factor, uses] of factors) {
      if (!isInside(tensor))
        this.multiply(at, name, factor, tensor.type, uses, 'Its data are in another file, which stays as it is');
      else {
        const copy = isOwn ? null : this.copy(at, name, tensor, factor, uses);
        if (isOwn) scaleTensor(tensor, factor);
        this.folded.push({ weight: name, factor, nodes: uses.map(({ node }) => firstOutput(node)), copy });
      }
    }
  }

  /** A scaled tensor beside the stored one. Before IR version 4 it would have to be an input of the model, so it is a node there. */
  private copy(at: IndexedScope, name: string, tensor: Tensor, factor: number, uses: readonly Use[]): string {
    const copy = this.names.fresh(`${name}_scaled`);
    const scaled = scaledCopy(tensor, factor, copy);
    const { node } = at.definitions.get(name)!;
    if (!node && this.irVersion >= 4) at.scope.message.add('initializer', scaled.message);
    else this.behind(at, name, [constant(copy, scaled)]);
    for (const use of uses) take(use, copy);
    return copy;
  }

  private multiply(at: IndexedScope, value: string, factor: number, element: number, uses: readonly Use[], reason: string): void {
    const output = this.names.fresh(`${value}_scaled`);
    this.behind(at, value, this.product(at, value, output, factor, element));
    for (const use of uses) take(use, output);
    this.multiplied.push({ value, factor, reason });
  }

  /** The output keeps its name, what computes it gets another one; `uses` take the value as it is computed. */
  private multiplyOutput(at: IndexedScope, value: string, factor: number, element: number, uses: readonly Use[]): void {
    const { node } = at.definitions.get(value)!;
    const input = this.names.fresh(`${value}_unscaled`);
    this.behind(at, value, this.product(at, input, value, factor, element));
    node!.outputs = node!.outputs.map((name) => (name === value ? input : name));
    for (const use of uses) take(use, input);
    this.multiplied.push({ value, factor, reason: 'It is an output' });
  }

  private product({ opset }: IndexedScope, input: string, output: string, factor: number, element: number): Node[] {
    const keep = this.names.fresh(`${output}_by`);
    const attributes: Record<string, AttributeValue> = opset < 7 ? { broadcast: { i: 1 } } : {};
    return [
      constant(keep, scalar(element, factor)),
      Node.create({ op: 'Mul', inputs: [input, keep], outputs: [output], attributes }),
    ];
  }

  /** Nodes behind what computes a value, or in front of all others. */
  private behind(at: IndexedScope, value: string, nodes: readonly Node[]): void {
    const maker = at.definitions.get(value)?.node;
    if (maker) this.replacements.set(maker, [...(this.replacements.get(maker) ?? [maker]), ...nodes]);
    else this.fronts.push([at, [...nodes]]);
  }
}

function isFloatConstant(scope: IndexedScope, name: string): boolean {
  const tensor = constantOf(scope, name);
  return tensor !== undefined && isFloats(tensor);
}

function constant(name: string, tensor: Tensor): Node {
  return Node.create({ op: 'Constant', inputs: [], outputs: [name], attributes: { value: { t: tensor } } });
}

function reasonOf(uses: readonly Use[]): string {
  const ops = [...new Set(uses.map(({ node }) => node.op))];
  return `${ops.join(', ')} ${ops.length > 1 ? 'have' : 'has'} no stored weights that it could be folded into`;
}

function take({ node, input }: Use, name: string): void {
  node.inputs = node.inputs.map((old, i) => (i === input ? name : old));
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}

function newMap<K, V>(): Map<K, V> {
  return new Map();
}

function newList<T>(): T[] {
  return [];
}
