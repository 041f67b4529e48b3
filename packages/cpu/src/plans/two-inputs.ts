// Plans of two inputs: zoneout in training (choose) and in evaluation (mix).
import { type AddressWords, type ChoosePlan, DROP_ALL, type FloatArray, type MixPlan } from '@dropkit/core';
import type { FullKernels, Kernels } from '../kernels.js';
import { allBits } from '../mask/all.js';
import { drawMask } from '../mask/draw.js';
import { forEachChunk } from './chunks.js';
import type { Runner } from './runner.js';

export const choose: Runner<ChoosePlan, FullKernels> = {
  run(kernels, plan, source, x, out, { other }) {
    if (isDrawn(plan) || ArrayBuffer.isView(source)) chooseEach(kernels, plan, source, x, other!, out);
    else out.set(plan.threshold === 0 ? x : other!);
  },
  mask: (kernels: Kernels, plan, address) =>
    isDrawn(plan) ? drawMask(kernels, plan, address) : allBits(plan, plan.threshold === 0),
};

export const mix: Runner<MixPlan, FullKernels> = {
  run: (kernels, plan, _source, x, out, { other }) => kernels.mix(x, other!, out, plan),
};

function chooseEach(
  kernels: FullKernels,
  plan: ChoosePlan,
  source: AddressWords | Uint32Array,
  x: FloatArray,
  other: FloatArray,
  out: FloatArray,
): void {
  forEachChunk(kernels, plan, source, x.length, (start, count, bit) => kernels.choose(x, other, out, start, count, bit));
}

function isDrawn({ threshold }: ChoosePlan): boolean {
  return threshold > 0 && threshold < DROP_ALL;
}
