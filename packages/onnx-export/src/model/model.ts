// ModelProto: a graph, the versions of the operator sets that it uses, and functions of its own.
import { Message } from '../wire/message.js';
import { canonicalDomain } from './node.js';
import { OPSET_ID } from './schema.js';
import { Scope } from './scope.js';

/** A whole file. */
export class Model {
  readonly graph: Scope;

  /** @param message a checked ModelProto, see parse-model.ts */
  constructor(readonly message: Message) {
    this.graph = new Scope(message.message('graph')!, 'graph');
  }

  /** As they are now: an edit may take functions away, or add some. */
  get functions(): readonly Scope[] {
    return this.message.messages('functions').map((fn) => new Scope(fn, 'function'));
  }

  get irVersion(): number {
    return Number(this.message.int('ir_version'));
  }

  /** Versions of the operator sets by domain; '' is ONNX's own. */
  get opsets(): Map<string, number> {
    return importedOpsets(this.message);
  }
}

/** The operator sets that a model or a function imports. Before IR version 3 there was only the first one. */
export function importedOpsets(message: Message): Map<string, number> {
  const imports = message.messages('opset_import');
  return new Map(imports.map((id) => [canonicalDomain(id.text('domain')), Number(id.int('version'))]));
}

/** Sets the version of ONNX's own operators in a model or a function. */
export function setOpset(message: Message, version: number): void {
  const ids = message.messages('opset_import').filter((id) => canonicalDomain(id.text('domain')) === '');
  for (const id of ids) id.set('version', version);
  if (ids.length > 0) return;
  const id = Message.empty(OPSET_ID);
  id.set('version', version);
  message.add('opset_import', id);
}
