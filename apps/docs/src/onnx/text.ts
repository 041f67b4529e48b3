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

/** What went wrong, for readers. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
