// One pass of a session of the runtime: a sample at an address, as numbers.
import { UnsupportedError } from '@dropkit/core';
import type { MaskFeeds } from './mask-feeds.js';
import type { Runtime, RuntimeSession, RuntimeTensor, RuntimeTensors } from './runtime.js';
import { valuesOf } from './tensor-values.js';

/** One output of one sample. */
export interface SampleOutput {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** The outputs of one sample. */
export type Sample = readonly SampleOutput[];

/** A session of the runtime and what its address or masks go into. */
export interface RunnerParts {
  readonly ort: Runtime;
  readonly session: RuntimeSession;
  /** Outputs to fetch. */
  readonly outputs: readonly string[];
  readonly address: { readonly seed: string; readonly step: string } | null;
  readonly masks: MaskFeeds | null;
}

/** Runs one sample, of which nothing is left behind but the numbers; call it in turn. */
export async function runSample(parts: RunnerParts, feeds: RuntimeTensors, seed: bigint, step: number): Promise<Sample> {
  const tensors = await runRaw(parts, feeds, seed, step);
  try {
    return await sampleOf(parts.outputs, tensors);
  } finally {
    disposeAll(tensors);
  }
}

/** The runtime's tensors of one sample; call it in turn. */
export async function runRaw(parts: RunnerParts, feeds: RuntimeTensors, seed: bigint, step: number): Promise<RuntimeTensors> {
  const { ort, session, outputs, address, masks } = parts;
  const own = address ? addressFeeds(ort, address, seed, step) : {};
  const drawn = await masks?.draw(feeds, seed, step);
  try {
    return await session.run({ ...feeds, ...own, ...drawn?.feeds }, outputs);
  } finally {
    drawn?.release();
  }
}

/** Outputs as numbers. */
export async function sampleOf(names: readonly string[], tensors: RuntimeTensors): Promise<Sample> {
  const outputs: SampleOutput[] = [];
  for (const name of names) {
    const tensor = tensors[name];
    if (!tensor)
      throw new UnsupportedError(`[@dropkit/onnx-export] McSession: the runtime gave no output ${JSON.stringify(name)}.`);
    outputs.push({ shape: [...tensor.dims], values: await valuesOf(name, tensor) });
  }
  return outputs;
}

/** The samples that outputs [T, ...] consist of. */
export function samplesOf(together: Sample, count: number): Sample[] {
  return Array.from({ length: count }, (_, n) =>
    together.map(({ shape, values }) => {
      const length = values.length / count;
      return { shape: shape.slice(1), values: values.slice(n * length, (n + 1) * length) };
    }),
  );
}

/** Frees what the runtime gave. */
export function disposeAll(tensors: RuntimeTensors): void {
  for (const tensor of Object.values(tensors)) tensor.dispose?.();
}

function addressFeeds(
  { Tensor }: Runtime,
  { seed: seedName, step: stepName }: { readonly seed: string; readonly step: string },
  seed: bigint,
  step: number,
): Record<string, RuntimeTensor> {
  return {
    [seedName]: new Tensor('uint64', BigUint64Array.of(seed), []),
    [stepName]: new Tensor('uint32', Uint32Array.of(step), []),
  };
}
