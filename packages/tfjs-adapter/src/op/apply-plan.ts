// A plan as a differentiable tfjs op. The derivative of a plan is a plan that draws the same numbers (core's gradientPlan),
// so the op's gradient is the op itself, at every order. Nothing is stored: what was drawn is drawn again from the address.
import type { Address, Plan } from '@dropkit/core';
import { gradientPlan, operandsOf } from '@dropkit/core';
import { add, customGrad, getBackend, mul, scalar, type Tensor, tidy, zerosLike } from '@tensorflow/tfjs-core';
import type { HostBackend } from '../cpu-backend.js';
import { runOnHost } from './run-on-host.js';
import { runPortable } from './run-portable.js';

/** tfjs backends whose tensors live in host memory, where our CPU kernels read them without a wait. */
const HOST_BACKENDS: readonly string[] = ['cpu', 'wasm'];

/**
 * Applies a plan to a float32 tensor of the plan's shape; the result is a new tensor, differentiable at every order.
 * `other` is there for plans that take it, and no other.
 */
export function applyPlan<T extends Tensor>(x: T, plan: Plan, address: Address, cpu: HostBackend, other?: T): T {
  if (x.size === 0 || plan.kind === 'identity') return x.clone();
  if (plan.kind === 'zero') return zerosLike(x);
  if (plan.kind === 'scale') return times(x, plan.factor);
  if (plan.kind === 'mix') return tidy(() => add(times(x, plan.factor), times(other!, plan.otherFactor)));
  const run = HOST_BACKENDS.includes(getBackend()) ? runOnHost : runPortable;
  const gradient = (dy: Tensor, input: 'x' | 'other') => applyPlan(dy, gradientPlan(plan, input), address, cpu);
  const inputs = 'other' in operandsOf(plan) ? [x, other!] : [x];
  const op = customGrad((...given) => {
    const [input, second] = given as Tensor[]; // and behind them tfjs' function that saves tensors
    return {
      value: run(input, plan, address, cpu, 'other' in operandsOf(plan) ? second : undefined),
      gradFunc: (dy: Tensor) => ('other' in operandsOf(plan) ? [gradient(dy, 'x'), gradient(dy, 'other')] : gradient(dy, 'x')),
    };
  });
  return op(...inputs) as T;
}

function times<T extends Tensor>(x: T, factor: number): T {
  return tidy(() => mul(x, scalar(factor)));
}
