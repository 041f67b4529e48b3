// The file as it is, run a few times: what it gives, and whether anything in it is random.
import { createMoments, type Moments } from '@dropkit/core';
import type { Tensor } from 'onnxruntime-web';
import { numbersOf } from './numbers.js';

/** What one output of it was. */
export interface Plain {
  readonly first: Float64Array;
  /** The largest standard deviation of an element over the runs. */
  readonly deviation: number;
}

/**
 * @param run one run with the feeds of all runs
 * @param runs 2 or more
 */
export async function plainRuns(run: () => Promise<Readonly<Record<string, Tensor>>>, runs: number): Promise<Map<string, Plain>> {
  const found = new Map<string, { first: Float64Array; moments: Moments }>();
  for (let n = 0; n < runs; n++) {
    for (const [name, tensor] of Object.entries(await run())) {
      const numbers = numbersOf(tensor);
      if (!numbers) continue;
      const output = found.get(name) ?? { first: numbers, moments: createMoments() };
      output.moments.add(numbers);
      found.set(name, output);
    }
  }
  return new Map([...found].map(([name, { first, moments }]) => [name, { first, deviation: largest(moments) }]));
}

function largest(moments: Moments): number {
  return moments.standardDeviation().reduce((most, value) => Math.max(most, value), 0);
}
