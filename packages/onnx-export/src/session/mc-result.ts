// What samples say: core's statistics, output by output, under the names that mcPredict of @dropkit/tfjs-adapter has.
import type { ClassUncertainty, ClassUncertaintyAccumulator, Moments } from '@dropkit/core';
import type { SampleOutput } from './runner.js';

/** What the samples say about one output. Plain arrays in row-major order of `shape`. */
export interface McOutput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly mean: Float64Array;
  /** Unbiased variance over the samples; NaN for one sample. */
  readonly variance: Float64Array;
  readonly standardDeviation: Float64Array;
  /** Uncertainty per row, if `classes` was given for this output; NaN in rows where a probability was NaN. */
  readonly uncertainty?: ClassUncertainty;
}

/** The result of `run`. Its own statistics are those of the first output, which is all there is for most models. */
export interface McResult extends McOutput {
  /** The seed that was used: with `base` and the sites' streams it gives the same result again. Null where onnxruntime draws. */
  readonly seed: bigint | null;
  /** How many ran. */
  readonly samples: number;
  /** All outputs that are tensors of numbers, in the model's order. */
  readonly outputs: readonly McOutput[];
}

/** All values of a sample, one output after another. */
export function joined(outputs: readonly SampleOutput[]): Float64Array {
  const whole = new Float64Array(outputs.reduce((sum, { values }) => sum + values.length, 0));
  let offset = 0;
  for (const { values } of outputs) {
    whole.set(values, offset);
    offset += values.length;
  }
  return whole;
}

/** The statistics of each output, from moments of samples that were joined. */
export function outputsOf(
  names: readonly string[],
  shapes: readonly (readonly number[])[],
  moments: Moments,
  uncertainties: readonly (ClassUncertaintyAccumulator | undefined)[],
): readonly McOutput[] {
  const [mean, variance, standardDeviation] = [moments.mean, moments.variance(), moments.standardDeviation()];
  let offset = 0;
  return names.map((name, i) => {
    const shape = shapes[i]!;
    const start = offset;
    offset += shape.reduce((product, dim) => product * dim, 1);
    const part = (values: Float64Array) => values.slice(start, offset);
    const uncertainty = uncertainties[i]?.result();
    const statistics = { mean: part(mean!), variance: part(variance!), standardDeviation: part(standardDeviation!) };
    return { name, shape, ...statistics, ...(uncertainty && { uncertainty }) };
  });
}
