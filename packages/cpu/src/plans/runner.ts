// How a backend runs one kind of plan. A backend is a table of these: what is not in the table costs nobody a byte.
import type { AddressWords, FloatArray, Operands, Plan, PlanKind } from '@dropkit/core';
import type { Kernels } from '../kernels.js';

/** Runs plans of one kind on checked arguments. */
export interface Runner<P extends Plan, K extends Kernels> {
  /** Writes the result on `x` to `out`, which may be `x`. The source is an address or a kept mask; operands are those that the plan takes. */
  run(
    kernels: K,
    plan: P,
    source: AddressWords | Uint32Array,
    x: FloatArray,
    out: FloatArray,
    operands: Operands<FloatArray>,
  ): void;
  /** The packed mask; absent where nothing is drawn. */
  mask?(kernels: K, plan: P, address: AddressWords): Uint32Array;
}

/** A plan of one kind. */
export type PlanOf<Kind extends PlanKind> = Extract<Plan, { kind: Kind }>;

/** The kinds that a backend runs. */
export type Runners<K extends Kernels, Kind extends PlanKind = PlanKind> = {
  readonly [P in Kind]: Runner<PlanOf<P>, K>;
};
