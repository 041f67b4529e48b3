// Inputs and outputs of a model, as a session has to know them.
import { elementTypeName } from '../model/element-type.js';
import { parseModel } from '../model/parse-model.js';
import { declaredType } from '../model/value-info.js';

/** Declared inputs and outputs of the main graph. */
export interface ModelValues {
  readonly inputs: readonly Described[];
  /** Stored tensors that are inputs too. */
  readonly optional: readonly Described[];
  readonly outputs: readonly Described[];
}

type Described = ReturnType<typeof described>;

/** Reads them from a model. */
export function modelValues(model: Uint8Array): ModelValues {
  const { graph } = parseModel('createMcSession', model);
  const stored = new Set(graph.initializers.map(({ name }) => name));
  const inputs = graph.message.messages('input').map(described);
  return {
    inputs: inputs.filter(({ name }) => !stored.has(name)),
    optional: inputs.filter(({ name }) => stored.has(name)),
    outputs: graph.message.messages('output').map(described),
  };
}

/** Whether an output can be tensors of numbers: what is not declared may be. */
export function isNumeric({ kind, elementType }: Described): boolean {
  if (kind === 'unknown') return true;
  return kind === 'tensor' && elementType !== 'string' && !elementType.startsWith('complex');
}

function described(info: Parameters<typeof declaredType>[0]) {
  const { kind, element, shape } = declaredType(info);
  return { name: info.text('name'), kind, elementType: elementTypeName(element), shape };
}
