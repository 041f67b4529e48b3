// What a user's feeds must be: a tensor of the right type under the name of each input, before anything runs.
import { checkObject, show } from '@dropkit/core';
import { rangeError, typeError } from '../errors.js';
import type { ValueDescription } from '../inspect/inspect.js';
import type { RuntimeTensor, RuntimeTensors } from './runtime.js';

/** Inputs that the user feeds. */
export interface KnownInputs {
  readonly required: readonly ValueDescription[];
  /** Stored tensors that are inputs too: they may be fed. */
  readonly optional: readonly ValueDescription[];
  /** Inputs that the session feeds itself. */
  readonly own: readonly string[];
}

/**
 * Checks feeds.
 *
 * @throws TypeError for what is no tensor, or one of another element type
 * @throws RangeError for a missing or unknown name, and sizes that the model does not declare
 */
export function checkFeeds(
  operation: string,
  { required, optional, own }: KnownInputs,
  feeds: unknown,
): asserts feeds is RuntimeTensors {
  checkObject('onnx-export', operation, 'feeds', 'an object with a tensor for each input', feeds);
  const given = feeds as Readonly<Record<string, unknown>>;
  const names = required.map(({ name }) => name);
  const known = [...required, ...optional.filter(({ name }) => name in given)];
  for (const name of Object.keys(given)) {
    if (own.includes(name))
      throw rangeError(operation, `feeds.${name}`, 'no such input: the session feeds it', show(given[name]));
    if (known.some((input) => input.name === name)) continue;
    throw rangeError(operation, 'feeds', `tensors for ${quoted(names)}`, `one for ${show(name)}`);
  }
  const missing = names.find((name) => given[name] === undefined);
  if (missing !== undefined)
    throw rangeError(operation, 'feeds', `a tensor for each of ${quoted(names)}`, `none for ${show(missing)}`);
  for (const input of known) checkTensor(operation, input, given[input.name]);
}

function checkTensor(operation: string, { name, kind, elementType, shape }: ValueDescription, value: unknown): void {
  if (kind !== 'tensor') return; // the runtime's to check
  const field = `feeds.${name}`;
  const { type, dims } = (value ?? {}) as Partial<RuntimeTensor>;
  if (typeof type !== 'string' || !Array.isArray(dims)) throw typeError(operation, field, `a tensor of ${elementType}`, value);
  if (type !== elementType && elementType !== 'unknown') throw typeError(operation, field, `a tensor of ${elementType}`, type);
  if (shape === null) return;
  const fits = dims.length === shape.length && shape.every((size, axis) => typeof size !== 'number' || size === dims[axis]);
  const expected = `shape [${shape.map((size) => size ?? '?').join(', ')}]`;
  if (!fits) throw rangeError(operation, field, expected, `[${dims.join(', ')}]`);
}

function quoted(names: readonly string[]): string {
  return names.length === 0 ? 'no input' : names.map((name) => JSON.stringify(name)).join(' and ');
}
