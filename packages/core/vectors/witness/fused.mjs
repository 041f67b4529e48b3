// residual + dropout(x + bias), a step at a time, and the sums of its bias gradient in their order. Section 8.
import { bitsOf, cycle, INPUT, OTHER } from './floats.mjs';
import { addressOf, coordinates, kept, localMask, maskIndex, pack } from './words.mjs';

const ADDRESS = { seed: 83, stream: 9, step: 4 };
const f = Math.fround;
/** A sum of two float32 numbers is rounded twice here, to float64 first, which for 53 and 24 digits is the same as once. */
const add = (a, b) => f(a + b);
/** Finite, as the residual is, so that no sum is a NaN. */
const BIAS = [0.25, -3, 1e-4, 7.5, -0, 1e9, -0.3].map(f);
export const FUSED_INPUTS = { bias: BIAS.map(bitsOf), residual: OTHER.map(bitsOf) };

/** Row after row from +0 within a block of 64, then block after block from +0. */
function columnSums(values, columns) {
  const rows = Array.from({ length: values.length / columns }, (_, row) => values.slice(row * columns, (row + 1) * columns));
  const total = (list) => list.reduce((sums, row) => sums.map((sum, c) => add(sum, row[c])), Array(columns).fill(0));
  const blocks = rows.flatMap((_, row) => (row % 64 ? [] : [total(rows.slice(row, row + 64))]));
  return total(blocks);
}

function fused([id, config, phase, operands, { shape, maskShape = shape, start = shape.map(() => 0), box = shape }]) {
  const { p, scaling = 'inverted' } = config;
  const of = phase === 'train' ? p : 0;
  const one = (at) => kept(maskIndex(at, start, maskShape), of, ADDRESS);
  const local = localMask(maskShape, box);
  const keep = coordinates(box).map(one);
  const columns = box.at(-1);
  const trained = scaling === 'inverted' && p > 0 && p < 1 ? f(1 / (1 - p)) : 1;
  const m = phase === 'train' ? trained : scaling === 'standard' ? f(1 - p) : 1;
  const x = cycle(INPUT, keep.length);
  const bias = cycle(BIAS, columns);
  const residual = cycle(OTHER, keep.length);
  const dx = residual.map((dy, e) => (keep[e] ? f(dy * m) : 0));
  const branch = x.map((value, e) => (keep[e] ? f((operands.bias ? add(value, bias[e % columns]) : value) * m) : 0));
  return {
    id,
    config,
    phase,
    operands,
    ...addressOf(ADDRESS),
    globalShape: shape,
    start,
    shape: box,
    maskWords: pack(coordinates(local).map(one)),
    y: branch.map((value, e) => bitsOf(operands.residual ? add(residual[e], value) : value)),
    dx: dx.map(bitsOf),
    dBias: columnSums(dx, columns).map(bitsOf),
  };
}

const BOTH = { bias: true, residual: true };
const dropout = (p, scaling) => ({ variant: 'dropout', p, ...(scaling ? { scaling } : {}) });

export const fusedCases = [
  ['element', dropout(0.3), 'train', BOTH, { shape: [5, 13] }],
  ['bias', dropout(0.3), 'train', { bias: true }, { shape: [5, 13] }],
  ['residual', dropout(0.3), 'train', { residual: true }, { shape: [5, 13] }],
  ['half', dropout(0.5), 'train', BOTH, { shape: [2, 3, 17] }],
  ['standard', dropout(0.3, 'standard'), 'train', BOTH, { shape: [5, 13] }],
  ['none', dropout(0.9, 'none'), 'train', BOTH, { shape: [5, 13] }],
  ['p-0', dropout(0), 'train', BOTH, { shape: [5, 13] }],
  ['p-1', dropout(1), 'train', BOTH, { shape: [5, 13] }],
  ['eval', dropout(0.3), 'eval', BOTH, { shape: [5, 13] }],
  ['eval-standard', dropout(0.3, 'standard'), 'eval', BOTH, { shape: [5, 13] }],
  ['path', { variant: 'dropPath', p: 0.4 }, 'train', BOTH, { shape: [6, 3, 5], maskShape: [6, 1, 1] }],
  ['token', { variant: 'token', p: 0.4 }, 'train', BOTH, { shape: [2, 7, 5], maskShape: [2, 7, 1] }],
  ['variational', { variant: 'variational', p: 0.4 }, 'train', BOTH, { shape: [2, 5, 7], maskShape: [2, 1, 7] }],
  ['one-row', dropout(0.3), 'train', BOTH, { shape: [40] }],
  ['one-column', dropout(0.3), 'train', BOTH, { shape: [131, 1] }],
  ['blocks-of-rows', dropout(0.1), 'train', BOTH, { shape: [64, 3] }],
  ['blocks-of-rows-and-one', dropout(0.1), 'train', BOTH, { shape: [5, 13, 3] }],
  ['no-rows', dropout(0.3), 'train', BOTH, { shape: [0, 4] }],
  ['slice', dropout(0.3), 'train', BOTH, { shape: [9, 11], start: [2, 3], box: [4, 6] }],
  [
    'slice-token',
    { variant: 'token', p: 0.4 },
    'train',
    BOTH,
    { shape: [3, 7, 5], maskShape: [3, 7, 1], start: [1, 2, 1], box: [2, 4, 3] },
  ],
].map(fused);
