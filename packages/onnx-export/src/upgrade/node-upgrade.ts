// One node on its way to a newer opset: adapters edit it in place, put nodes around it, or say why that cannot be done.
import type { UpgradeProblem } from '../errors.js';
import { constantOf, type IndexedScope, usesOf } from '../graph/graph-index.js';
import { type Known, type KnownTypes, typeOf } from '../graph/infer-types.js';
import type { Names } from '../graph/names.js';
import type { Attribute } from '../model/attribute.js';
import { FLOAT } from '../model/element-type.js';
import { type NewNode, Node } from '../model/node.js';
import { Tensor } from '../model/tensor.js';
import type { SharedConstants } from './shared-constants.js';

/** What upgrades of one model share. */
export interface UpgradeContext {
  readonly types: KnownTypes;
  readonly names: Names;
  readonly constants: SharedConstants;
  readonly problems: UpgradeProblem[];
}

/** What an adapter works with. */
export class NodeUpgrade {
  /** Nodes that belong in front of the node and behind it. */
  readonly before: Node[] = [];
  readonly after: Node[] = [];

  constructor(
    readonly node: Node,
    readonly scope: IndexedScope,
    private readonly context: UpgradeContext,
    /** The version that the present step goes to. */
    public opset: number,
  ) {}

  /** Notes that the step cannot be taken. */
  fail(reason: string): void {
    const { node, opset } = this;
    this.context.problems.push({ place: node.message.path, op: node.op, opset, reason });
  }

  /** Takes an attribute away and gives it; one that refers to the function's attributes cannot become an input. */
  take(name: string): Attribute | undefined {
    const attribute = this.node.attribute(name);
    if (attribute?.reference) this.fail(`"${name}" is the function's attribute "${attribute.reference}", not a value`);
    this.node.removeAttribute(name);
    return attribute;
  }

  /** What is known of an input. */
  input(i: number): Known {
    const name = this.node.inputs[i];
    return name ? typeOf(this.context.types, this.scope, name) : { element: 0, shape: null };
  }

  /** The value of a constant input, if it is one. */
  constant(i: number): Tensor | undefined {
    const name = this.node.inputs[i];
    return name ? constantOf(this.scope, name) : undefined;
  }

  /** Whether anything takes the node's i-th output. */
  isUsed(output: number): boolean {
    const name = this.node.outputs[output];
    return Boolean(name) && (usesOf(this.scope, name!).length > 0 || this.scope.outputs.has(name!));
  }

  /** Sets an input; inputs between the present last one and it are left out. */
  setInput(i: number, name: string): void {
    const inputs = this.node.inputs;
    while (inputs.length < i) inputs.push('');
    inputs[i] = name;
    this.node.inputs = inputs;
  }

  /** Adds a node in front, and gives the name of its only output. */
  addBefore(hint: string, parts: Omit<NewNode, 'outputs'>): string {
    return this.add(this.before, hint, parts);
  }

  /** Adds a constant in front, and gives its name. */
  constantBefore(hint: string, value: Tensor): string {
    return this.context.constants.nameOf(this.scope, hint, value);
  }

  /** Adds an int64 vector in front. */
  int64sBefore(hint: string, values: readonly bigint[]): string {
    return this.constantBefore(hint, Tensor.int64s(values));
  }

  /** Adds an int64 scalar in front. */
  scalarInt64(hint: string, value: bigint): string {
    return this.constantBefore(hint, Tensor.int64s([value], []));
  }

  /** Adds a scalar of the type of the node's first input in front. */
  scalarBefore(hint: string, value: number): string {
    const name = this.constantBefore(hint, Tensor.floats([value], []));
    const { element } = this.input(0);
    if (element === FLOAT) return name;
    if (element === 0) return this.addBefore(hint, { op: 'CastLike', inputs: [name, this.node.inputs[0]!] });
    return this.addBefore(hint, { op: 'Cast', inputs: [name], attributes: { to: { i: element } } });
  }

  /** Puts nodes between the node's first output and those who take it; each gets the name of the one before. */
  addAfter(hint: string, ...parts: ((value: string) => Omit<NewNode, 'outputs'>)[]): void {
    const outputs = this.node.outputs;
    const final = outputs[0]!;
    let value = this.freshName(hint);
    this.node.outputs = [value, ...outputs.slice(1)];
    for (const [i, part] of parts.entries()) {
      const output = i === parts.length - 1 ? final : this.freshName(hint);
      this.after.push(Node.create({ ...part(value), outputs: [output] }));
      value = output;
    }
  }

  private add(list: Node[], hint: string, parts: Omit<NewNode, 'outputs'>): string {
    const output = this.freshName(hint);
    list.push(Node.create({ ...parts, outputs: [output] }));
    return output;
  }

  private freshName(hint: string): string {
    const base = this.node.outputs.find((name) => name !== '') ?? this.node.op;
    return this.context.names.fresh(`${base}_${hint}`);
  }
}
