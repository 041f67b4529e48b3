// Writing nodes by calling functions: `add(a, b)` appends a node and gives the name of its output. One Body is one list of nodes with its
// own constants: a graph, the body of a function, or the body of a loop in either.
import { Attribute, type AttributeValue } from '../model/attribute.js';
import { Node } from '../model/node.js';
import { ATTRIBUTE, GRAPH, VALUE_INFO } from '../model/schema.js';
import { Tensor } from '../model/tensor.js';
import { Message } from '../wire/message.js';

/** Numbers of the element types that masks are computed in (TensorProto.DataType). */
export const TYPE = { float: 1, uint8: 2, int32: 6, int64: 7, bool: 9, float16: 10, double: 11, uint32: 12, uint64: 13 } as const;

/** An element type of TYPE. */
export type ElementType = (typeof TYPE)[keyof typeof TYPE];

/** Attributes of a new node; a Body is the body of a loop or a branch. */
export type Attributes = Readonly<Record<string, AttributeValue | { readonly body: Body } | { readonly reference: string }>>;

/** A value that a loop's body takes or gives: ORT wants the rank of what a Scan slices. */
export interface Port {
  readonly name: string;
  readonly type: ElementType;
  /** Absent: not even the rank is said. */
  readonly rank?: number;
}

/** Names for values that no one else in the same scope has. */
export interface Names {
  fresh(): string;
}

/** Short names `prefix0`, `prefix1`, ... */
export function names(prefix: string): Names {
  let next = 0;
  return { fresh: () => prefix + (next++).toString(36) };
}

/** A list of nodes that grows. */
export class Body {
  readonly nodes: Node[] = [];
  readonly inputs: Port[] = [];
  private readonly stored = new Map<string, Tensor>();

  /**
   * @param names makes the names of all values; bodies of loops share it with what is around them
   * @param constants what a constant becomes: an initializer, where there is a graph, or a node; or whose constants are used
   */
  constructor(
    readonly names: Names,
    private readonly constants: 'initializers' | 'nodes' | Body = 'initializers',
  ) {}

  /** The constants that were asked for, where they are initializers. */
  get initializers(): Tensor[] {
    return [...this.stored.values()];
  }

  /** Appends a node with one output and gives its name. An input '' is left out. */
  op(op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.ops(op, inputs, 1, attributes)[0]!;
  }

  /** Appends a node with several outputs. */
  ops(op: string, inputs: readonly string[], count: number, attributes: Attributes = {}, domain = ''): string[] {
    const outputs = Array.from({ length: count }, () => this.names.fresh());
    this.append(op, inputs, outputs, attributes, domain);
    return outputs;
  }

  /** Appends a node whose outputs have names already. */
  append(op: string, inputs: readonly string[], outputs: readonly string[], attributes: Attributes = {}, domain = ''): void {
    const node = Node.create({ op, inputs, outputs, domain });
    for (const [name, value] of Object.entries(attributes)) node.message.add('attribute', attribute(name, value));
    this.nodes.push(node);
  }

  /** A constant; equal ones are one. */
  constant(type: ElementType, values: readonly (number | bigint)[], dims: readonly number[] = [values.length]): string {
    if (this.constants instanceof Body) return this.constants.constant(type, values, dims);
    const raw = rawBytes(type, values);
    const key = `${type} ${dims} ${raw}`;
    const known = this.stored.get(key);
    if (known) return known.name;
    const tensor = Tensor.create(type, dims, raw, this.names.fresh());
    this.stored.set(key, tensor);
    if (this.constants === 'nodes') this.append('Constant', [], [tensor.name], { value: { t: tensor } });
    return tensor.name;
  }

  /** An int64 constant: a scalar of a number, a vector of numbers. */
  int64(value: number | readonly number[]): string {
    return typeof value === 'number' ? this.constant(TYPE.int64, [value], []) : this.constant(TYPE.int64, value);
  }

  /** A uint64 scalar. */
  uint64(value: bigint): string {
    return this.constant(TYPE.uint64, [value], []);
  }

  /** An input of the body of a loop; gives its name. */
  input(type: ElementType, rank?: number): string {
    const name = this.names.fresh();
    this.inputs.push(rank === undefined ? { name, type } : { name, type, rank });
    return name;
  }

  /** A body inside of this one, which sees its values and constants. */
  inner(): Body {
    return new Body(this.names, this.constants instanceof Body ? this.constants : this);
  }

  /** Ends the body of a loop or branch: its outputs are said, nothing can be added. */
  close(outputs: readonly Port[]): this {
    const graph = Message.empty(GRAPH);
    for (const node of this.nodes) graph.add('node', node.message);
    graph.set('name', 'b');
    for (const { message } of this.initializers) graph.add('initializer', message);
    for (const port of this.inputs) graph.add('input', valueInfo(port.name, port.type, unknownDims(port)));
    for (const port of outputs) graph.add('output', valueInfo(port.name, port.type, unknownDims(port)));
    this.closed = graph;
    return this;
  }

  /** The GraphProto of a body that was closed. */
  closed: Message | undefined;
}

/** A ValueInfoProto; without dims the rank is not said, a null dim is an unknown size. */
export function valueInfo(name: string, type: ElementType, dims?: readonly (number | string | null)[]): Message {
  return build(VALUE_INFO, (info) => {
    info.set('name', name);
    const typeField = VALUE_INFO.byName.get('type')!.kind;
    info.set(
      'type',
      build(typeField as Message['type'], (proto) => proto.set('tensor_type', tensorType(proto, type, dims))),
    );
  });
}

function tensorType(proto: Message, type: ElementType, dims?: readonly (number | string | null)[]): Message {
  return build(kindOf(proto, 'tensor_type'), (tensor) => {
    tensor.set('elem_type', type);
    if (!dims) return;
    const shape = build(kindOf(tensor, 'shape'), (list) => {
      for (const dim of dims)
        list.add(
          'dim',
          build(kindOf(list, 'dim'), (size) => setSize(size, dim)),
        );
    });
    tensor.set('shape', shape);
  });
}

function setSize(size: Message, dim: number | string | null): void {
  if (typeof dim === 'number') size.set('dim_value', dim);
  else if (dim !== null) size.set('dim_param', dim);
}

function kindOf(message: Message, field: string): Message['type'] {
  return message.type.byName.get(field)!.kind as Message['type'];
}

function build(type: Message['type'], fill: (message: Message) => void): Message {
  const message = Message.empty(type);
  fill(message);
  return message;
}

function unknownDims({ rank }: Port): null[] | undefined {
  return rank === undefined ? undefined : new Array<null>(rank).fill(null);
}

/** AttributeProto.AttributeType of what AttributeValue cannot say. */
const GRAPH_ATTRIBUTE = 5;
const INT_ATTRIBUTE = 2;

function attribute(name: string, value: Attributes[string]): Message {
  if (!('body' in value || 'reference' in value)) return Attribute.create(name, value).message;
  return build(ATTRIBUTE, (message) => {
    message.set('name', name);
    if ('body' in value) message.set('g', value.body.closed!);
    message.set('type', 'body' in value ? GRAPH_ATTRIBUTE : INT_ATTRIBUTE);
    if ('reference' in value) message.set('ref_attr_name', value.reference);
  });
}

type Writer = (view: DataView, at: number, value: number | bigint) => void;

/** Bytes of an element, and how it is written. */
const WRITERS: Readonly<Record<ElementType, readonly [number, Writer]>> = {
  [TYPE.float]: [4, (view, at, value) => view.setFloat32(at, Number(value), true)],
  [TYPE.uint8]: [1, (view, at, value) => view.setUint8(at, Number(value))],
  [TYPE.int32]: [4, (view, at, value) => view.setInt32(at, Number(value), true)],
  [TYPE.int64]: [8, (view, at, value) => view.setBigInt64(at, BigInt(value), true)],
  [TYPE.bool]: [1, (view, at, value) => view.setUint8(at, Number(value))],
  [TYPE.float16]: [2, (view, at, value) => view.setUint16(at, Number(value), true)], // the bits
  [TYPE.double]: [8, (view, at, value) => view.setFloat64(at, Number(value), true)],
  [TYPE.uint32]: [4, (view, at, value) => view.setUint32(at, Number(value), true)],
  [TYPE.uint64]: [8, (view, at, value) => view.setBigUint64(at, BigInt(value), true)],
};

function rawBytes(type: ElementType, values: readonly (number | bigint)[]): Uint8Array {
  const [size, write] = WRITERS[type];
  const raw = new DataView(new ArrayBuffer(size * values.length));
  for (const [i, value] of values.entries()) write(raw, size * i, value);
  return new Uint8Array(raw.buffer);
}
