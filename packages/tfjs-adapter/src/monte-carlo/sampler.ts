// One stochastic sample of a model's outputs after the other, in passes of some rows or, where rows are few, of some samples.

import { keep, slice, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { rangeError } from '../check.js';
import { NotFoldableError } from '../layers/folded.js';
import { type Pass, withSampling } from '../layers/sampling.js';
import type { FoundDropout } from '../model/dropout-sites.js';
import { repeatRows, samplesPerPass, withFoldedSampling } from './fold.js';

/** What is sampled, and how. */
export interface SamplerOptions {
  readonly seed: bigint;
  readonly batchSize: number;
  /** Whether several samples may share a pass. */
  readonly fold: boolean;
  /** Step after the last sample. */
  readonly end: number;
  readonly signal?: AbortSignal;
}

/** Draws samples; steps are asked for one after the other. */
export interface Sampler {
  /** The values of all outputs at a step, one output after the other. */
  sample(step: number): Promise<Float32Array>;
  /** Shapes of the outputs for all rows; known after the first sample. */
  readonly shapes: readonly (readonly number[])[];
}

/** A sampler of a model with this dropout. The model is as it was between its passes. */
export function createSampler(
  model: LayersModel,
  found: Pick<FoundDropout, 'ours' | 'seconds'>,
  inputs: readonly Tensor[],
  { seed, batchSize, fold, end, signal }: SamplerOptions,
): Sampler {
  const total = inputs[0].shape[0];
  const ready = new Map<number, Float32Array>();
  let shapes: (readonly number[])[] = [];
  let perPass = fold && hasFreeBatch(model) ? samplesPerPass(model, found.ours, total, batchSize) : 1;

  const run = async (steps: readonly number[], start: number, rows: number): Promise<Float32Array[][]> => {
    signal?.throwIfAborted();
    const passes = steps.map((step): Pass => ({ seed, step, start, rows, total }));
    const outputs = predict(model, found, inputs, passes);
    shapes = outputs.map(({ shape }) => (rows === total && steps.length === 1 ? shape : [total, ...shape.slice(1)]));
    const values = await takeValues(outputs);
    return steps.map((_, n) => values.map((whole) => part(whole, n, steps.length)));
  };

  const sampleInRows = async (step: number): Promise<Float32Array> => {
    const parts: Float32Array[][] = [];
    const pause = createPause();
    for (let start = 0; start < total; start += batchSize) {
      parts.push((await run([step], start, Math.min(batchSize, total - start)))[0]);
      await pause();
    }
    return join(shapes.flatMap((_, output) => parts.map((values) => values[output])));
  };

  const fillAhead = async (step: number): Promise<void> => {
    const steps = Array.from({ length: Math.min(perPass, end - step) }, (_, n) => step + n);
    const samples = await run(steps, 0, total);
    samples.forEach((values, n) => {
      ready.set(steps[n], join(values));
    });
  };

  const sample = async (step: number): Promise<Float32Array> => {
    if (perPass === 1) return sampleInRows(step);
    try {
      if (!ready.has(step)) await fillAhead(step);
    } catch (error) {
      if (!(error instanceof NotFoldableError)) throw error;
      perPass = 1;
      return sampleInRows(step);
    }
    const values = ready.get(step)!;
    ready.delete(step);
    return values;
  };
  return {
    sample,
    get shapes() {
      return shapes;
    },
  };
}

/** A model that was made for batches of one size keeps it. */
function hasFreeBatch(model: LayersModel): boolean {
  return model.inputs.every(({ shape }) => shape[0] == null);
}

/** Applications of a site's second copy count from here: its streams are derived from the first's as those of shared layers are. */
const SECOND = 2 ** 16;

/** One stochastic pass. Synchronous, so that nothing else can run while the sites draw. */
function predict(
  model: LayersModel,
  { ours, seconds }: Pick<FoundDropout, 'ours' | 'seconds'>,
  inputs: readonly Tensor[],
  passes: readonly Pass[],
): Tensor[] {
  const { start, rows } = passes[0];
  const batchSize = rows * passes.length;
  return tidy(() => {
    const batch = inputs.map((input) => repeatRows(sliceRows(input, start, rows), passes.length));
    const run = () => {
      for (const site of seconds) if (site.sampling) site.sampling.applications = SECOND;
      return [model.predict(batch.length === 1 ? batch[0] : batch, { batchSize })].flat();
    };
    const outputs = passes.length === 1 ? withSampling(ours, passes[0], run) : withFoldedSampling(ours, passes, run);
    checkRows(outputs, passes);
    return outputs.map(keep); // a tidy of the caller ends before the values are read
  });
}

/** A pass over a part of what is asked for must give that part of every output. */
function checkRows(outputs: readonly Tensor[], passes: readonly Pass[]): void {
  const [{ rows, total }] = passes;
  const expected = rows * passes.length;
  const other = outputs.find(({ shape }) => shape[0] !== expected);
  if (!other) return;
  if (passes.length > 1) throw new NotFoldableError(`${other.shape[0]} rows in an output, not ${expected}`);
  if (rows === total) return;
  const advice = `Its rows depend on each other. Use a batchSize of at least ${total}.`;
  throw rangeError(
    'mcPredict',
    'model',
    `${rows} rows in each output for as many in`,
    `shape [${other.shape.join(', ')}]`,
    advice,
  );
}

function sliceRows(x: Tensor, start: number, rows: number): Tensor {
  if (rows === x.shape[0]) return x;
  const rest = x.shape.slice(1);
  return slice(x, [start, ...rest.map(() => 0)], [rows, ...rest]);
}

async function takeValues(outputs: readonly Tensor[]): Promise<Float32Array[]> {
  try {
    // copies: the cpu backend hands out the tensor's own memory
    return await Promise.all(outputs.map(async (y) => new Float32Array(await y.data())));
  } finally {
    for (const y of outputs) y.dispose();
  }
}

function part(whole: Float32Array, n: number, count: number): Float32Array {
  const length = whole.length / count;
  return whole.subarray(n * length, (n + 1) * length);
}

function join(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, { length: more }) => length + more, 0));
  let offset = 0;
  for (const values of parts) {
    whole.set(values, offset);
    offset += values.length;
  }
  return whole;
}

/** Longest time in milliseconds that batches keep the event loop; between samples core's loop sees to it. */
const PAUSE_AFTER = 20;

function createPause(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < PAUSE_AFTER) return undefined;
    return new Promise<void>((resolve) => setTimeout(resolve, 0)).then(() => {
      last = performance.now();
    });
  };
}
