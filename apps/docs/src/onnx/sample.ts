// Runs a model with dropout many times, and the file that it was made from a few times beside it, in onnxruntime-web's WebAssembly.

import { createCpuBackend } from '@dropkit/cpu';
import { createMcSession } from '@dropkit/onnx-export';
import wasmFile from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import * as ort from 'onnxruntime-web/wasm';
import { Draws } from './draws.js';
import { feedOf } from './feeds.js';
import { sizesHint, triedInputs } from './made-sizes.js';
import type { InputChoice, Progress, Sampled, SampleOrder } from './messages.js';
import { type Plain, plainRuns } from './plain.js';

ort.env.wasm.numThreads = 1; // more need headers that not every server sends
ort.env.wasm.wasmPaths = { wasm: new URL(wasmFile, import.meta.url).href };
ort.env.logLevel = 'error';

/** Enough to see whether anything in a file is random. */
const PLAIN_RUNS = 8;
/** The page hears of progress this often. */
const MILLISECONDS = 80;

/** The page shows what the runtime says; the console need not. */
const SILENT = { logSeverityLevel: 4 } as const;

type Tell = (progress: Progress) => void;
type Feeds = Record<string, ort.Tensor>;

/** @throws whatever onnxruntime says of the model, and RangeError or TypeError for inputs */
export async function sample(order: SampleOrder, original: Uint8Array, edited: Uint8Array, tell: Tell): Promise<Sampled> {
  const { samples } = order;
  const seed = parseSeed(order.seed);
  tell({ what: 'Running the file as it is', done: 0, total: samples });
  const { inputs, feeds, plain } = await runPlain(original, order);
  tell({ what: 'Loading the model with dropout', done: 0, total: samples });
  const session = await createMcSession(ort, edited, {
    sessionOptions: { logSeverityLevel: 3 },
    ...(order.mode !== 'rng' && { masks: createCpuBackend() }),
  });
  const draws = new Draws(samples);
  const start = performance.now();
  const onSample = (_: Float64Array, t: number, outputs: readonly Float64Array[]) => draws.add(outputs, t);
  const { outputs } = await session.run(feeds, { samples, seed, onSample, onProgress: rarely(tell) });
  const milliseconds = performance.now() - start;
  await session.release();
  const described = outputs.flatMap(({ name, shape, mean, standardDeviation }, i) => {
    const first = plain.get(name);
    return first ? [{ name, dims: shape, mean, deviation: standardDeviation, plain: first, ...draws.of(i) }] : [];
  });
  return { outputs: described, inputs, plainRuns: PLAIN_RUNS, samples, milliseconds, plan: session.plan };
}

function feedsOf(inputs: readonly InputChoice[], inputSeed: number): Feeds {
  const tensors = inputs.map((input) => {
    const { type, data, dims } = feedOf(input, inputSeed);
    return [input.name, new ort.Tensor(type as 'float32', data as Float32Array, dims)] as const;
  });
  return Object.fromEntries(tensors);
}

interface PlainRun {
  /** With the sizes that the file runs with. */
  readonly inputs: readonly InputChoice[];
  readonly feeds: Feeds;
  readonly plain: Map<string, Plain>;
}

/** With default options, as the file would be used. Where sizes are made up, others are tried before it fails. */
async function runPlain(model: Uint8Array, { inputs: given, inputSeed }: SampleOrder): Promise<PlainRun> {
  feedsOf(given, inputSeed); // what is wrong with them is said before anything is loaded
  const session = await ort.InferenceSession.create(model, { logSeverityLevel: 3 });
  let failure: unknown;
  try {
    for (const inputs of triedInputs(given)) {
      const feeds = feedsOf(inputs, inputSeed);
      try {
        const run = async () => (await session.run(feeds, SILENT)) as Record<string, ort.Tensor>;
        return { inputs, feeds, plain: await plainRuns(run, PLAIN_RUNS) };
      } catch (error) {
        if (!(error instanceof Error)) throw error; // out of memory: larger ones will not do
        failure ??= error;
      }
    }
    const hint = sizesHint(given);
    throw hint ? new Error(`${(failure as Error).message.replace(/\.?\s*$/, '.')} ${hint}`) : failure;
  } finally {
    await session.release();
  }
}

function rarely(tell: Tell): (done: number, total: number) => void {
  let told = 0;
  return (done, total) => {
    const now = performance.now();
    if (now - told < MILLISECONDS && done < total) return;
    told = now;
    tell({ what: 'Sampling', done, total });
  };
}

function parseSeed(text: string): bigint {
  const seed = /^\s*\d+\s*$/.test(text) ? BigInt(text) : -1n;
  if (seed >= 0n && seed < 2n ** 64n) return seed;
  throw new RangeError(`seed: expected an integer from 0 to 2^64 - 1, got "${text}".`);
}
