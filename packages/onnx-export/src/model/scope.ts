// What a graph and a function have in common: a list of nodes that define values in one scope of names.
import type { Message } from '../wire/message.js';
import { Node } from './node.js';
import { Tensor } from './tensor.js';

/** A GraphProto or FunctionProto, with edits of its nodes. */
export class Scope {
  private readonly views = new Map<Message, Node>();

  /** @param kind a graph names its inputs with types, a function has only their names */
  constructor(
    readonly message: Message,
    readonly kind: 'graph' | 'function',
  ) {}

  /** The nodes in the order of the file; the same object for the same node each time. */
  get nodes(): Node[] {
    return this.message.messages('node').map((message) => this.view(message));
  }

  get inputs(): string[] {
    return this.names('input');
  }

  get outputs(): string[] {
    return this.names('output');
  }

  /** The stored tensors that are values of this scope; a function has none. */
  get initializers(): Tensor[] {
    return this.kind === 'graph' ? this.message.messages('initializer').map((message) => new Tensor(message)) : [];
  }

  /** Names that stored sparse tensors define; a sparse tensor's name is that of its values. */
  get sparseInitializers(): string[] {
    if (this.kind === 'function') return [];
    return this.message.messages('sparse_initializer').map((sparse) => sparse.message('values')?.text('name') ?? '');
  }

  /** What is declared about values: a graph's inputs and outputs, and what lies between them. */
  get valueInfos(): Message[] {
    const ends = this.kind === 'graph' ? [...this.message.messages('input'), ...this.message.messages('output')] : [];
    return [...ends, ...this.message.messages('value_info')];
  }

  /** Puts what the function gives for each node into its place: the node alone, with others around it, or nothing. */
  rewrite(replacement: (node: Node) => readonly Node[]): void {
    this.message.replaceEach('node', (message) => replacement(this.view(message)).map((node) => node.message));
  }

  private names(field: 'input' | 'output'): string[] {
    if (this.kind === 'function') return this.message.texts(field);
    return this.message.messages(field).map((value) => value.text('name'));
  }

  private view(message: Message): Node {
    const known = this.views.get(message);
    if (known) return known;
    const node = new Node(message);
    this.views.set(message, node);
    return node;
  }
}
