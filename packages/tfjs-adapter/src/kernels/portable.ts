// Plans on any tfjs backend, with public ops only: what is drawn is drawn on the CPU and uploaded, x never leaves its device.
import { type Address, bitMap, elementCount, indexAt, isKept, maskCount, type Plan, type SelectPlan } from '@dropkit/core';
import { add, mul, reshape, scalar, type Tensor, tensor, tidy, where } from '@tensorflow/tfjs-core';
import { type HostBackend, sharedCpuBackend } from '../cpu-backend.js';
import type { PlanAttributes } from './plan-kernel.js';

/** Runs a plan that draws something. `where` selects, so a NaN in a dropped element stays behind. */
export function runPortable({ plan, address, host = sharedCpuBackend() }: PlanAttributes, x: Tensor, other?: Tensor): Tensor {
  return tidy(() => run(x, plan, address, host, other));
}

function run(x: Tensor, plan: Plan, address: Address, cpu: HostBackend, other?: Tensor): Tensor {
  if (plan.kind === 'select')
    return choose(
      plan,
      address,
      cpu,
      x,
      (part) => affine(part, plan),
      () => scalar(plan.dropped),
    );
  if (plan.kind === 'choose') return choose(plan, address, cpu, x, same, (shape) => reshape(other!, shape));
  const factors = cpu.forward(plan, address, new Float32Array(x.size).fill(1));
  const product = mul(x, tensor(factors, x.shape, 'float32'));
  if (plan.kind === 'noise' || plan.kind === 'concrete') return product;
  return choose(plan, address, cpu, product, same, () => scalar(0));
}

/** The highest rank that select takes on tfjs' WebGL backend. */
const MAX_RANK = 4;

/**
 * kept ? f(x) : g(shape), element by element; a plan's complement exchanges the two.
 *
 * It works in the shape of the plan's collapsed map, where `where` spreads the mask along shared axes. Only a noise shape that shares
 * every other axis of a tensor of rank 5 and more is not of low enough rank; its mask is spread here.
 */
function choose(
  plan: Plan,
  address: Address,
  cpu: HostBackend,
  x: Tensor,
  f: (x: Tensor) => Tensor,
  g: (shape: number[]) => Tensor,
): Tensor {
  const words = cpu.mask(plan, address);
  const { dims, strides } = plan.map;
  const spread = dims.length > MAX_RANK;
  const bytes = spread ? elementBytes(plan, words) : keptBytes(maskCount(plan), (n) => isKept(words, n));
  const shape = spread ? [x.size] : [...dims];
  const mask = tensor(bytes, spread ? shape : shape.map((dim, d) => (strides[d] === 0 ? 1 : dim)), 'bool');
  const [kept, dropped] = [f(reshape(x, shape)), g(shape)];
  const complement = plan.kind === 'select' && plan.complement;
  return reshape(complement ? where(mask, dropped, kept) : where(mask, kept, dropped), x.shape);
}

function elementBytes(plan: Plan, words: Uint32Array): Uint8Array {
  const bits = bitMap(plan.map);
  return keptBytes(elementCount(plan), (n) => isKept(words, indexAt(bits, n)));
}

/** tfjs uploads booleans as one byte an element. */
function keptBytes(count: number, kept: (n: number) => boolean): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let n = 0; n < count; n++) bytes[n] = kept(n) ? 1 : 0;
  return bytes;
}

function affine(x: Tensor, { scale, shift }: SelectPlan): Tensor {
  const scaled = scale === 1 ? x : mul(x, scalar(scale));
  return shift === 0 ? scaled : add(scaled, scalar(shift));
}

function same(x: Tensor): Tensor {
  return x;
}
