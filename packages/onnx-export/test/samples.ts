// T samples in one run beside T runs of one sample.
import type { MonteCarloReport } from '../src/monte-carlo/options.js';
import { bitsOf, type Feeds } from './run.js';
import { createSession, type Runtime, type SessionOptions } from './session.js';

/** Where the first sample is. */
export interface Start {
  readonly seed?: bigint;
  readonly step?: number;
}

type Outputs = Awaited<ReturnType<Awaited<ReturnType<typeof createSession>>['run']>>;

/** What both ways give; the rows of `separate` are samples. */
export interface BothWays {
  readonly together: Outputs;
  readonly separate: readonly Outputs[];
}

/** Runs both models, those of one report. */
export async function bothWays(
  ort: Runtime,
  models: { readonly sampled: Uint8Array; readonly tiled: Uint8Array; readonly report: MonteCarloReport },
  feeds: Feeds,
  samples: number,
  { seed = 42n, step = 0 }: Start = {},
  options: SessionOptions = {},
): Promise<BothWays> {
  const { address, samples: input } = models.report;
  const at = (n: number) => ({
    ...feeds,
    [address.seed]: new ort.Tensor('uint64', [seed], []),
    [address.step]: new ort.Tensor('uint32', Uint32Array.of(n), []),
  });
  const together = await createSession(ort, models.tiled, options);
  const alone = await createSession(ort, models.sampled, options);
  try {
    const count = typeof input === 'string' ? { [input]: new ort.Tensor('int64', [BigInt(samples)], []) } : {};
    const separate: Outputs[] = [];
    for (let t = 0; t < samples; t++) separate.push(await alone.run(at(step + t)));
    return { together: await together.run({ ...at(step), ...count }), separate };
  } finally {
    await together.release();
    await alone.release();
  }
}

/** The samples that differ, and how: empty when all are the same bits. */
export function differences({ together, separate }: BothWays, { outputs }: MonteCarloReport): string[] {
  return outputs.flatMap(({ name }) =>
    separate.flatMap((alone, t) => {
      const [all, one] = [together[name]!, alone[name]!];
      if (all.dims.join() !== [separate.length, ...one.dims].join())
        return [`${name} is [${all.dims}], one sample [${one.dims}]`];
      const own = sampleOf(all, t);
      return bitsOf(own as typeof one) === bitsOf(one)
        ? []
        : [`${name} of sample ${t}: ${own.data} instead of ${one.data}`.slice(0, 400)];
    }),
  );
}

/**
 * The largest difference, as a part of the largest value of the same output. Kernels of onnxruntime sum up products of matrices with more rows in
 * another order.
 */
export function largestDifference({ together, separate }: BothWays, { outputs }: MonteCarloReport): number {
  const parts = outputs.flatMap(({ name }) =>
    separate.map((alone, t) => {
      const one = alone[name]!.data as Float32Array;
      const own = sampleOf(together[name]!, t).data as Float32Array;
      const most = one.reduce((max, x) => Math.max(max, Math.abs(Number(x))), 0);
      const off = one.reduce((max, x, i) => Math.max(max, Math.abs(Number(x) - Number(own[i]))), 0);
      return off / (most || 1);
    }),
  );
  return Math.max(...parts);
}

/** One sample of an output. */
export function sampleOf({ type, dims, data }: Outputs[string], t: number): Pick<Outputs[string], 'type' | 'dims' | 'data'> {
  const size = dims.slice(1).reduce((a, b) => a * b, 1);
  return { type, dims: dims.slice(1), data: (data as Float32Array).slice(t * size, (t + 1) * size) };
}
