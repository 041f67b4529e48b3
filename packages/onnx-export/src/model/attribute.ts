// AttributeProto: a parameter of a node. It can be a reference to a parameter of the function that the node is in.
import { Message } from '../wire/message.js';
import { ATTRIBUTE } from './schema.js';
import { Tensor } from './tensor.js';

/** AttributeProto.AttributeType, for the kinds that are written here. */
const TYPE_NUMBERS = { f: 1, i: 2, s: 3, t: 4, g: 5, floats: 6, ints: 7 } as const;

/** What a new attribute can hold, by the name of its field. */
export type AttributeValue =
  | { readonly f: number }
  | { readonly i: number | bigint }
  | { readonly s: string }
  | { readonly t: Tensor }
  | { readonly floats: readonly number[] }
  | { readonly ints: readonly (number | bigint)[] };

/** A named parameter. */
export class Attribute {
  constructor(readonly message: Message) {}

  static create(name: string, value: AttributeValue): Attribute {
    const message = Message.empty(ATTRIBUTE);
    message.set('name', name);
    const [[field, content]] = Object.entries(value) as [[keyof typeof TYPE_NUMBERS, unknown]];
    if (content instanceof Tensor) message.set(field, content.message);
    else if (Array.isArray(content)) message.setNumbers(field, content);
    else message.set(field, content as number | bigint | string);
    message.set('type', TYPE_NUMBERS[field]);
    return new Attribute(message);
  }

  get name(): string {
    return this.message.text('name');
  }

  /** The function's attribute whose value this one takes; '' for a value of its own. */
  get reference(): string {
    return this.message.text('ref_attr_name');
  }

  get int(): bigint {
    return this.message.int('i');
  }

  get float(): number {
    return this.message.floats('f').at(-1) ?? 0;
  }

  get text(): string {
    return this.message.text('s');
  }

  get ints(): bigint[] {
    return this.message.ints('ints');
  }

  get floats(): number[] {
    return this.message.floats('floats');
  }

  get tensor(): Tensor | undefined {
    const message = this.message.message('t');
    return message && new Tensor(message);
  }

  /** The GraphProto messages in it: a body, or several. */
  get graphs(): Message[] {
    return [...this.message.messages('g'), ...this.message.messages('graphs')];
  }
}
