// Whether the model of monteCarlo computes what separate runs compute, on the runtime that will run it.
import { checkObject } from '@dropkit/core';
import { rangeError, typeError, VerificationError } from '../errors.js';
import type { Model } from '../model/model.js';
import { parseModel } from '../model/parse-model.js';
import type { Runtime, RuntimeSession, RuntimeTensor, RuntimeTensors } from '../session/runtime.js';
import { inTurn } from '../session/turns.js';
import { compared, type VerifiedOutput } from './compare-samples.js';
import { madeFeeds, TRIED_SIZES } from './made-feeds.js';
import type { MonteCarloReport } from './options.js';

/** Choices of `verifyMonteCarlo`; all have defaults. */
export interface VerifyOptions {
  /** Inputs of the model but for those of the address and the number of samples. Default: made up from the declared shapes. */
  readonly feeds?: RuntimeTensors;
  /** How many samples to compare, an integer from 1. Default 3, or as many as the model computes. */
  readonly samples?: number;
  /** Default 1. */
  readonly seed?: bigint | number;
  /** Step of the first sample. Default 0. */
  readonly step?: number;
  /** For both sessions, as `InferenceSession.create` takes them: the execution provider that will be used. */
  readonly sessionOptions?: Readonly<Record<string, unknown>>;
}

/** What `verifyMonteCarlo` found. */
export interface Verification {
  readonly samples: number;
  /** Whether all samples are the same bits. */
  readonly equal: boolean;
  /** Over all outputs, as a part of the largest value of the output. */
  readonly largestDifference: number;
  readonly outputs: readonly VerifiedOutput[];
}

/**
 * Runs both models and compares: each sample of the one run with a separate run at its step.
 *
 * Kernels of runtimes sum up products of matrices with more rows in another order, so equal bits cannot be asked for; a sample with a mask or a
 * row of another one is far from what it should be. The most that is accepted: `VerifiedOutput.tolerance`.
 *
 * @param ort the module of onnxruntime-web or onnxruntime-node
 * @param sampledModel what `monteCarlo` was given
 * @param tiledModel what it gave
 * @throws (rejects) VerificationError when a sample differs by more than rounding
 * @throws (rejects) TypeError or RangeError for wrong arguments, and when feeds have to be given; what the runtime throws
 * @example await verifyMonteCarlo(ort, sampled, monteCarlo(sampled), { feeds: { x } });
 */
export async function verifyMonteCarlo(
  ort: Runtime,
  sampledModel: Uint8Array,
  tiledModel: Uint8Array,
  options: VerifyOptions = {},
): Promise<Verification> {
  const sampled = parseModel('verifyMonteCarlo', sampledModel);
  const report = reportOf(parseModel('verifyMonteCarlo', tiledModel));
  const checked = checkOptions(options, report);
  const names = report.outputs.map(({ name }) => name);
  return inTurn(ort, async () => {
    const alone = await ort.InferenceSession.create(sampledModel, checked.sessionOptions);
    try {
      const { feeds, first } = await acceptedFeeds(ort, sampled, alone, report, checked);
      const together = await runTogether(ort, tiledModel, feeds, report, checked); // first: too many samples fail at once
      const separate = [first];
      for (let t = 1; t < checked.samples; t++)
        separate.push(await alone.run({ ...feeds, ...addressAt(ort, report, checked, t) }, alone.outputNames));
      return judged(compared(names, together, separate), checked.samples);
    } finally {
      await alone.release();
    }
  });
}

interface Checked {
  readonly samples: number;
  readonly seed: bigint;
  readonly step: number;
  readonly feeds: RuntimeTensors | undefined;
  readonly sessionOptions: object;
}

/** The report that is part of the model. */
function reportOf({ message }: Model): MonteCarloReport {
  const entry = message.messages('metadata_props').find((one) => one.text('key') === 'dropkit.monteCarlo');
  if (entry) return JSON.parse(entry.text('value')) as MonteCarloReport;
  throw rangeError('verifyMonteCarlo', 'tiledModel', 'a model that monteCarlo made', 'another model');
}

const NAMES = ['feeds', 'samples', 'seed', 'step', 'sessionOptions'];
const DEFAULT_SAMPLES = 3;

function checkOptions(options: VerifyOptions, { samples: baked }: MonteCarloReport): Checked {
  const operation = 'verifyMonteCarlo';
  checkObject('onnx-export', operation, 'options', 'an object', options);
  const unknown = Object.keys(options).find((key) => !NAMES.includes(key));
  if (unknown) throw rangeError(operation, `options.${unknown}`, 'no such option', unknown);
  const own = typeof baked === 'number' ? baked : undefined;
  const { feeds, samples = own ?? DEFAULT_SAMPLES, seed = 1, step = 0, sessionOptions = {} } = options;
  if (!Number.isInteger(samples) || samples < 1 || (own !== undefined && samples !== own))
    throw rangeError(
      operation,
      'options.samples',
      own === undefined ? 'an integer from 1' : `${own}, as the model says`,
      `${samples}`,
    );
  if (typeof seed !== 'bigint' && !Number.isSafeInteger(seed)) throw typeError(operation, 'options.seed', 'an integer', seed);
  if (BigInt.asUintN(64, BigInt(seed)) !== BigInt(seed))
    throw rangeError(operation, 'options.seed', 'an integer from 0 to 2^64 - 1', `${seed}`);
  if (!Number.isInteger(step) || step < 0 || step + samples > 2 ** 32)
    throw rangeError(operation, 'options.step', 'an integer from 0 with step + samples at most 2^32', `${step}`);
  return { samples, seed: BigInt(seed), step, feeds, sessionOptions };
}

function addressAt(
  ort: Runtime,
  { address }: MonteCarloReport,
  { seed, step }: Checked,
  t: number,
): Record<string, RuntimeTensor> {
  return {
    [address.seed]: new ort.Tensor('uint64', BigUint64Array.of(seed), []),
    [address.step]: new ort.Tensor('uint32', Uint32Array.of(step + t), []),
  };
}

/** A session that can be told not to print what goes wrong. */
interface TryingSession {
  run(feeds: RuntimeTensors, fetches: readonly string[], options: object): Promise<RuntimeTensors>;
}

const SILENT = { logSeverityLevel: 4 };

/** Feeds with which the model runs, and what it gives for the first sample. */
async function acceptedFeeds(
  ort: Runtime,
  model: Model,
  session: RuntimeSession,
  report: MonteCarloReport,
  checked: Checked,
): Promise<{ feeds: RuntimeTensors; first: RuntimeTensors }> {
  const address = addressAt(ort, report, checked, 0);
  if (checked.feeds) {
    const first = await session.run({ ...checked.feeds, ...address }, session.outputNames);
    return { feeds: checked.feeds, first };
  }
  const trying: TryingSession = session;
  let failure: unknown;
  for (const size of TRIED_SIZES) {
    const feeds = madeFeeds(ort, model, new Set(Object.keys(address)), size);
    try {
      return { feeds, first: await trying.run({ ...feeds, ...address }, session.outputNames, SILENT) };
    } catch (error) {
      failure ??= error;
    }
  }
  const actual = failure instanceof Error ? failure.message : String(failure);
  throw rangeError('verifyMonteCarlo', 'options.feeds', 'feeds: the model does not run with made up ones', actual);
}

async function runTogether(
  ort: Runtime,
  model: Uint8Array,
  feeds: RuntimeTensors,
  report: MonteCarloReport,
  checked: Checked,
): Promise<RuntimeTensors> {
  const session = await ort.InferenceSession.create(model, checked.sessionOptions);
  const { samples } = report;
  const count =
    typeof samples === 'string' ? { [samples]: new ort.Tensor('int64', BigInt64Array.of(BigInt(checked.samples)), []) } : {};
  try {
    return await session.run(
      { ...feeds, ...addressAt(ort, report, checked, 0), ...count },
      report.outputs.map(({ name }) => name),
    );
  } finally {
    await session.release();
  }
}

/** @throws VerificationError */
function judged(outputs: readonly VerifiedOutput[], samples: number): Verification {
  const wrong = outputs.find(({ largestDifference, tolerance }) => !(largestDifference <= tolerance));
  if (wrong) throw new VerificationError(wrong.name, wrong.largestDifference, wrong.tolerance);
  const largestDifference = Math.max(0, ...outputs.map((output) => output.largestDifference));
  return { samples, equal: outputs.every(({ equal }) => equal), largestDifference, outputs };
}
