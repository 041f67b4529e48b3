// Sizes and shapes as text.
import type { Dimension } from '@dropkit/onnx-export';

export function bytesText(count: number): string {
  return `${count.toLocaleString('en')} bytes`;
}

/** `[N, 3, ?]`: names are sizes that the caller chooses, `?` is not declared. */
export function shapeText(shape: readonly Dimension[] | null): string {
  if (!shape) return 'not declared';
  return shape.length === 0 ? 'scalar' : `[${shape.map((size) => size ?? '?').join(', ')}]`;
}

/** Four digits, and powers of ten where they are clearer: `0.9812`, `2.135e-7`, `0`. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  return size >= 0.001 && size < 10_000 ? value.toPrecision(4) : value.toExponential(3);
}

/** How long samples took, and one of them. */
export function paceText(samples: number, milliseconds: number): string {
  return `${samples} samples in ${(milliseconds / 1000).toFixed(2)} s, ${Number((milliseconds / samples).toPrecision(2))} ms each.`;
}

/** What went wrong, for readers. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
