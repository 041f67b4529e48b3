// The networks as loops over typed arrays, with dropout of @dropkit/cpu. Sums are in float64, so they are what others round.
import { type DropoutConfig, lower, streamId } from '@dropkit/core';
import { createCpuBackend } from '@dropkit/cpu';
import { CONV, DENSE, type Result, ROWS, SEED } from './network.js';

/** Weights of a layer. */
interface Weights {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

const backend = createCpuBackend();

function drop(x: Float32Array, shape: readonly number[], config: DropoutConfig, site: string, step: number): Float32Array {
  return backend.forward(lower(config, shape, 'train'), { seed: SEED, stream: streamId(site), step }, x);
}

/** `magnitudes` computes with the absolute values of all weights instead: what rounding errors are in proportion to. */
export function denseInPlain(step: number, magnitudes = false): Result {
  const { inputs, units, outputs, p, site, x, hidden, out } = DENSE;
  const h = dense(x, inputs, units, hidden).map((v) => Math.max(v, 0));
  const d = drop(h, [ROWS, units], { variant: 'dropout', p }, site, step);
  return { sites: { [site]: d }, y: dense(d, units, outputs, magnitudes ? absolute(out) : out) };
}

/** See `denseInPlain`. */
export function convInPlain(step: number, magnitudes = false): Result {
  const { side, channels, maps, blocks, x, first, second, out } = CONV;
  const [one, four, six] = channels;
  const a = convolve(x, side, one, four, first, 1).map((v) => Math.max(v, 0));
  const spatial: DropoutConfig = { variant: 'spatial', p: maps.p, layout: 'channelsLast' };
  const b = drop(a, [ROWS, side, side, four], spatial, maps.site, step);
  const c = convolve(b, side, four, six, second, 0).map((v) => Math.max(v, 0));
  const block: DropoutConfig = { variant: 'dropBlock', p: blocks.p, blockSize: blocks.blockSize, layout: 'channelsLast' };
  const d = drop(c, [ROWS, side - 2, side - 2, six], block, blocks.site, step);
  const y = dense(means(d, (side - 2) ** 2, six), six, CONV.outputs, magnitudes ? absolute(out) : out);
  return { sites: { [maps.site]: b, [blocks.site]: d }, y };
}

function dense(x: Float32Array, inputs: number, outputs: number, { kernel, bias }: Weights): Float32Array {
  return Float32Array.from({ length: (x.length / inputs) * outputs }, (_, i) => {
    const [row, column] = [Math.floor(i / outputs), i % outputs];
    let sum = bias[column]!;
    for (let k = 0; k < inputs; k++) sum += x[row * inputs + k]! * kernel[k * outputs + column]!;
    return sum;
  });
}

/** 3 x 3, stride 1, images with channels last. */
function convolve(
  x: Float32Array,
  side: number,
  inputs: number,
  outputs: number,
  weights: Weights,
  padding: 0 | 1,
): Float32Array {
  const to = side - 2 + 2 * padding;
  return Float32Array.from({ length: ROWS * to * to * outputs }, (_, i) => {
    const [column, width, height, row] = [
      i % outputs,
      Math.floor(i / outputs) % to,
      Math.floor(i / outputs / to) % to,
      Math.floor(i / outputs / to / to),
    ];
    let sum = weights.bias[column]!;
    for (let dy = 0; dy < 3; dy++)
      for (let dx = 0; dx < 3; dx++) {
        const [h, w] = [height + dy - padding, width + dx - padding];
        if (h < 0 || w < 0 || h >= side || w >= side) continue;
        for (let k = 0; k < inputs; k++)
          sum +=
            x[((row * side + h) * side + w) * inputs + k]! * weights.kernel[((dy * 3 + dx) * inputs + k) * outputs + column]!;
      }
    return sum;
  });
}

/** Of each channel over its pixels. */
function means(x: Float32Array, pixels: number, channels: number): Float32Array {
  return Float32Array.from({ length: ROWS * channels }, (_, i) => {
    let sum = 0;
    for (let n = 0; n < pixels; n++) sum += x[(Math.floor(i / channels) * pixels + n) * channels + (i % channels)]!;
    return sum / pixels;
  });
}

function absolute({ kernel, bias }: Weights): Weights {
  return { kernel: kernel.map(Math.abs), bias: bias.map(Math.abs) };
}
