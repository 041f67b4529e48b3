// Monte Carlo prediction of a LayersModel: only the dropout of this package is stochastic, everything else stays in inference mode.
// Gal and Ghahramani, "Dropout as a Bayesian approximation" (ICML 2016). SPEC section 10.
import { type ClassUncertainty, createClassUncertainty, type Moments, monteCarlo } from '@dropkit/core';
import { clone, dispose, keep, type Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { randomSeed } from '../layers/seed.js';
import { checkClasses, checkClassRows, checkInputs, checkModel } from './mc-checks.js';
import { checkMcOptions, type McPredictOptions } from './mc-options.js';
import { createSampler } from './sampler.js';

/** What the samples say about one output. Plain arrays in row-major order of `shape`; no tensors. */
export interface McOutput {
  /** Name of the output, that of the layer that it comes from. */
  readonly name: string;
  /** Shape of the output for all rows. */
  readonly shape: readonly number[];
  readonly mean: Float64Array;
  /** Unbiased variance over the samples; NaN for one sample. */
  readonly variance: Float64Array;
  readonly standardDeviation: Float64Array;
  /** Uncertainty per row, if `classes` was given for this output; NaN in rows where a probability was NaN. */
  readonly uncertainty?: ClassUncertainty;
}

/** The result of `mcPredict`. Its own statistics are those of the first output, which is all there is for most models. */
export interface McPrediction extends McOutput {
  /** The seed that was used. Together with `base` and the layers' streams it gives the same result again. */
  readonly seed: bigint;
  readonly samples: number;
  /** All outputs, in the model's order. */
  readonly outputs: readonly McOutput[];
}

/**
 * Predicts `samples` times with dropout on, and returns mean, variance and, for classifiers, uncertainty per row, for every output.
 *
 * Batch normalisation and all other layers stay in inference mode: no weight, moving average or training step changes. No
 * tensor is left behind, and `x` may be disposed while it runs. Other predictions, trainings and Monte Carlo runs on the same model may go on meanwhile. A layer that
 * stands at several places of a model draws a mask of its own at each.
 *
 * @param model a sequential, functional or nested model with at least one dropout layer of this package; `convertDropout` makes one
 * @param x the model's input: a tensor, for several inputs an array or an object with a tensor under each input's name; rows are along axis 0
 * @throws (rejects) TypeError or RangeError for bad arguments; for `classes` with an output that is no rows of probabilities; for
 * `until` where all samples are the same; for an `x` of a
 * shape or dtype that the model does not take; for models without our layers, with all of them at rate 0, with tfjs' own dropout at a rate
 * above 0 (it would stay off without a word), with two sites on one stream, or with states; the signal's reason when aborted
 * @example
 * const { mean, uncertainty } = await mcPredict(model, x, { samples: 50, seed: 42, classes: 10 });
 * uncertainty.mutualInformation; // per row: how much the samples disagree
 * @example
 * const { outputs } = await mcPredict(twoHeads, { image, meta }, { samples: 50, classes: { label: 10 } });
 */
export async function mcPredict(
  model: LayersModel,
  x: Tensor | Tensor[] | Readonly<Record<string, Tensor>>,
  options: McPredictOptions,
): Promise<McPrediction> {
  const { seed = randomSeed(), batchSize, fold, classes, onSample, ...loop } = checkMcOptions(options);
  const found = checkModel(model);
  const given = checkInputs(model, x);
  const counts = checkClasses(model, classes);
  const uncertainties = counts.map((count) => (count === undefined ? undefined : createClassUncertainty(count)));
  const { signal } = loop;
  const inputs = given.map((input) => keep(clone(input))); // the caller may dispose his, or end the tidy that made them
  const sampler = createSampler(model, found, inputs, {
    seed,
    batchSize,
    fold,
    end: loop.base + loop.samples,
    ...(signal && { signal }),
  });
  const take = (values: Float32Array, step: number) => {
    const outputs = split(values, sampler.shapes);
    outputs.forEach((output, i) => {
      const count = counts[i];
      if (count !== undefined) checkClassRows(sampler.shapes[i], count);
      uncertainties[i]?.add(output);
    });
    onSample?.(outputs[0], step, outputs);
  };

  const moments = await monteCarlo(sampler.sample, { ...loop, onSample: take }).finally(() => dispose(inputs));
  const statistics = splitMoments(moments, sampler.shapes);
  const outputs = statistics.map((statistic, i): McOutput => {
    const name = model.outputs[i].sourceLayer.name;
    const uncertainty = uncertainties[i]?.result();
    return { name, shape: sampler.shapes[i], ...statistic, ...(uncertainty && { uncertainty }) };
  });
  return { seed, samples: moments.count, ...outputs[0], outputs };
}

function splitMoments(moments: Moments, shapes: readonly (readonly number[])[]) {
  const [means, variances, deviations] = [moments.mean, moments.variance(), moments.standardDeviation()].map((values) =>
    split(values, shapes),
  );
  return shapes.map((_, i) => ({ mean: means[i], variance: variances[i], standardDeviation: deviations[i] }));
}

/** The parts of values that belong to one output each, as arrays of their own; a single one is the whole. */
function split<T extends Float32Array | Float64Array>(values: T, shapes: readonly (readonly number[])[]): T[] {
  if (shapes.length === 1) return [values];
  let offset = 0;
  return shapes.map((shape) => {
    const start = offset;
    offset += shape.reduce((product, dim) => product * dim, 1);
    return values.slice(start, offset) as T;
  });
}
