// Core's vectors, drawn by sites that insert put into a graph: masks and outputs to the bit, on both runtimes. They come from a witness that
// shares no code with core (packages/core/vectors). exportVariant passes them in conformance.test.ts, boxes of larger masks included, which an
// inserted site does not have; outputs that go through logarithms are for the tolerances there.
import { type DropoutConfig, isKept } from '@dropkit/core';
import bernoulli from '@dropkit/core/vectors/bernoulli.json';
import block from '@dropkit/core/vectors/block.json';
import cutout from '@dropkit/core/vectors/cutout.json';
import dropKey from '@dropkit/core/vectors/drop-key.json';
import granularity from '@dropkit/core/vectors/granularity.json';
import noise from '@dropkit/core/vectors/noise.json';
import oracle from '@dropkit/core/vectors/oracle.json';
import recurrent from '@dropkit/core/vectors/recurrent.json';
import rows from '@dropkit/core/vectors/rows.json';
import select from '@dropkit/core/vectors/select.json';
import streamIds from '@dropkit/core/vectors/stream-id.json';
import { describe, expect, it } from 'vitest';
import { insert } from '../src/surgery/insert.js';
import type { EditReport } from '../src/surgery/report.js';
import { buildModel, node, value } from './build.js';
import { addressData, type FeedData, tensorsOf } from './noise.js';
import { createSession, RUNTIMES } from './sessions.js';

/** What a site of the shape makes of x at the address: kept bits of all elements, or bits of outputs. */
interface Vector {
  readonly id: string;
  readonly config: DropoutConfig;
  readonly shape: readonly number[];
  readonly seed: string;
  readonly stream: number;
  readonly step: number;
  /** Hex words of x, repeated; ones where only the mask counts. */
  readonly x: readonly string[];
  readonly kept?: readonly string[];
  readonly y?: readonly string[];
}

const ONE = ['3f800000'];

interface Sampled extends Pick<Vector, 'id' | 'seed' | 'stream' | 'step' | 'shape'> {
  readonly config: object;
  readonly globalShape: readonly number[];
}

/** Vectors of whole tensors, with outputs. */
function wholes<V extends Sampled & { y?: string[] }>(name: string, { x, cases }: { x: string[]; cases: V[] }): Vector[] {
  return cases.flatMap((one) => {
    const { config, y, shape, seed, stream, step } = one;
    if (y === undefined || `${one.globalShape}` !== `${shape}`) return [];
    return [{ id: `${name}/${one.id}`, config: config as DropoutConfig, shape, seed, stream, step, x, y }];
  });
}

/** A mask shape is a noise shape: null takes the tensor's own size. */
function shared(p: number, shape: readonly number[], maskShape: readonly number[]): DropoutConfig {
  return { variant: 'dropout', p, noiseShape: maskShape.map((size, d) => (size === shape[d] ? null : size)) };
}

const ROUNDED = ['gaussian', 'variationalGaussian'];

const VECTORS: readonly Vector[] = [
  ...[...bernoulli.cases, ...oracle.bernoulli.map((one, i) => ({ ...one, id: `oracle-${i}` }))]
    .filter(({ offset }) => offset === '0')
    .map(({ id, p, count, keepWords, seed, stream, step }): Vector => {
      const place = { seed, stream, step, x: ONE, shape: [count], kept: keepWords };
      return { id: `bernoulli/${id}`, config: { variant: 'dropout', p, scaling: 'none' }, ...place };
    }),
  ...granularity.cases
    .filter(({ globalShape, shape }) => `${globalShape}` === `${shape}`)
    .map(({ id, p, shape, maskShape, expandedWords, seed, stream, step }): Vector => {
      const place = { seed, stream, step, x: ONE, shape, kept: expandedWords };
      return { id: `granularity/${id}`, config: shared(p, shape, maskShape), ...place };
    }),
  ...oracle.broadcast.map(({ shape, maskShape, p, seed, keepWords }, i): Vector => {
    const place = { seed, stream: 0, step: 0, x: ONE, shape, kept: keepWords };
    return { id: `oracle/broadcast-${i}`, config: shared(p, shape, maskShape), ...place };
  }),
  ...oracle.dropblock2d.map(({ shape, p, blockSize, seed, keepWords }, i): Vector => {
    const place = { seed, stream: 0, step: 0, x: ONE, shape, kept: keepWords };
    return { id: `oracle/dropblock2d-${i}`, config: { variant: 'dropBlock', p, blockSize }, ...place };
  }),
  ...select.cases
    .filter(({ scaling }) => scaling !== 'alpha') // 2 ulp: conformance.test.ts
    .map(({ scaling, p, seed, stream, step, x, y }): Vector => {
      const config = { variant: 'dropout', p, scaling } as DropoutConfig;
      return { id: `select/${scaling}-${p}`, config, shape: [x.length], seed, stream, step, x, y };
    }),
  ...wholes('block', block),
  ...wholes('cutout', cutout),
  ...wholes('drop-key', dropKey),
  ...wholes('rows', rows),
  ...wholes('noise', { ...noise, cases: noise.cases.filter(({ config }) => !ROUNDED.includes(config.variant)) }),
  ...recurrent.cases.map(({ id, config, globalShape, expandedWords, seed, stream, step }): Vector => {
    const place = { seed, stream, step, x: ONE, shape: globalShape, kept: expandedWords };
    return { id: `recurrent/${id}`, config: config as DropoutConfig, ...place };
  }),
];

/** Sites of one graph draw at one seed and step. */
function groups(): [string, Vector[]][] {
  const byAddress = new Map<string, Vector[]>();
  for (const vector of VECTORS) {
    const key = `seed ${vector.seed}, step ${vector.step}`;
    byAddress.set(key, [...(byAddress.get(key) ?? []), vector]);
  }
  return [...byAddress];
}

/** Each vector's x with its site behind it, which is the output y<i>. */
function modelOf(vectors: readonly Vector[]): Uint8Array {
  const graph = {
    node: vectors.map((_, i) => node('Identity', [`x${i}`], [`y${i}`])),
    input: vectors.map(({ shape }, i) => value(`x${i}`, shape)),
    output: vectors.map(({ shape }, i) => value(`y${i}`, shape)),
  };
  let model = buildModel({ opset: 18, graph });
  for (const [i, { config, stream }] of vectors.entries())
    model = insert(model, `y${i}`, config, { streams: { [`y${i}`]: stream } });
  return model;
}

function inputOf({ x, shape }: Vector): Float32Array {
  const count = shape.reduce((a, b) => a * b, 1);
  return new Float32Array(Uint32Array.from({ length: count }, (_, i) => Number.parseInt(x[i % x.length]!, 16)).buffer);
}

/** Hex words of numbers, with one word for all that are none. */
function words(numbers: Float32Array): string[] {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  return Array.from(bits, (word, i) => (Number.isNaN(numbers[i]) ? 'NaN' : word.toString(16).padStart(8, '0')));
}

function expectVector({ y, kept }: Vector, output: Float32Array): void {
  if (y) expect(words(output)).toEqual(words(new Float32Array(Uint32Array.from(y, (word) => Number.parseInt(word, 16)).buffer)));
  const mask = Uint32Array.from(kept ?? [], (word) => Number.parseInt(word, 16));

  if (kept) expect(Array.from(output, (v) => v !== 0)).toEqual(Array.from(output, (_, i) => isKept(mask, i)));
}

describe.each(RUNTIMES)('inserted sites on $name', ({ ort }) => {
  it.each(groups())('draw the vectors of %s', async (_, vectors) => {
    const session = await createSession(ort, modelOf(vectors));
    const [{ seed, step }] = vectors as [Vector];
    const feeds: FeedData = {
      ...Object.fromEntries(vectors.map((one, i) => [`x${i}`, { type: 'float32', data: inputOf(one), dims: one.shape }])),
      ...addressData(BigInt(seed), step),
    };
    const outputs = await session.run(tensorsOf(ort, feeds));
    await session.release();
    for (const [i, vector] of vectors.entries()) {
      const tensor = outputs[`y${i}`]!;
      expect([vector.id, ...tensor.dims]).toEqual([vector.id, ...vector.shape]);
      expectVector(vector, tensor.data as Float32Array);
    }
  });
});

it('takes streams from names as the vectors do', () => {
  for (const { name, stream } of streamIds.cases) {
    const graph = { node: [node('Neg', ['x'], ['y'])], input: [value('x', [4])], output: [value('y', [4])] };
    const reports: EditReport[] = [];
    const streams = { y: name };
    insert(
      buildModel({ opset: 18, graph }),
      'y',
      { variant: 'dropout', p: 0.5 },
      { streams, onReport: (one) => reports.push(one) },
    );
    expect(reports[0]!.sites[0]!.stream).toBe(Number.parseInt(stream, 16));
  }
});
