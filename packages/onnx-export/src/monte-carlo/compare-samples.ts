// Samples of one run beside separate runs, output by output.
import { decodeSmall, FLOAT16_FORMAT } from '../model/small-floats.js';
import type { RuntimeTensor, RuntimeTensors } from '../session/runtime.js';

/** How an output compares. */
export interface VerifiedOutput {
  readonly name: string;
  /** Whether all samples are the same bits. */
  readonly equal: boolean;
  /** As a part of the largest finite value of the separate runs; Infinity where a value is NaN or infinite in one way only, or the shapes differ. */
  readonly largestDifference: number;
  /** The largest difference that is rounding. Integers have to be equal. */
  readonly tolerance: number;
}

/**
 * By type of the values. Nine real models of up to 92 sites on two runtimes differ by at most 1.9e-5 in float32 (docs/decisions/064); the
 * tolerance is 13 times that. Precisions go with their epsilon, float16 less far: its kernels compute in float32.
 */
const TOLERANCES: Readonly<Record<string, number>> = { float32: 2 ** -12, float64: 2 ** -40, float16: 2 ** -6 };

/** Compares all outputs; those of `together` have all samples along their first axis. */
export function compared(
  names: readonly string[],
  together: RuntimeTensors,
  separate: readonly RuntimeTensors[],
): VerifiedOutput[] {
  return names.map((name) => {
    const all = together[name]!;
    const ones = separate.map((outputs) => outputs[name]!);
    const tolerance = TOLERANCES[all.type] ?? 0;
    const fits = all.dims.join() === [ones.length, ...ones[0]!.dims].join();
    if (!fits || ones.some(({ dims }) => dims.join() !== ones[0]!.dims.join()))
      return { name, equal: false, largestDifference: Number.POSITIVE_INFINITY, tolerance };
    return { name, ...distance(valuesOf(all), ones.flatMap(valuesOf)), tolerance };
  });
}

type Value = number | bigint | string;

function distance(a: readonly Value[], b: readonly Value[]): Pick<VerifiedOutput, 'equal' | 'largestDifference'> {
  const equal = a.every((value, i) => Object.is(value, b[i]));
  if (equal) return { equal, largestDifference: 0 };
  const sizes = b.map((value) => Math.abs(Number(value))).filter(Number.isFinite);
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  const off = a.reduce<number>((most, value, i) => Math.max(most, offBy(value, b[i]!)), 0);
  return { equal, largestDifference: off === 0 ? 0 : off / largest };
}

function offBy(a: Value, b: Value): number {
  if (Object.is(a, b) || a === b) return 0;
  const off = Math.abs(Number(a) - Number(b));
  return Number.isNaN(off) ? Number.POSITIVE_INFINITY : off;
}

/** float16 may come as its bits. */
function valuesOf({ type, data }: RuntimeTensor): Value[] {
  const isBits = type === 'float16' && data instanceof Uint16Array;
  return Array.from(data as ArrayLike<Value>, (value) => (isBits ? decodeSmall(FLOAT16_FORMAT, Number(value)) : value));
}
