// What tfjs' kernel registry knows of us: one kernel, in one form for each backend.
import type { Address, Plan } from '@dropkit/core';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { HostBackend } from '../cpu-backend.js';

/** Its name in tfjs' registry, in `tf.profile` and on the tape. */
export const KERNEL = 'DropkitPlan';

/** A packed mask, shared by the calls of one op and its derivatives. */
export interface Drawn {
  mask?: Uint32Array;
}

/** Attributes of a call. tfjs' tape hands the same object to the gradient. */
export interface PlanAttributes {
  readonly plan: Plan;
  readonly address: Address;
  /** A backend of the caller's that draws; absent for ours. */
  readonly host?: HostBackend;
  /** Where the mask is kept for derivatives. */
  readonly drawn?: Drawn;
}

/** A form of the kernel. Each states in types of its own what it uses of its backend: tfjs' packages are not imported. */
export interface PlanKernel {
  /** Whether an instance has what this form uses: it may be of another version, or somebody else's under the same name. */
  fits(backend: unknown): boolean;
  /** Runs a plan that draws something on an instance that fits; `other` is there for `choose`, and no other plan. */
  run(backend: never, attributes: PlanAttributes, x: Tensor, other?: Tensor): TensorInfo;
  /** Frees what is kept for an instance; called before tfjs disposes of it. */
  release?(backend: never): void;
}
