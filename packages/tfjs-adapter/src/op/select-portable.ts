// Select plans on any tfjs backend, with public ops only: the mask is drawn on the CPU and uploaded, x never leaves its device.
import { type Address, isKept, maskCount, type SelectPlan } from '@dropkit/core';
import { add, mul, reshape, scalar, type Tensor, tensor, where } from '@tensorflow/tfjs-core';
import type { HostBackend } from '../cpu-backend.js';

/** y = kept ? scale x + shift : dropped. `where` selects, so a NaN in a dropped element stays behind. */
export function selectPortable(x: Tensor, plan: SelectPlan, address: Address, cpu: HostBackend): Tensor {
  // The collapsed map has the lowest rank that tells shared axes apart; WebGL's select takes no rank above 4.
  const { dims, strides } = plan.map;
  const mask = tensor(keptBytes(plan, address, cpu), maskDims(dims, strides), 'bool');
  return reshape(where(mask, kept(reshape(x, [...dims]), plan), scalar(plan.dropped)), x.shape);
}

function maskDims(dims: readonly number[], strides: readonly number[]): number[] {
  return dims.map((dim, d) => (strides[d] === 0 ? 1 : dim));
}

function kept(x: Tensor, { scale, shift }: SelectPlan): Tensor {
  const scaled = scale === 1 ? x : mul(x, scalar(scale));
  return shift === 0 ? scaled : add(scaled, scalar(shift));
}

/** The mask as tfjs uploads booleans, one byte an element. */
function keptBytes(plan: SelectPlan, address: Address, cpu: HostBackend): Uint8Array {
  const words = cpu.mask(plan, address);
  const bytes = new Uint8Array(maskCount(plan));
  for (let n = 0; n < bytes.length; n++) bytes[n] = isKept(words, n) ? 1 : 0;
  return bytes;
}
