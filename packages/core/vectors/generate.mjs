// Writes the vectors beside this file: `node vectors/generate.mjs` (a test checks that it would change nothing).
// An independent witness: written, with the folder beside it, from the text of the specification in exact BigInt arithmetic, one
// element and one digit at a time, and sharing no line with src/. oracle.json is the output of a second witness, in numpy.
import { writeFileSync } from 'node:fs';
import { bitsOf, INPUT, X, X_AND_OTHER } from './witness/floats.mjs';
import { FUSED_INPUTS, fusedCases } from './witness/fused.mjs';
import { concreteCases, noiseCases, shakeDropCases } from './witness/noise.mjs';
import { float64, fraction24, ln, sqrt, times, turn } from './witness/real.mjs';
import { dropKeyCases, recurrentCases, rowsCases, zoneoutCases } from './witness/selected.mjs';
import { blockCases, cutoutCases } from './witness/structured.mjs';
import {
  addressOf,
  coordinates,
  hex,
  kept,
  linear,
  localMask,
  maskIndex,
  pack,
  philox,
  planar,
  threshold,
} from './witness/words.mjs';

// ---- cases ------------------------------------------------------------------------------------------------------

const SEEDS = { small: 42, wide: 2n ** 53n + 1n, top: 2n ** 64n - 1n };

const philoxCases = [
  { origin: 'Random123 kat_vectors', counter: [0, 0, 0, 0], key: [0, 0] },
  { origin: 'Random123 kat_vectors', counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], key: [0xffffffff, 0xffffffff] },
  { origin: 'Random123 kat_vectors', counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], key: [0xa4093822, 0x299f31d0] },
  { origin: 'generate.mjs', counter: [1, 0, 0, 0], key: [0, 0] },
  { origin: 'generate.mjs', counter: [0, 0, 0, 1], key: [0, 0x80000000] },
].map(({ origin, counter, key }) => ({
  origin,
  counter: counter.map(hex),
  key: key.map(hex),
  out: philox(counter.map(BigInt), key.map(BigInt)).map(hex),
}));

const planarCases = [
  [0n, { seed: SEEDS.small }],
  [127n, { seed: SEEDS.small }],
  [128n, { seed: SEEDS.small }],
  [2n ** 32n - 1n, { seed: SEEDS.wide, stream: 7, step: 9 }],
  [2n ** 32n, { seed: SEEDS.wide, stream: 7, step: 9 }],
  [2n ** 34n, { seed: SEEDS.small }],
  [2n ** 53n - 1n, { seed: SEEDS.top, stream: 0xffffffff, step: 0xffffffff }],
].map(([index, address]) => ({ ...addressOf(address), index: String(index), uniform: hex(planar(index, address)) }));

/** p exactly at, and one step above, the uniform of element 5: kept and dropped. */
const tie = Number(planar(5n, { seed: SEEDS.small })) / 2 ** 32;

const bernoulliCases = [
  ...[0, 2 ** -33, 1e-9, 0.1, 1 / 3, 0.5, 0.9, 1 - 2 ** -33, 1].map((p) => [`p-${p}`, 300, p, 0n, { seed: SEEDS.small }]),
  ['tie-kept', 130, tie, 0n, { seed: SEEDS.small }],
  ['tie-dropped', 130, tie + 2 ** -32, 0n, { seed: SEEDS.small }],
  ...[0, 1, 31, 32, 33, 127, 128, 129, 257].map((count) => [`count-${count}`, count, 0.3, 0n, { seed: SEEDS.small, stream: 3 }]),
  ...[1n, 31n, 32n, 33n, 127n, 128n, 129n].map((at) => [`offset-${at}`, 200, 0.3, at, { seed: SEEDS.small, step: 5 }]),
  ...[32n, 34n, 36n, 39n, 52n].map((e) => [`offset-2^${e}`, 300, 0.3, 2n ** e - 150n, { seed: SEEDS.small }]),
  ['offset-end', 300, 0.3, 2n ** 53n - 300n, { seed: SEEDS.small }],
  ...Object.entries(SEEDS).map(([name, seed]) => [`seed-${name}`, 128, 0.4, 0n, { seed, stream: 1, step: 2 }]),
  ['stream-top', 128, 0.4, 0n, { seed: SEEDS.small, stream: 0xffffffff }],
  ['step-top', 128, 0.4, 0n, { seed: SEEDS.small, step: 0xffffffff }],
  // every number of significant digits of T ends the comparison at another plane
  ...Array.from({ length: 32 }, (_, k) => [`digits-${k + 1}`, 128, 2 ** -(k + 1) + (k > 0 ? 0.5 : 0), 0n, { seed: SEEDS.wide }]),
].map(([id, count, p, offset, address]) => ({
  id,
  count,
  p,
  offset: String(offset),
  ...addressOf(address),
  threshold: p === 0 || p === 1 ? null : hex(threshold(p)),
  keepWords: pack(Array.from({ length: count }, (_, n) => kept(offset + BigInt(n), p, address))),
}));

/** A local box in a global tensor: mask in local mask shape, and expanded to the box. */
const granularityCases = [
  ['element', [3, 5, 7], [3, 5, 7], [0, 0, 0], [3, 5, 7]],
  ['scalar', [], [], [], []],
  ['empty', [0, 4], [0, 4], [0, 0], [0, 4]],
  ['spatial-2d-channels-first', [2, 3, 4, 5], [2, 3, 1, 1], [0, 0, 0, 0], [2, 3, 4, 5]],
  ['spatial-2d-channels-last', [2, 4, 5, 3], [2, 1, 1, 3], [0, 0, 0, 0], [2, 4, 5, 3]],
  ['variational', [2, 7, 6], [2, 1, 6], [0, 0, 0], [2, 7, 6]],
  ['token', [2, 7, 6], [2, 7, 1], [0, 0, 0], [2, 7, 6]],
  ['row', [4, 3, 3], [4, 1, 1], [0, 0, 0], [4, 3, 3]],
  ['batch', [4, 3, 3], [1, 1, 1], [0, 0, 0], [4, 3, 3]],
  ['first-and-third-shared', [3, 4, 2, 5], [1, 4, 1, 5], [0, 0, 0, 0], [3, 4, 2, 5]],
  ['slice-rows', [64, 10], [64, 10], [13, 0], [7, 10]],
  ['slice-columns', [6, 300], [6, 300], [0, 121], [6, 40]],
  ['slice-box', [5, 6, 7], [5, 6, 7], [1, 2, 3], [3, 3, 4]],
  ['slice-spatial', [6, 8, 4, 4], [6, 8, 1, 1], [2, 3, 1, 0], [3, 4, 2, 4]],
  ['slice-variational', [4, 9, 12], [4, 1, 12], [1, 4, 5], [2, 3, 6]],
  ['slice-one-element', [9, 9], [9, 9], [8, 8], [1, 1]],
  ['slice-across-2^32', [65537, 65536], [65537, 65536], [65535, 65530], [2, 6]],
  ['slice-across-2^40', [2 ** 21, 2 ** 20], [2 ** 21, 2 ** 20], [2 ** 20 - 1, 2 ** 20 - 70], [3, 70]],
].map(([id, shape, maskShape, start, box]) =>
  granularity(id, shape, maskShape, start, box, { p: 0.4, seed: 9, stream: 2, step: 1 }),
);

function granularity(id, shape, maskShape, start, box, { p, ...address }) {
  const draw = (list) => pack(list.map((at) => kept(maskIndex(at, start, maskShape), p, address)));
  return {
    id,
    p,
    ...addressOf(address),
    globalShape: shape,
    globalMaskShape: maskShape,
    start,
    shape: box,
    maskShape: localMask(maskShape, box),
    maskWords: draw(coordinates(localMask(maskShape, box))),
    expandedWords: draw(coordinates(box)),
  };
}

const linearCases = [
  [0n, 8, { seed: SEEDS.small }],
  [3n, 8, { seed: SEEDS.small, stream: 5, step: 6 }],
  [2n ** 34n - 3n, 8, { seed: SEEDS.wide }],
  [2n ** 53n - 8n, 8, { seed: SEEDS.top, stream: 0xffffffff, step: 0xffffffff }],
].map(([offset, count, address]) => {
  const indices = Array.from({ length: count }, (_, n) => offset + BigInt(n));
  const word = (i) => linear(i, address);
  return {
    ...addressOf(address),
    offset: String(offset),
    words: indices.map((i) => hex(word(i))),
    uniforms: indices.map((i) => Number(word(i) >> 8n) / 2 ** 24),
    normals: indices.map((i) => gaussian(word(i - (i % 2n)), word(i - (i % 2n) + 1n), i % 2n)),
  };
});

/** Twelve digits. */
function gaussian(a, b, odd) {
  const radius = sqrt(-2n * ln(fraction24((a >> 8n) + 1n)));
  return Number(float64(times(radius, turn(fraction24(b >> 8n))[Number(odd)])).toPrecision(12));
}

// ---- application ------------------------------------------------------------------------------------------------

/** kept and dropped maps of SPEC section 6, in float32. */
function policy(name, p) {
  const a = 1 / Math.sqrt((1 - p) * (1 + p * 1.7580993408473766 ** 2));
  const b = a * 1.7580993408473766 * p;
  const f = Math.fround;
  if (name === 'alpha') return { kept: (x) => f(f(x * f(a)) + f(b)), dropped: f(a * -1.7580993408473766 + b), slope: f(a) };
  const m = name === 'inverted' ? f(1 / (1 - p)) : 1;
  return { kept: (x) => f(x * m), dropped: 0, slope: m };
}

const selectCases = ['inverted', 'standard', 'none', 'alpha'].flatMap((scaling) =>
  [0.1, 1 / 3, 0.5, 0.9].map((p) => {
    const address = { seed: 17, stream: 4, step: 3 };
    const x = [...INPUT, ...INPUT];
    const { kept: map, dropped, slope } = policy(scaling, p);
    const keep = x.map((_, i) => kept(BigInt(i), p, address));
    return {
      scaling,
      p,
      ...addressOf(address),
      x: x.map(bitsOf),
      y: x.map((value, i) => bitsOf(keep[i] ? map(value) : dropped)),
      dx: x.map((value, i) => bitsOf(keep[i] ? Math.fround(value * slope) : 0)),
    };
  }),
);

// FNV-1a test vectors as published by its authors (test_fnv.c)
const streamCases = {
  '': '811c9dc5',
  a: 'e40c292c',
  b: 'e70c2de5',
  foo: 'a9f37ed7',
  foobar: 'bf9cf968',
  'chongo was here!\n': 'd49930d5',
};

export const files = {
  'philox4x32.json': file('Philox4x32-10, SPEC section 2', philoxCases),
  'planar-uniform.json': file('u_i, SPEC section 3', planarCases),
  'bernoulli.json': file('packed keep masks of consecutive elements, SPEC section 4', bernoulliCases),
  'granularity.json': file('masks of boxes in mask shape and expanded, SPEC section 7', granularityCases),
  'linear-words.json': file('words, uniforms and normals, SPEC section 5', linearCases),
  'select.json': file('float32 bits of training outputs and gradients (dy = x), SPEC sections 6 and 9', selectCases),
  'block.json': file(
    'DropBlock: masks, exact kept counts and float32 bits of outputs of the repeated x, section 8',
    blockCases,
    X,
  ),
  'cutout.json': file('holes, masks and float32 bits of outputs of the repeated x, section 8', cutoutCases, X),
  'noise.json': file('numbers n as float64 and float32 bits of x (1 + amplitude n), section 8', noiseCases, X),
  'concrete.json': file('factors and tangents as float64 and float32 bits of outputs, section 8', concreteCases, X),
  'rows.json': file('a p for each sample: masks and float32 bits of outputs, sections 6 and 7', rowsCases, X),
  'zoneout.json': file(
    'two inputs: masks and float32 bits of outputs and gradients (dy = x), section 8',
    zoneoutCases,
    X_AND_OTHER,
  ),
  'shake-drop.json': file('gates, numbers and float32 bits of outputs and gradients (dy = x), section 8', shakeDropCases, X),
  'drop-key.json': file('logits: masks and float32 bits of outputs and gradients (dy = x), section 8', dropKeyCases, X),
  'fused.json': file(
    'fused plans: masks and float32 bits of outputs and of gradients to x and the bias (dy = residual), section 8',
    fusedCases,
    { ...X, ...FUSED_INPUTS },
  ),
  'recurrent.json': file('masks [N, T, F] expanded, and packed in mask shape for each time step, section 7', recurrentCases),
  'stream-id.json': {
    what: 'stream ids of names: FNV-1a, 32 bits, over UTF-8',
    provenance: 'published FNV-1a test vectors',
    cases: Object.entries(streamCases).map(([name, stream]) => ({ name, stream })),
  },
};

function file(what, cases, inputs = {}) {
  const provenance = 'generate.mjs, exact integer arithmetic from the text of the specification, version 1';
  return { what, provenance, ...inputs, cases };
}

/** The text of one file: a case a line, so that differences can be read. */
export function render({ cases, ...head }) {
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(',\n');
  return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "cases": [\n${lines}\n  ]\n}\n`;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  for (const [name, content] of Object.entries(files)) writeFileSync(new URL(name, import.meta.url), render(content));
}
