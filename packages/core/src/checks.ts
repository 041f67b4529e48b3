// The checks of backends that run plans of any kind.
import type { Address, AddressWords } from './address.js';
import type { Capabilities } from './backend.js';
import { type Call, checkCallOf, checkPlanOf } from './check-call.js';
import type { Plan, PlanInput } from './plan.js';
import { KINDS } from './sound/kinds.js';
import type { FloatArray } from './typed-arrays.js';

/**
 * Checks one call of `forward` or `backward`: the plan, the arrays (kind, element type, length, detached buffers, overlap)
 * and the source of the mask.
 *
 * @param of in a call of `backward`, the input whose gradient `out` receives, as the caller named it
 * @returns the kept mask, or the address in words
 * @throws UnsupportedError for a plan or element type that the capabilities do not list; TypeError for a wrong type; RangeError
 * for a wrong length or number, a detached buffer, or an `out` that overlaps the mask, or the input without being it
 * @example const source = checkCall({ pkg: 'mine', operation: 'forward', field: 'x' }, CAPABILITIES, plan, address, x, out);
 */
export function checkCall(
  call: Call,
  capabilities: Capabilities,
  plan: Plan,
  source: Address | Uint32Array,
  input: FloatArray,
  out: FloatArray | undefined,
  of?: PlanInput,
): AddressWords | Uint32Array {
  return checkCallOf(KINDS, call, capabilities, plan, source, input, out, of);
}

/**
 * Checks a plan that may have come from anywhere: that the backend runs its kind, and that its numbers make sense.
 *
 * @throws UnsupportedError for a kind that the capabilities do not list, TypeError or RangeError for a malformed plan
 * @example checkPlan('mine', 'mask', CAPABILITIES, plan);
 */
export function checkPlan(pkg: string, operation: string, capabilities: Capabilities, plan: Plan): void {
  checkPlanOf(KINDS, pkg, operation, capabilities, plan);
}
