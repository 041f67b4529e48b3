// What insert, activate and strip promise, as tests of one runtime and execution provider: those of Node and of Chromium run the same.
import { createReferenceBackend, type DropoutConfig, lower, streamId } from '@dropkit/core';
import { describe, expect, it } from 'vitest';
import { inspect } from '../src/inspect/inspect.js';
import { activate } from '../src/surgery/activate.js';
import { insert } from '../src/surgery/insert.js';
import { strip } from '../src/surgery/strip.js';
import { BOOL, bool, buildModel, floats, node, value } from './build.js';
import { addressData, type FeedData, tensorsOf } from './noise.js';
import { distance, type Outputs } from './real-inputs.js';
import { createSession, type Runtime, type SessionOptions } from './session.js';

/** Where the tests run. */
export interface Place {
  readonly name: string;
  readonly ort: Runtime;
  readonly options: SessionOptions;
}

/** A model that the place can load, with inputs that reach all of it. */
export interface PlacedModel {
  readonly name: string;
  readonly read: () => Promise<Uint8Array>;
  readonly feeds: FeedData;
}

type Level = NonNullable<SessionOptions['graphOptimizationLevel']>;
type Numbers = Float32Array;

const DIMS = [2, 6, 4, 4];
const P10: DropoutConfig = { variant: 'dropout', p: 0.1 };
const reference = createReferenceBackend();

/** What a value of the small models is changed to; all give core's bits. */
const VARIANTS: readonly DropoutConfig[] = [
  P10,
  { variant: 'dropout', p: 0.5, scaling: 'standard' },
  { variant: 'spatial', p: 0.4, layout: 'channelsFirst' },
  { variant: 'dropPath', p: 0.5, mode: 'row' },
  { variant: 'dropBlock', p: 0.2, blockSize: 2 },
  { variant: 'cutout', size: 2 },
];

/** Relu, Neg: `a` is dropped. */
function chain(): Uint8Array {
  const graph = {
    node: [node('Relu', ['x'], ['a']), node('Neg', ['a'], ['y'])],
    input: [value('x', DIMS)],
    output: [value('y', DIMS)],
  };
  return buildModel({ opset: 18, graph });
}

/** Neg, Dropout and Abs; where the opset can say so, in training. */
function native(opset: number): Uint8Array {
  const isOld = opset < 12;
  const dropout = node('Dropout', isOld ? ['h'] : ['h', 'ratio', 'training'], ['d'], isOld ? { ratio: 0.1 } : {});
  const graph = {
    node: [node('Neg', ['x'], ['h']), dropout, node('Abs', ['d'], ['y'])],
    initializer: isOld ? [] : [floats('ratio', [], [0.1]), bool('training', true)],
    input: [value('x', DIMS)],
    output: [value('y', DIMS)],
  };
  return buildModel({ opset, ir: opset > 20 ? 10 : 7, graph });
}

/** A Relu whose value a body takes and drops from again. */
function branching(): Uint8Array {
  const body = (name: string, op: string) => ({
    name,
    node: [node(op, ['a'], [`${name}_r`])],
    output: [value(`${name}_r`, DIMS)],
  });
  const graph = {
    node: [
      node('Relu', ['x'], ['a']),
      node('If', ['which'], ['y'], { then_branch: body('p', 'Neg'), else_branch: body('q', 'Abs') }),
    ],
    input: [value('x', DIMS), value('which', [], BOOL)],
    output: [value('y', DIMS)],
  };
  return buildModel({ opset: 18, graph });
}

const ramp = Float32Array.from({ length: 192 }, (_, i) => ((i * 37) % 101) - 50);
const positive = ramp.map((x) => Math.max(x, 0));

function dropped(config: DropoutConfig, x: Numbers, name: string): number[] {
  return Array.from(reference.forward(lower(config, DIMS, 'train'), { seed: 42n, stream: streamId(name), step: 7 }, x));
}

/** Adds the tests. */
export function describeSurgery(place: Place, models: readonly PlacedModel[]): void {
  const { ort, options } = place;
  const session = (bytes: Uint8Array, level: Level = 'all') =>
    createSession(ort, bytes, { ...options, graphOptimizationLevel: level });
  const run = async (bytes: Uint8Array, feeds: FeedData, level?: Level) => {
    const made = await session(bytes, level);
    try {
      return await made.run(tensorsOf(ort, feeds));
    } finally {
      await made.release();
    }
  };
  const x: FeedData = { x: { type: 'float32', data: ramp, dims: DIMS } };
  const yOf = (outputs: Outputs) => Array.from(outputs.y!.data as Numbers);

  describe('insert', () => {
    it.each(VARIANTS)('gives what core gives: %o', async (config) => {
      const bytes = insert(chain(), 'a', config);
      expect(yOf(await run(bytes, { ...x, ...addressData() }))).toEqual(dropped(config, positive, 'a').map((v) => -v));
      expect(isSame(strip(bytes), chain())).toBe(true);
    });

    it('draws on what a body takes from around it, and in the body', async () => {
      const bytes = insert(branching(), /./, P10);
      const outer = Float32Array.from(dropped(P10, positive, 'a'));
      for (const [which, inner, name] of [
        [1, outer.map((v) => -v), 'p_r'],
        [0, outer.map(Math.abs), 'q_r'],
      ] as const) {
        // behind the If, y is dropped from too
        const body = Float32Array.from(dropped(P10, inner, name));
        const feeds: FeedData = { ...x, which: { type: 'bool', data: Uint8Array.of(which), dims: [] } };
        expect(yOf(await run(bytes, { ...feeds, ...addressData() }))).toEqual(dropped(P10, body, 'y'));
      }
      expect(isSame(strip(bytes), branching())).toBe(true);
    });
  });

  describe('activate', () => {
    it.each([6, 7, 10, 12, 13, 22])('makes Dropout of opset %i drop what core drops', async (opset) => {
      const bytes = activate(native(opset));
      const negative = ramp.map((v) => -v);
      expect(yOf(await run(bytes, { ...x, ...addressData() }))).toEqual(dropped(P10, negative, 'd').map(Math.abs));
      const clean = strip(bytes);
      expect(inspect(clean).dropout).toEqual([]);
      expect(yOf(await run(clean, x))).toEqual(Array.from(ramp, Math.abs));
    });
  });

  describe.each(models)('$name', ({ read, feeds }) => {
    const into = (bytes: Uint8Array, p: number) =>
      insert(bytes, inspect(bytes).sites, { variant: 'dropout', p }, { dtype: 'float32' });

    it('draws: the same bits for the same seed and step, others for others; strip restores the file', async () => {
      const bytes = await read();
      const sampled = into(bytes, 0.5);
      expect(isSame(strip(sampled), bytes)).toBe(true);
      const made = await session(sampled);
      const bits = async (seed: bigint, step = 0) =>
        bitsOfAll(await made.run(tensorsOf(ort, { ...feeds, ...addressData(seed, step) })));
      const first = await bits(1n);
      expect((await bits(1n)) === first).toBe(true);
      expect((await bits(2n)) === first).toBe(false);
      expect((await bits(1n, 1)) === first).toBe(false);
      await made.release();
    });

    it('is the original when p is 0, but for what the optimizer does', async () => {
      const bytes = await read();
      const still = into(bytes, 0);
      const all = { ...feeds, ...addressData() };
      const [original, plain] = [await run(bytes, feeds), await run(bytes, feeds, 'disabled')];
      const optimizerNoise = distance(plain, original);
      expect(distance(await run(still, all), original)).toBeLessThanOrEqual(2 * optimizerNoise);
      expect(bitsOfAll(await run(still, all, 'disabled')) === bitsOfAll(plain)).toBe(true);
    });
  });
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Every bit of every output, to compare. */
function bitsOfAll(outputs: Outputs): string {
  return Object.entries(outputs)
    .map(([name, { data }]) => {
      const { buffer, byteOffset, byteLength } = data as Numbers;
      return `${name} ${Array.from(new Uint8Array(buffer, byteOffset, byteLength)).join()}`;
    })
    .join();
}
