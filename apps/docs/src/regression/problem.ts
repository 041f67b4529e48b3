// A curve with a gap in its data, from core's own numbers: the same dots for everybody.
import { linearUniform, normal } from '@dropkit/core';

/** Standard deviation of the observations around the curve; the network is told. */
export const NOISE = 0.3;
/** Where the page looks. */
export const DOMAIN = [-3, 3] as const;
/** Where the data are. */
export const CLUSTERS = [
  [-1.4, -0.4],
  [0.3, 1.3],
] as const;
const COUNT = 60;
const PLACES = { seed: 1, stream: 10 };
const ERRORS = { seed: 1, stream: 11 };

/** Dots. */
export interface Data {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** What the dots scatter around. */
function curve(x: number): number {
  return Math.sin(3 * x) + 0.4 * x;
}

/** Sixty dots, half of them in each cluster. */
export function observations(): Data {
  const x = Float32Array.from({ length: COUNT }, (_, i) => {
    const [from, to] = CLUSTERS[i % 2];
    return from + (to - from) * linearUniform(i, PLACES);
  });
  return { x, y: x.map((value, i) => curve(value) + NOISE * normal(i, ERRORS)) };
}

/** The points at which the network is looked at. */
export function grid(): Float32Array {
  return Float32Array.from({ length: 121 }, (_, i) => DOMAIN[0] + ((DOMAIN[1] - DOMAIN[0]) * i) / 120);
}
