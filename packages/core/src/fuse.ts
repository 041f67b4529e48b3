// Fusing: a plan that drops becomes one that also adds, before and after, so that a transformer's residual connection is one pass.
import { checkNoOthers } from './check-argument.js';
import { checkObject, checkValue, errorText, show, UnsupportedError } from './errors.js';
import { DROP_ALL, type FusedPlan, type Plan, placeOf } from './plan.js';

/** What a fused plan adds. */
export interface FuseOptions {
  /** To x, before it is dropped: a value for each index of the last axis. Default false. */
  readonly bias?: boolean;
  /** To what dropout gives: an array of x's shape. Default false. */
  readonly residual?: boolean;
}

const FUSABLE = 'a plan of kind identity, scale, zero or select that drops to 0 and adds nothing';
const ADVICE =
  'Variants with such plans: dropout, spatial, variational, token, embedding, head, dropPath, layerDrop, dropConnect, attention, recurrent, weightDrop.';

/**
 * The plan of y = residual + dropout(x + bias) in one pass, from that of dropout. It draws the same mask.
 *
 * @param plan what `lower` returned, in either phase
 * @returns a `fused` plan, whose operands `forward` takes; the plan itself where nothing is to be added
 * @throws UnsupportedError for plans that do more than scale what they keep; TypeError for wrong types and unknown options
 * @example
 * const plan = fuse(lower({ variant: 'dropout', p: 0.1 }, [32, 128], 'train'), { bias: true, residual: true });
 * const y = backend.forward(plan, address, x, undefined, { bias, residual }); // bias has 128 elements
 * const dBias = backend.backward(plan, address, dy, undefined, 'bias'); // 128 sums over 32 rows
 * @see SPEC section 8
 */
export function fuse(plan: Plan, options: FuseOptions): Plan {
  checkObject('core', 'fuse', 'plan', 'what lower() returns', plan);
  checkObject('core', 'fuse', 'options', 'an object { bias?, residual? }', options);
  const { bias = false, residual = false, ...others } = options;
  checkNoOthers('fuse', others);
  checkValue(typeof bias === 'boolean', true, 'core', 'fuse', 'bias', 'a boolean', bias);
  checkValue(typeof residual === 'boolean', true, 'core', 'fuse', 'residual', 'a boolean', residual);
  if (!bias && !residual) return plan;
  const branch = branchOf(plan);
  if (branch) return { kind: 'fused', ...placeOf(plan), ...branch, bias, residual };
  throw new UnsupportedError(errorText('core', 'fuse', 'plan', FUSABLE, show(plan.kind), ADVICE));
}

/** What a plan drops and how it scales what it keeps; undefined where that is not all it does. */
function branchOf(plan: Plan): Pick<FusedPlan, 'threshold' | 'scale'> | undefined {
  if (plan.kind === 'identity') return { threshold: 0, scale: 1 };
  if (plan.kind === 'scale') return { threshold: 0, scale: plan.factor };
  if (plan.kind === 'zero') return { threshold: DROP_ALL, scale: 1 };
  if (plan.kind !== 'select') return undefined;
  const { threshold, scale, shift, dropped, complement } = plan;
  return shift === 0 && dropped === 0 && !complement ? { threshold, scale } : undefined;
}
