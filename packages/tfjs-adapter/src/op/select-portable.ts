// Select plans on any tfjs backend, with public ops only: the mask is drawn on the CPU and uploaded, x never leaves its device.
import { type Address, bitMap, elementCount, indexAt, isKept, maskCount, type SelectPlan } from '@dropkit/core';
import { add, mul, reshape, scalar, type Tensor, tensor, where } from '@tensorflow/tfjs-core';
import type { HostBackend } from '../cpu-backend.js';

/** The highest rank that select takes on tfjs' WebGL backend. */
const MAX_RANK = 4;

/**
 * y = kept ? scale x + shift : dropped. `where` selects, so a NaN in a dropped element stays behind.
 *
 * It works in the shape of the plan's collapsed map, where `where` spreads the mask along shared axes. Only a noise shape that shares
 * every other axis of a tensor of rank 5 and more is not of low enough rank; its mask is spread here.
 */
export function selectPortable(x: Tensor, plan: SelectPlan, address: Address, cpu: HostBackend): Tensor {
  const words = cpu.mask(plan, address);
  const { dims, strides } = plan.map;
  const spread = dims.length > MAX_RANK;
  const bytes = spread ? elementBytes(plan, words) : keptBytes(maskCount(plan), (n) => isKept(words, n));
  const shape = spread ? [x.size] : [...dims];
  const mask = tensor(bytes, spread ? shape : shape.map((dim, d) => (strides[d] === 0 ? 1 : dim)), 'bool');
  return reshape(where(mask, kept(reshape(x, shape), plan), scalar(plan.dropped)), x.shape);
}

function elementBytes(plan: SelectPlan, words: Uint32Array): Uint8Array {
  const bits = bitMap(plan.map);
  return keptBytes(elementCount(plan), (n) => isKept(words, indexAt(bits, n)));
}

/** tfjs uploads booleans as one byte an element. */
function keptBytes(count: number, kept: (n: number) => boolean): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let n = 0; n < count; n++) bytes[n] = kept(n) ? 1 : 0;
  return bytes;
}

function kept(x: Tensor, { scale, shift }: SelectPlan): Tensor {
  const scaled = scale === 1 ? x : mul(x, scalar(scale));
  return shift === 0 ? scaled : add(scaled, scalar(shift));
}
