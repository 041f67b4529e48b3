// Several samples in one run of the model that `monteCarlo` makes, and the proof by the user's own data that they are what separate runs give.
import { TilingError } from '../errors.js';
import { monteCarlo } from '../monte-carlo/monte-carlo.js';
import type { MonteCarloReport } from '../monte-carlo/options.js';
import { disposeAll, type Sample, sampleOf, samplesOf } from './runner.js';
import type { Runtime, RuntimeSession, RuntimeTensors } from './runtime.js';

/** A model of which one run computes as many samples as an input says. */
export interface TiledModel {
  readonly bytes: Uint8Array;
  readonly report: MonteCarloReport & { readonly samples: string };
}

/** The model, or in words why there is none. */
export function tiledModel(bytes: Uint8Array): TiledModel | string {
  const reports: MonteCarloReport[] = [];
  try {
    const tiled = monteCarlo(bytes, { statistics: false, onReport: (report) => reports.push(report) });
    return { bytes: tiled, report: reports[0] as TiledModel['report'] };
  } catch (error) {
    if (!(error instanceof TilingError)) throw error;
    return error.problems.map(({ place, reason }) => `${place}: ${reason}`).join('; ');
  }
}

/**
 * Elements of all feeds together that one pass may have, over all its samples, and its most samples. Measured in docs/decisions/065: more
 * samples in a pass hardly save time, and memory, progress and aborts suffer.
 */
const MOST_ELEMENTS = 2 ** 20;
const MOST_SAMPLES = 32;

/** How many samples go into one pass. It depends on the feeds alone, so that a seed gives the same bits again. */
export function samplesPerPass(feeds: RuntimeTensors): number {
  const elements = Object.values(feeds).reduce((sum, { dims }) => sum + dims.reduce((a, b) => a * b, 1), 0);
  return Math.max(1, Math.min(MOST_SAMPLES, Math.floor(MOST_ELEMENTS / Math.max(elements, 1))));
}

/** The samples at steps one after another, in one run; call it in turn. */
export async function runTiled(
  { ort, session, outputs }: { readonly ort: Runtime; readonly session: RuntimeSession; readonly outputs: readonly string[] },
  { report }: TiledModel,
  feeds: RuntimeTensors,
  seed: bigint,
  steps: readonly number[],
): Promise<Sample[]> {
  const { address, samples } = report;
  const own = {
    [address.seed]: new ort.Tensor('uint64', BigUint64Array.of(seed), []),
    [address.step]: new ort.Tensor('uint32', Uint32Array.of(steps[0]!), []),
    [samples]: new ort.Tensor('int64', BigInt64Array.of(BigInt(steps.length)), []),
  };
  const tensors = await session.run({ ...feeds, ...own }, outputs);
  try {
    return samplesOf(await sampleOf(outputs, tensors), steps.length);
  } finally {
    disposeAll(tensors);
  }
}

/**
 * Part of the largest value of an output by which two runs may differ: kernels add up in another order for another number of rows. A sample
 * that took a value of another would differ by about its own size.
 */
const ROUNDING = 2 ** -10;

/** How a sample of a tiled pass differs from that of a separate run, in words; undefined when it is the same but for rounding. */
export function differs(outputs: readonly string[], tiled: Sample, separate: Sample): string | undefined {
  for (const [i, name] of outputs.entries()) {
    const [a, b] = [tiled[i]!, separate[i]!];
    if (a.shape.join() !== b.shape.join()) return `${name} is [${a.shape}] instead of [${b.shape}]`;
    const largest = b.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const at = a.values.findIndex((value, n) => !isNear(value, b.values[n]!, ROUNDING * largest));
    if (at >= 0) return `${name}[${at}] is ${a.values[at]} instead of ${b.values[at]}`;
  }
  return undefined;
}

function isNear(a: number, b: number, most: number): boolean {
  return Object.is(a, b) || a === b || Math.abs(a - b) <= most;
}
