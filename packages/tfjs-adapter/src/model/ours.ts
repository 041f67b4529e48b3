// Layers of this package, as plain data: how to tell them, and what is left of them when nothing is dropped any more.
import type { LayerSpec } from './layer-spec.js';

/** All our classes have this prefix, since tfjs knows classes by name alone. */
export function isOurs({ className }: LayerSpec): boolean {
  return className.startsWith('Dropkit');
}

/** What a layer of ours comes to at inference. */
export type Remainder =
  /** The input, times a number. */
  | { readonly kind: 'scale'; readonly factor: number }
  /** Another layer. */
  | { readonly kind: 'layer'; readonly spec: LayerSpec }
  /** The layer itself: it does at inference what no layer of tfjs does. */
  | { readonly kind: 'itself' };

/** What a layer of ours comes to at inference. Layers that are not named here drop activations, and scale them by their policy. */
export function remainderOf({ className, config }: LayerSpec): Remainder {
  const { rate, scaling, name } = config as { rate?: number; scaling?: string; name?: string };
  const scales = scaling === 'standard' || className === 'DropkitShakeDrop';
  const factor = scales && typeof rate === 'number' ? 1 - rate : 1;
  if (className !== 'DropkitStochasticDepth') return { kind: 'scale', factor };
  return factor === 1 ? { kind: 'layer', spec: { className: 'Add', config: { name } } } : { kind: 'itself' };
}
