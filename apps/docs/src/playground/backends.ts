// The three backends behind one small interface: draw, apply, and how long that takes here.
import { type Address, createReferenceBackend, operandsOf, type Plan } from '@dropkit/core';
import { createCpuBackend } from '@dropkit/cpu';

/** What one forward call was given. */
export interface Work {
  readonly plan: Plan;
  readonly address: Address;
  readonly x: Float32Array;
}

/** A backend as the page uses it. */
export interface Runner {
  /** What it calls itself, with the device where there is one. */
  readonly label: string;
  mask(work: Work): Promise<Uint32Array>;
  forward(work: Work): Promise<Float32Array>;
  /** Milliseconds of one forward call. */
  time(work: Work): Promise<Timing>;
}

/** A measured time and how it was measured. */
export interface Timing {
  readonly milliseconds: number;
  readonly how: string;
}

/** A measurement is as many calls as fill this. */
const MILLISECONDS = 4;
const MOST_CALLS = 256;
const MEASUREMENTS = 5;

/** The second input of variants that have one. */
export function operandsFor({ plan, x }: Work): { other: Float32Array } | undefined {
  return 'other' in operandsOf(plan) ? { other: x.map((value) => -value) } : undefined;
}

/** Slow and readable: timed once. */
export function referenceRunner(): Runner {
  const backend = createReferenceBackend();
  const forward = (work: Work) =>
    backend.forward(work.plan, work.address, work.x, new Float32Array(work.x.length), operandsFor(work));
  return {
    label: 'reference',
    mask: async ({ plan, address }) => backend.mask(plan, address),
    forward: async (work) => forward(work),
    time: async (work) => {
      const start = performance.now();
      forward(work);
      return { milliseconds: performance.now() - start, how: 'one call' };
    },
  };
}

/** WebAssembly SIMD, or JavaScript where that is missing. */
export function cpuRunner(): Runner {
  const backend = createCpuBackend();
  const forward = (work: Work) =>
    backend.forward(work.plan, work.address, work.x, new Float32Array(work.x.length), operandsFor(work));
  return {
    label: backend.name,
    mask: async ({ plan, address }) => backend.mask(plan, address),
    forward: async (work) => forward(work),
    time: async (work) => {
      const x = backend.alloc(work.x.length);
      const out = backend.alloc(work.x.length);
      x.set(work.x);
      const operands = operandsFor(work);
      const timing = await medianOf(async (calls) => {
        const start = performance.now();
        for (let i = 0; i < calls; i++) backend.forward(work.plan, work.address, x, out, operands);
        return performance.now() - start;
      });
      backend.free(x);
      backend.free(out);
      return timing;
    },
  };
}

/**
 * The median of some measurements, after one that is thrown away.
 *
 * @param measure milliseconds of so many calls
 */
export async function medianOf(measure: (calls: number) => Promise<number>): Promise<Timing> {
  let calls = 1;
  await measure(calls);
  while (calls < MOST_CALLS && (await measure(calls)) < MILLISECONDS) calls *= 2;
  const times: number[] = [];
  for (let i = 0; i < MEASUREMENTS; i++) times.push((await measure(calls)) / calls);
  const milliseconds = times.sort((a, b) => a - b)[(MEASUREMENTS - 1) / 2];
  return { milliseconds, how: `median of ${MEASUREMENTS} x ${calls} ${calls === 1 ? 'call' : 'calls'}` };
}
