// Runs a request on every backend that is there, and compares each with the reference.
import type { Runner, Timing, Work } from './backends.js';
import type { Request } from './request.js';
import type { BackendName } from './state.js';
import { firstDifference } from './words.js';

/** One backend's part. */
export interface Drawn {
  readonly label: string;
  readonly words: Uint32Array;
  readonly y: Float32Array;
  /** A sentence: equal to the reference, or where not. */
  readonly equality: string;
  readonly equal: boolean;
  readonly timing?: Timing;
}

/** What all backends made of a request. */
export type Results = Partial<Record<BackendName, Drawn>>;

/** The input: from -1 to 1 along the last axis, so that a picture of it is a ramp. */
export function inputFor(shape: readonly number[]): Float32Array {
  const width = shape.at(-1) ?? 1;
  const count = shape.reduce((a, b) => a * b, 1);
  return Float32Array.from({ length: count }, (_, i) => (width === 1 ? 1 : (2 * (i % width)) / (width - 1) - 1));
}

/** Draws and applies on one backend. */
export async function drawOn(runner: Runner, work: Work, reference: Drawn | undefined): Promise<Drawn> {
  const words = await runner.mask(work);
  const y = await runner.forward(work);
  return { label: runner.label, words, y, ...compare(words, y, reference) };
}

/** Mask and output; noise is computed in other precisions on a GPU, so that its output may be near and not equal. */
function compare(words: Uint32Array, y: Float32Array, reference: Drawn | undefined): { equal: boolean; equality: string } {
  if (!reference) return { equal: true, equality: 'all others are compared with it' };
  const at = firstDifference(words, reference.words);
  if (at !== undefined) return { equal: false, equality: `mask differs, first in word ${at}` };
  const mask = `mask equal, ${words.length} of ${words.length} words`;
  const off = y.reduce(
    (most, value, i) => (Object.is(value, reference.y[i]) ? most : Math.max(most, Math.abs(value - reference.y[i]))),
    0,
  );
  return {
    equal: true,
    equality: off === 0 ? `${mask}; output equal bit for bit` : `${mask}; output within ${off.toPrecision(2)}`,
  };
}

/** The work of a request. */
export function workOf({ plan, address, shape }: Request): Work {
  return { plan, address, x: inputFor(shape) };
}
