// The Bernoulli family alone, for apps that count bytes: the same functions on a smaller table. Same configs, same masks, same errors.
import type { Address, AddressWords } from './address.js';
import type { Capabilities } from './backend.js';
import { type Call, checkCallOf, checkPlanOf } from './check-call.js';
import { type Dropout, type DropoutOptions, dropoutSite } from './dropout-site.js';
import { UnsupportedError } from './errors.js';
import type { FuseOptions } from './fuse.js';
import type { Slice } from './mask-index-map.js';
import { type Plan, type PlanInput, selectGradient } from './plan.js';
import { BERNOULLI_KINDS } from './sound/bernoulli-kinds.js';
import type { FloatArray } from './typed-arrays.js';
import { BERNOULLI_CATALOG, type BernoulliConfig } from './variant/bernoulli-table.js';
import { lowerWith } from './variant/lowering.js';
import { parseWith } from './variant/parse.js';
import type { ExactConfig } from './variant/table.js';
import type { Phase } from './variant/variant.js';

export type { BernoulliConfig };

/**
 * `parseConfig` for the Bernoulli family.
 *
 * @throws TypeError for a wrong type, a missing or an unknown field; RangeError for a wrong value, such as a variant of another family
 * @example parseConfig({ variant: 'spatial', p: 0.2, layout: 'channelsLast' });
 */
export function parseConfig(json: unknown): BernoulliConfig {
  return parseWith(BERNOULLI_CATALOG, json);
}

/**
 * `lower` for the Bernoulli family.
 *
 * @throws what `parseConfig` throws; RangeError when the shape, slice or phase does not fit
 * @example lower({ variant: 'dropout', p: 0.5 }, [32, 128], 'train');
 */
export function lower(config: BernoulliConfig, shape: readonly number[], phase: Phase, slice?: Slice): Plan {
  return lowerWith(BERNOULLI_CATALOG, config, shape, phase, slice);
}

/**
 * `createDropout` for the Bernoulli family, without `bias` and `residual` in `forward`.
 *
 * @throws what `parseConfig` throws; TypeError or RangeError for a missing backend, a bad seed, stream or step, an unknown option
 * @example const dropout = createDropout({ variant: 'dropout', p: 0.5 }, { backend, seed: 42 });
 */
export function createDropout<Buffer, Mask = Uint32Array, Config extends BernoulliConfig = BernoulliConfig>(
  config: Config & ExactConfig<Config>,
  options: DropoutOptions<Buffer, Mask>,
): Dropout<Buffer, Mask, Config> {
  return dropoutSite<Buffer, Mask, BernoulliConfig, Config>(BERNOULLI_CATALOG as never, config, options, alone);
}

/** Instead of `fuse`, which would be a tenth of this entry. */
function alone(plan: Plan, { bias, residual }: FuseOptions): Plan {
  if (!bias && !residual) return plan;
  throw new UnsupportedError(
    '[@dropkit/core] dropout.forward: "bias" and "residual" need createDropout of @dropkit/core itself.',
  );
}

/**
 * `checkCall` for backends that run the plans of the Bernoulli family: identity, scale, zero and select.
 *
 * @returns the kept mask, or the address in words
 * @throws UnsupportedError, TypeError or RangeError as core's `checkCall`
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
  return checkCallOf(BERNOULLI_KINDS, call, capabilities, plan, source, input, out, of);
}

/**
 * `checkPlan` for the plans of the Bernoulli family.
 *
 * @throws UnsupportedError for a kind that the capabilities do not list, TypeError or RangeError for a malformed plan
 * @example checkPlan('mine', 'mask', CAPABILITIES, plan);
 */
export function checkPlan(pkg: string, operation: string, capabilities: Capabilities, plan: Plan): void {
  checkPlanOf(BERNOULLI_KINDS, pkg, operation, capabilities, plan);
}

/**
 * `gradientPlan` for the plans of the Bernoulli family, which have one input.
 *
 * @example gradientPlan(plan); // maps dy to dx
 */
export function gradientPlan(plan: Plan): Plan {
  return plan.kind === 'select' ? selectGradient(plan) : plan;
}
