// Operators whose parameters were attributes first and are inputs now.
import type { NodeUpgrade } from './node-upgrade.js';

/** Reduce*, Squeeze, Unsqueeze: `axes`. None means all for the first two, so an empty list may go. */
export function axesToInput(at: NodeUpgrade): void {
  intsToInput(at, 'axes', 1);
}

/** Split until 12: the sizes of the parts. */
export function splitToInput(at: NodeUpgrade): void {
  intsToInput(at, 'split', 1);
}

/** Split since 18 must be told how many equal parts it makes. */
export function countParts(at: NodeUpgrade): void {
  if (!at.node.inputs[1]) at.node.setAttribute('num_outputs', { i: at.node.outputs.length });
}

/** Slice until 9. */
export function sliceToInputs(at: NodeUpgrade): void {
  for (const [i, name] of ['starts', 'ends', 'axes'].entries()) intsToInput(at, name, i + 1);
}

/** TopK until 9. */
export function countToInput(at: NodeUpgrade): void {
  const k = at.take('k');
  if (k) at.setInput(1, at.int64sBefore('k', [k.int]));
}

/** Pad until 10. A value of 0 is the default of both forms. */
export function padToInputs(at: NodeUpgrade): void {
  intsToInput(at, 'pads', 1);
  const value = at.take('value');
  if (value && !Object.is(value.float, 0)) at.setInput(2, at.scalarBefore('value', value.float));
}

/** Clip until 10. */
export function clipToInputs(at: NodeUpgrade): void {
  for (const [i, name] of ['min', 'max'].entries()) {
    const limit = at.take(name);
    if (limit) at.setInput(i + 1, at.scalarBefore(name, limit.float));
  }
}

/** DFT until 19; its default axis was 1. */
export function axisToInput(at: NodeUpgrade): void {
  const axis = at.take('axis');
  at.setInput(2, at.scalarInt64('axis', axis?.int ?? 1n));
}

function intsToInput(at: NodeUpgrade, name: string, input: number): void {
  const values = at.take(name)?.ints ?? [];
  if (values.length > 0) at.setInput(input, at.int64sBefore(name, values));
}
