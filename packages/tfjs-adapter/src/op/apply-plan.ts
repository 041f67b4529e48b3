// A plan as a differentiable tfjs op. Plans that draw run as a kernel of ours in tfjs' registry, on the backend that is set; the derivative
// of a plan is a plan that draws the same numbers, so the op has derivatives of every order. The
// mask is drawn again from the address, or kept packed for as long as tfjs' tape, where that is cheaper.
import type { Address, Plan } from '@dropkit/core';
import { gradientPlan } from '@dropkit/core';
import {
  add,
  engine,
  getBackend,
  getGradient,
  mul,
  registerGradient,
  scalar,
  type Tensor,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { type HostBackend, sharedCpuBackend } from '../cpu-backend.js';
import { drawnForGradient } from '../kernels/drawn.js';
import { KERNEL, type PlanAttributes } from '../kernels/plan-kernel.js';
import { NATIVE_BACKENDS, registerKernelFor } from '../kernels/register.js';

/**
 * Applies a plan to a float32 tensor of the plan's shape; the result is a new tensor, differentiable at every order.
 * `other` is there for plans that take it, and no other. `cpu` draws where it is not the one of this package.
 */
export function applyPlan<T extends Tensor>(x: T, plan: Plan, address: Address, cpu?: HostBackend, other?: T): T {
  const host = cpu === undefined || cpu === sharedCpuBackend() ? undefined : cpu;
  return run(x, { plan, address, host, drawn: drawnForGradient() }, other);
}

function run<T extends Tensor>(x: T, attributes: PlanAttributes, other?: T): T {
  const { plan } = attributes;
  if (x.size === 0 || plan.kind === 'identity') return x.clone();
  if (plan.kind === 'zero') return zerosLike(x);
  if (plan.kind === 'scale') return times(x, plan.factor);
  if (plan.kind === 'mix') return tidy(() => add(times(x, plan.factor), times(other!, plan.otherFactor)));
  registerFor([getBackend()]);
  return engine().runKernel(KERNEL, plan.kind === 'choose' ? { x, other: other! } : { x }, attributes as never) as T;
}

/**
 * Registers this package's kernel with tfjs for its cpu, wasm, webgl and webgpu backends. `dropout` and the layers do so by themselves at first
 * use of a backend; call this before `tf.copyRegisteredKernels`, or to have it done at a time of your own. Calling it again is fine.
 */
export function registerKernels(): void {
  registerFor(NATIVE_BACKENDS);
}

function registerFor(backendNames: readonly string[]): void {
  if (!getGradient(KERNEL)) registerGradient({ kernelName: KERNEL, gradFunc });
  for (const name of backendNames) registerKernelFor(name);
}

function gradFunc(dy: Tensor | Tensor[], _saved: Tensor[], given: object) {
  const attributes = given as PlanAttributes;
  const gradient = (input: 'x' | 'other') => () =>
    run(dy as Tensor, { ...attributes, plan: gradientPlan(attributes.plan, input) });
  return { x: gradient('x'), other: gradient('other') };
}

function times<T extends Tensor>(x: T, factor: number): T {
  return tidy(() => mul(x, scalar(factor)));
}
