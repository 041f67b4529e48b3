// A session of onnxruntime that samples a model with dropout: it chooses how, runs, and gives core's statistics.
// Gal and Ghahramani, "Dropout as a Bayesian approximation" (ICML 2016). SPEC section 10.
import { checkObject, createClassUncertainty, DisposedError, monteCarlo, UnsupportedError } from '@dropkit/core';
import { rangeError } from '../errors.js';
import { checkFeeds } from './feeds.js';
import type { McPlan } from './mc-plan.js';
import { joined, type McResult, outputsOf } from './mc-result.js';
import { openSession } from './open-session.js';
import type { Opened } from './opened.js';
import {
  checkClassRows,
  checkRunOptions,
  checkSampleAddress,
  classesOf,
  type McRunOptions,
  type SampleAddress,
} from './run-options.js';
import type { Sample } from './runner.js';
import type { Runtime, RuntimeTensors } from './runtime.js';
import { checkSessionOptions, type McSessionOptions } from './session-options.js';

/** A model that can be sampled. */
export interface McSession {
  /** How it samples, and why. It changes when a run finds that samples cannot share a pass. */
  readonly plan: McPlan;
  /** Inputs to feed. */
  readonly inputNames: readonly string[];
  /** Outputs that statistics are taken of. */
  readonly outputNames: readonly string[];
  /**
   * Runs the model `samples` times with dropout on. Feeds are neither changed nor disposed; several runs at a time take turns.
   *
   * @throws (rejects) TypeError or RangeError for bad options or feeds, and where samples are all the same though onnxruntime should draw;
   * UnsupportedError for outputs whose shape changes from sample to sample; DisposedError after `release`; the signal's reason when aborted; what the runtime throws
   */
  run(feeds: RuntimeTensors, options: McRunOptions): Promise<McResult>;
  /**
   * One sample: the runtime's own output tensors, which are the caller's. Where samples share runs this takes a session of the runtime of its
   * own, which stays open.
   */
  sample(feeds: RuntimeTensors, address: SampleAddress): Promise<RuntimeTensors>;
  /** Frees all, once the runs that are under way have ended; calling it twice is fine. */
  release(): Promise<void>;
}

/**
 * Makes a session that samples a model with dropout on, in onnxruntime-web or onnxruntime-node: masks are drawn from a seed, in the graph or by
 * a backend, and several samples share a run where that gives the same. `plan` says what was chosen.
 *
 * @param ort the runtime's module object; it is not a dependency of this package
 * @param model the bytes of a .onnx file, with or without dropout; not changed
 * @throws (rejects) TypeError or RangeError for bad arguments and for a model without dropout; what `insert` and `activate` throw; what the runtime throws
 * @example
 * const session = await createMcSession(ort, model, { sites: { op: 'Relu' }, config: { variant: 'dropout', p: 0.1 } });
 * const { mean, standardDeviation } = await session.run({ x }, { samples: 50, seed: 42 });
 * await session.release();
 */
export async function createMcSession(ort: Runtime, model: Uint8Array, options: McSessionOptions = {}): Promise<McSession> {
  checkRuntime(ort);
  const checked = checkSessionOptions(options);
  return new OpenMcSession(await openSession(ort, model, checked), checked.seed);
}

function checkRuntime(ort: unknown): void {
  const expected = 'the module object of onnxruntime-web or onnxruntime-node';
  checkObject('onnx-export', 'createMcSession', 'ort', expected, ort);
  const { InferenceSession, Tensor } = ort as Partial<Runtime>;
  if (typeof InferenceSession?.create === 'function' && typeof Tensor === 'function') return;
  throw rangeError('createMcSession', 'ort', expected, 'an object without InferenceSession and Tensor');
}

class OpenMcSession implements McSession {
  private readonly underWay = new Set<Promise<unknown>>();
  private released: Promise<void> | undefined;

  constructor(
    private readonly opened: Opened,
    private readonly seed: bigint | number | undefined,
  ) {}

  get plan(): McPlan {
    return structuredClone(this.opened.plan);
  }

  get inputNames(): readonly string[] {
    return this.opened.inputs.required.map(({ name }) => name);
  }

  get outputNames(): readonly string[] {
    return this.opened.outputs;
  }

  run(feeds: RuntimeTensors, options: McRunOptions): Promise<McResult> {
    return this.alive('run', () => this.sampleAll(feeds, options));
  }

  sample(feeds: RuntimeTensors, address: SampleAddress): Promise<RuntimeTensors> {
    return this.alive('sample', async () => {
      checkFeeds('McSession.sample', this.opened.inputs, feeds);
      const { seed, step } = checkSampleAddress(address);
      const kept = { ...feeds };
      return this.opened.sampling.raw(kept, BigInt(seed), step);
    });
  }

  release(): Promise<void> {
    this.released ??= Promise.allSettled(this.underWay).then(() => this.opened.release());
    return this.released;
  }

  private alive<T>(operation: string, work: () => Promise<T>): Promise<T> {
    const text = `[@dropkit/onnx-export] McSession.${operation}: the session is released. Create a new one.`;
    if (this.released) return Promise.reject(new DisposedError(text));
    const result = work();
    this.underWay.add(result);
    const done = () => this.underWay.delete(result);
    result.then(done, done);
    return result;
  }

  private async sampleAll(given: RuntimeTensors, options: McRunOptions): Promise<McResult> {
    const { seed: own, classes, onSample, ...loop } = checkRunOptions(options);
    checkFeeds('McSession.run', this.opened.inputs, given);
    const feeds = { ...given };
    const names = this.outputNames;
    const counts = classesOf(names, classes);
    const isNative = this.opened.plan.mode === 'native';
    if (isNative && own !== undefined) throw rangeError('McSession.run', 'seed', 'no seed where onnxruntime draws', String(own));
    const seed = BigInt(own ?? this.seed ?? randomSeed());
    const uncertainties = counts.map((count) => (count === undefined ? undefined : createClassUncertainty(count)));
    const sampler = this.opened.sampling.sampler(feeds, seed, loop.base + loop.samples);
    let shapes: (readonly number[])[] = [];
    let latest: Sample = [];
    const draw = async (step: number) => {
      latest = await sampler(step);
      if (shapes.length === 0) shapes = latest.map(({ shape }) => shape);
      for (const [i, name] of names.entries()) checkSameShape(name, shapes[i]!, latest[i]!.shape, step);
      return joined(latest);
    };
    const take = (_: Float64Array, step: number) => {
      for (const [i, { values }] of latest.entries()) {
        const count = counts[i];
        if (count !== undefined) checkClassRows(shapes[i]!, count);
        uncertainties[i]?.add(values);
      }
      const all = latest.map(({ values }) => values);
      onSample?.(all[0]!, step, all);
    };
    const moments = await monteCarlo(draw, { ...loop, onSample: take });
    const outputs = outputsOf(names, shapes, moments, uncertainties);
    if (isNative && moments.count > 1 && moments.m2.every((sum) => sum === 0)) throw allTheSame(moments.count);
    return { seed: isNative ? null : seed, samples: moments.count, ...outputs[0]!, outputs };
  }
}

/** Of outputs such as detections there may be more in one sample than in another. */
function checkSameShape(name: string, first: readonly number[], shape: readonly number[], step: number): void {
  if (shape.join() === first.join()) return;
  throw new UnsupportedError(
    `[@dropkit/onnx-export] McSession.run: there are no statistics of output ${JSON.stringify(name)}, which is [${first}] in the first sample ` +
      `and [${shape}] at step ${step}. Draw samples by sample(), and see which belong together.`,
  );
}

function allTheSame(count: number): RangeError {
  const advice = 'onnxruntime has not dropped anything. Leave mode native out, so that masks are drawn from a seed.';
  return rangeError('McSession.run', 'model', 'samples that differ', `${count} that are all the same`, advice);
}

/** 53 random bits, so that the seed is a plain number in JSON. */
function randomSeed(): bigint {
  return crypto.getRandomValues(new BigUint64Array(1))[0]! >> 11n;
}
