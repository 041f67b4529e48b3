// NodeProto: one call of an operator or of a function of the model.
import { Message } from '../wire/message.js';
import { Attribute, type AttributeValue } from './attribute.js';
import { NODE } from './schema.js';

/** What a new node needs; the domain is that of ONNX itself unless given. */
export interface NewNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly name?: string;
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

/** One call. An input that is '' is left out. */
export class Node {
  constructor(readonly message: Message) {}

  static create({ op, inputs, outputs, name, domain, attributes = {} }: NewNode): Node {
    const message = Message.empty(NODE);
    for (const input of inputs) message.add('input', input);
    for (const output of outputs) message.add('output', output);
    if (name) message.set('name', name);
    message.set('op_type', op);
    for (const [key, value] of Object.entries(attributes)) message.add('attribute', Attribute.create(key, value).message);
    if (domain) message.set('domain', domain);
    return new Node(message);
  }

  /** The node's name, which may be '' and need not be unique. */
  get name(): string {
    return this.message.text('name');
  }

  get op(): string {
    return this.message.text('op_type');
  }

  set op(op: string) {
    this.message.set('op_type', op);
  }

  /** The operator's domain; '' is that of ONNX itself, however it is written. */
  get domain(): string {
    return canonicalDomain(this.message.text('domain'));
  }

  get inputs(): string[] {
    return this.message.texts('input');
  }

  set inputs(names: readonly string[]) {
    this.message.setTexts('input', names);
  }

  get outputs(): string[] {
    return this.message.texts('output');
  }

  set outputs(names: readonly string[]) {
    this.message.setTexts('output', names);
  }

  get attributes(): Attribute[] {
    return this.message.messages('attribute').map((message) => new Attribute(message));
  }

  attribute(name: string): Attribute | undefined {
    return this.attributes.find((attribute) => attribute.name === name);
  }

  /** Sets an attribute: in the place of the old one, or behind the others. */
  setAttribute(name: string, value: AttributeValue): void {
    const index = this.attributes.findIndex((attribute) => attribute.name === name);
    this.removeAttribute(name);
    this.message.add('attribute', Attribute.create(name, value).message, index < 0 ? undefined : index);
  }

  removeAttribute(name: string): void {
    const attribute = this.attribute(name);
    if (attribute) this.message.remove(attribute.message);
  }

  /** The GraphProto messages of its bodies, for If, Loop and Scan. */
  get bodies(): Message[] {
    return this.attributes.flatMap((attribute) => attribute.graphs);
  }
}

/** ONNX's own domain has two names. */
export function canonicalDomain(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain;
}
