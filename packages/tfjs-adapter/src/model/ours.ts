// Layers of this package, as plain data: how to tell them, and what is left of them when nothing is dropped any more.
import type { LayerSpec } from './layer-spec.js';

/** All our classes have this prefix, since tfjs knows classes by name alone. */
const PREFIX = 'Dropkit';

/** Our RNN only tells cells where a sequence begins; what drops is the cell. */
const RNN = 'DropkitRNN';

/** Whether a layer is of this package. */
export function isOurs({ className }: LayerSpec): boolean {
  return className.startsWith(PREFIX);
}

/** Runs two recurrent layers, and drops nothing itself either. */
const BIDIRECTIONAL = 'DropkitBidirectional';

/** Whether a layer of this package drops by itself. */
export function dropsItself(spec: LayerSpec): boolean {
  return isOurs(spec) && spec.className !== RNN && spec.className !== BIDIRECTIONAL;
}

/** What a layer comes to at inference. */
export type Remainder =
  /** The input, times a number. */
  | { readonly kind: 'scale'; readonly factor: number }
  /** Another layer, which may hold dropout in turn. */
  | { readonly kind: 'layer'; readonly spec: LayerSpec }
  /** The layer itself: it does at inference what no layer of tfjs does. */
  | { readonly kind: 'itself' };

/** What a layer of ours comes to at inference; undefined for what drops nothing itself. Layers that are not named here drop activations, and scale them by their policy. */
export function remainderOf({ className, config }: LayerSpec): Remainder | undefined {
  if (className === BIDIRECTIONAL) return undefined;
  const { rate, scaling, name, layer, cell } = config as OurConfig;
  const scales = scaling === 'standard' || className === 'DropkitShakeDrop';
  const isIdentity = !scales || rate === 0;
  if (className === RNN) return { kind: 'layer', spec: { className: 'RNN', config } };
  if (className === 'DropkitZoneoutCell') return { kind: 'itself' }; // it mixes states
  const inner = layer ?? cell ?? (className === 'DropkitStochasticDepth' ? { className: 'Add', config: {} } : undefined);
  if (!inner) return { kind: 'scale', factor: isIdentity ? 1 : 1 - (rate ?? 0) };
  return isIdentity ? { kind: 'layer', spec: named(inner, name) } : { kind: 'itself' };
}

interface OurConfig {
  readonly name?: string;
  readonly rate?: number;
  readonly scaling?: string;
  readonly layer?: LayerSpec;
  readonly cell?: LayerSpec;
}

/** A wrapped layer goes by the wrapper's name, as its weights do. */
function named({ className, config }: LayerSpec, name: string | undefined): LayerSpec {
  return { className, config: { ...config, name } };
}

/** tfjs' RNN where none of our cells is left in it, else ours. */
export function settledRnn(spec: LayerSpec): LayerSpec {
  const holdsOurs = spec.className === 'RNN' && JSON.stringify(spec.config).includes(`"className":"${PREFIX}`);
  return holdsOurs ? { ...spec, className: RNN } : spec;
}
