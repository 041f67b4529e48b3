// Every WGSL text that a device may get is compiled, with each of its switches.
import { describe, expect, it } from 'vitest';
import type { Kernel, Store } from '../src/dispatch.js';
import { APPLY } from '../src/kernels/apply.js';
import { APPLY_PARTS } from '../src/kernels/apply-parts.js';
import { CHOOSE } from '../src/kernels/choose.js';
import { COLUMN_SUMS } from '../src/kernels/column-sums.js';
import { COLUMN_TOTALS } from '../src/kernels/column-totals.js';
import { CONCRETE } from '../src/kernels/concrete.js';
import { COUNT } from '../src/kernels/count.js';
import { CUTOUT } from '../src/kernels/cutout.js';
import { DILATE } from '../src/kernels/dilate.js';
import { DRAW } from '../src/kernels/draw.js';
import { DRAW_ROWS } from '../src/kernels/draw-rows.js';
import { FILL } from '../src/kernels/fill.js';
import { FUSED } from '../src/kernels/fused.js';
import { HOLES } from '../src/kernels/holes.js';
import { MIX } from '../src/kernels/mix.js';
import { NOISE } from '../src/kernels/noise.js';
import { NORMALIZE } from '../src/kernels/normalize.js';
import { SCALE } from '../src/kernels/scale.js';
import { WIDEN } from '../src/kernels/widen.js';
import { PER_THREAD, WORKGROUP } from '../src/limits.js';
import { MAX_AXES } from '../src/params.js';
import { assemble } from '../src/pipelines.js';
import { requestDevice } from './support.js';

const device = await requestDevice();
const STORES: Store[] = ['float32', 'float32-ragged', 'float16', 'float16-ragged'];

const ON_MASKS = [
  COLUMN_SUMS.float32,
  COLUMN_SUMS.float16,
  COUNT,
  CUTOUT,
  DILATE,
  DRAW,
  DRAW_ROWS,
  FILL,
  HOLES,
  NORMALIZE,
  WIDEN,
];
const ON_TENSORS = [APPLY, APPLY_PARTS, CHOOSE, COLUMN_TOTALS, CONCRETE, MIX, NOISE, SCALE];
const TEXTS = [
  ...ON_MASKS.map((kernel) => ({ name: kernel.name, kernel, store: undefined })),
  ...STORES.map((store) => ({ name: `fused on ${store}`, kernel: FUSED, store })),
  ...ON_TENSORS.flatMap((kernel) => STORES.map((store) => ({ name: `${kernel.name} on ${store}`, kernel, store }))),
];

/** All switches that a text declares. */
function switchesOf(kernel: Kernel, store?: Store): string[] {
  return [...assemble(kernel, store).matchAll(/override (\w+)/g)].map(([, name]) => name);
}

describe.each(TEXTS)('$name', ({ kernel, store }) => {
  it('compiles without a message', async () => {
    const module = device.createShaderModule({ label: kernel.name, code: assemble(kernel, store) });
    expect((await module.getCompilationInfo()).messages.map(({ message }) => message)).toEqual([]);
  });

  it('makes a pipeline with every switch off, on alone, and with all on', async () => {
    const module = device.createShaderModule({ label: kernel.name, code: assemble(kernel, store) });
    const switches = switchesOf(kernel, store);
    for (const on of [[], ...switches.map((name) => [name]), switches]) {
      const constants = Object.fromEntries(on.map((name) => [name, 1]));
      await device.createComputePipelineAsync({
        label: `${kernel.name} ${on.join(' ')}`,
        layout: 'auto',
        compute: { module, constants },
      });
    }
  });
});

it('shaders and code agree on their sizes', () => {
  expect(assemble(FILL)).toContain(`const WORKGROUP=${WORKGROUP}u;`);
  expect(assemble(FILL)).toContain(`const QUADS=${PER_THREAD / 4}u;`);
  for (const kernel of [DRAW, APPLY, CHOOSE, COLUMN_SUMS.float32, CONCRETE, FUSED, NOISE, HOLES, CUTOUT]) {
    const arrays = assemble(kernel).match(/axes:array<vec4u,\d+>/g);
    expect(new Set(arrays), kernel.name).toEqual(new Set([`axes:array<vec4u,${MAX_AXES}>`]));
  }
});
