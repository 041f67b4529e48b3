// The interface between what dropout means (core) and what runs it. A backend is a value made by a factory and
// passed in: no registry, no global state, nothing at import. It sees plans, never variants.
import type { Address } from './address.js';
import type { Plan, PlanInput, PlanKind } from './plan.js';

/** Element types a backend may take. */
export type DType = 'float16' | 'float32' | 'float64';

/** What a backend can do, as data: the conformance suite runs exactly what is listed. */
export interface Capabilities {
  readonly plans: readonly PlanKind[];
  readonly dtypes: readonly DType[];
  /** `out` may be `x` itself. */
  readonly inPlace: boolean;
  /** A kept mask may stand in for the address in `forward` and `backward`. */
  readonly keptMask: boolean;
}

/** Inputs beside `x`, for plans that take them (`operandsOf`). */
export interface Operands<Buffer> {
  /** Second input of `choose` and `mix`: what takes the place of dropped elements, such as the previous state of zoneout. */
  readonly other?: Buffer;
  /** What `fused` adds to x before it drops: a value for each index of the last axis. */
  readonly bias?: Buffer;
  /** What `fused` adds after it dropped, of x's length; `out` may be the residual itself. */
  readonly residual?: Buffer;
}

/**
 * Runs plans on buffers of type `Buffer`; packed masks are `Mask` (u32 words on the CPU, a GPU buffer on a GPU).
 *
 * Where an address is expected a packed mask may be given instead, exactly as `mask` returned it for the same
 * plan: then nothing is drawn. Not for plans that draw numbers (`noise`, `concrete`), nor for a `block` plan on a part of what it counts. All arguments are checked before anything is written.
 */
export interface Backend<Buffer, Mask = Uint32Array> {
  /** Never there at run time: from it TypeScript infers the types of buffers and masks of a backend that is passed in. */
  readonly '~types'?: (buffer: Buffer, mask: Mask) => void;
  /** For people and reports, such as `cpu-simd`. */
  readonly name: string;
  readonly capabilities: Capabilities;
  /**
   * Applies the plan to `x` and returns `out`, or a new buffer, or `x` itself when the plan is the identity and `out` is absent. The result
   * has x's length, but for `columnSums` (`outputCount`).
   */
  forward<B extends Buffer>(plan: Plan, source: Address | Mask, x: B, out?: B, operands?: Operands<B>): B;
  /**
   * Maps the gradient of the output to that of an input, `x` unless another is asked for; redraws the mask from the address, or uses the
   * kept one. The result has the length of that input.
   */
  backward<B extends Buffer>(plan: Plan, source: Address | Mask, dy: B, out?: B, input?: PlanInput): B;
  /** The packed mask in mask shape: element n is bit n mod 32 of word n div 32, 1 = kept, unused bits 0 (SPEC section 4). */
  mask(plan: Plan, address: Address): Mask;
  /** Frees what the backend owns; later calls throw DisposedError. Calling it twice is fine. */
  dispose(): void;
}
