// Derivatives of plans are plans: backends run them like any other. SPEC section 9.
import { errorText, UnsupportedError } from './errors.js';
import {
  type ChoosePlan,
  DROP_ALL,
  type FusedPlan,
  type NoisePlan,
  type Plan,
  type PlanInput,
  placeOf,
  type SelectPlan,
  scaledSelect,
  selectGradient,
} from './plan.js';

/**
 * The plan of the derivative with respect to an input: what maps dy to its gradient (SPEC section 9).
 * `backend.backward(plan, ...)` is `backend.forward(gradientPlan(plan), ...)`.
 *
 * @param input the input whose gradient is asked for; plans of one input have no other
 * @throws UnsupportedError for a `columnSums` plan: the gradient of a sum has more elements than the sum
 * @example gradientPlan(zoneoutPlan, 'other'); // maps dy to the gradient of the previous state
 */
export function gradientPlan(plan: Plan, input: PlanInput = 'x'): Plan {
  switch (plan.kind) {
    case 'select':
      return selectGradient(plan);
    case 'noise':
      return backwardNoise(plan);
    case 'choose':
      return chosenGradient(plan, input);
    case 'mix':
      return { kind: 'scale', ...placeOf(plan), factor: input === 'x' ? plan.factor : plan.otherFactor };
    case 'fused':
      return fusedGradient(plan, input);
    case 'columnSums':
      throw new UnsupportedError(
        errorText(
          'core',
          'gradientPlan',
          'plan',
          'a plan that has a gradient',
          'columnSums',
          'Run the fused plan on x = 0, with that gradient as bias.',
        ),
      );
    default:
      return plan;
  }
}

function backwardNoise({ backward, ...plan }: NoisePlan): NoisePlan {
  if (!backward) return plan;
  const { offset, amplitude, skip } = backward;
  return { ...plan, offset, amplitude, noiseMap: { ...plan.noiseMap, base: plan.noiseMap.base + skip } };
}

function fusedGradient(plan: FusedPlan, input: PlanInput): Plan {
  const { threshold, scale } = plan;
  const place = placeOf(plan);
  if (input === 'residual') return { kind: 'identity', ...place };
  return input === 'bias' ? { kind: 'columnSums', ...place, threshold, scale } : scaledSelect(place, threshold, scale);
}

/** dy where the input was chosen, +0 elsewhere. */
function chosenGradient(plan: ChoosePlan, input: PlanInput): Plan {
  const { threshold } = plan;
  if (threshold === 0 || threshold === DROP_ALL) {
    return { kind: (threshold === 0) === (input === 'x') ? 'identity' : 'zero', ...placeOf(plan) };
  }
  const select: SelectPlan = { kind: 'select', ...placeOf(plan), threshold, scale: 1, shift: 0, dropped: 0 };
  return input === 'x' ? select : { ...select, complement: true };
}

/**
 * The plan of the derivative with respect to a learnable parameter: maps x to dy/dparameter, so that the parameter's gradient is the sum of
 * `forward(tangentPlan(plan), address, x)` times dy.
 *
 * The parameter is the logit of p for `concrete`, and the logarithm of the squared amplitude (log alpha) for `noise` everywhere and of one kind
 * (not ShakeDrop's).
 *
 * @returns a plan that draws the numbers of `plan`; zeros for plans that have no such parameter
 * @example const dLogit = dot(backend.forward(tangentPlan(plan), address, x), dy);
 */
export function tangentPlan(plan: Plan): Plan {
  if (plan.kind === 'noise' && isLearnable(plan)) return { ...plan, offset: 0, amplitude: plan.amplitude / 2 };
  if (plan.kind !== 'concrete') return { kind: 'zero', ...placeOf(plan) };
  const odds = Math.exp(plan.logit);
  return { ...plan, scale: odds, slope: -(1 + odds) / plan.temperature };
}

/** Noise on every element, the same forward and backward: its amplitude is a parameter, that of ShakeDrop is not. */
function isLearnable({ threshold, backward }: NoisePlan): boolean {
  return threshold === undefined && backward === undefined;
}
