// Masks of 1,000 steps and of two sites, as statistics; and those of onnxruntime's own Dropout beside them. Bounds are those of a standard
// normal at a false-alarm rate of 1e-6, 4.89 (scipy.stats.norm.isf(0.5e-6)); all is seeded, nothing is retried.
import { beforeAll, describe, expect, it } from 'vitest';
import { bool, buildModel, floats, node, value } from './build.js';
import { chainModel } from './chain.js';
import { createSession, RUNTIMES } from './sessions.js';

const STEPS = 1000;
const COUNT = 64;
const BOUND = 4.89;
/** Milliseconds for 1,000 runs on a busy machine. */
const PATIENCE = 60_000;
const { ort } = RUNTIMES[0]!;

/** Kept elements as +1 and dropped ones as -1, by step; of two sites, at p = 0.5. */
type Masks = readonly [Int8Array[], Int8Array[]];

async function oursAt(): Promise<Masks> {
  const session = await createSession(ort, chainModel(2, { variant: 'dropout', p: 0.5 }, [COUNT], true));
  const masks: Masks = [[], []];
  for (let step = 0; step < STEPS; step++) {
    const result = await session.run({
      x: new ort.Tensor('float32', new Float32Array(COUNT), [COUNT]),
      seed: new ort.Tensor('uint64', BigUint64Array.of(7n), []),
      step: new ort.Tensor('uint32', Uint32Array.of(step), []),
    });
    for (const [site, list] of masks.entries()) list.push(signs(result[`kept${site}`]!.data as Uint8Array));
  }
  return masks;
}

/** Two Dropout nodes with one seed, kept alive by the outputs of their masks. */
async function nativeMasks(): Promise<Masks> {
  const dropout = (i: number) => node('Dropout', ['x', 'r', 't'], [`y${i}`, `kept${i}`], { seed: 7n });
  const graph = {
    node: [dropout(0), dropout(1)],
    initializer: [floats('r', [], [0.5]), bool('t', true)],
    input: [value('x', [COUNT])],
    output: [0, 1].flatMap((i) => [value(`y${i}`, [COUNT]), value(`kept${i}`, [COUNT], 9)]),
  };
  const session = await createSession(ort, buildModel({ opset: 13, graph }));
  const masks: Masks = [[], []];
  for (let run = 0; run < STEPS; run++) {
    const result = await session.run({ x: new ort.Tensor('float32', new Float32Array(COUNT).fill(1), [COUNT]) });
    for (const [site, list] of masks.entries()) list.push(signs(result[`kept${site}`]!.data as Uint8Array));
  }
  return masks;
}

function signs(kept: Uint8Array): Int8Array {
  return Int8Array.from(kept, (bit) => (bit ? 1 : -1));
}

/** Sum of products of signs over sqrt of their number: a standard normal if the masks are independent. */
function correlation(masks: readonly Int8Array[], others: readonly Int8Array[]): number {
  let sum = 0;
  let count = 0;
  for (const [i, mask] of masks.entries()) {
    const other = others[i];
    if (other) for (const [e, sign] of mask.entries()) sum += sign * other[e]!;
    if (other) count += mask.length;
  }
  return sum / Math.sqrt(count);
}

/** Chi-square of the elements' sums over steps, 64 degrees of freedom, as a normal by Wilson and Hilferty's cube root. */
function elementSums(masks: readonly Int8Array[]): number {
  let chi = 0;
  for (let e = 0; e < COUNT; e++) chi += masks.reduce((sum, mask) => sum + mask[e]!, 0) ** 2 / masks.length;
  const variance = 2 / (9 * COUNT);
  return (Math.cbrt(chi / COUNT) - (1 - variance)) / Math.sqrt(variance);
}

describe('masks drawn in a graph', () => {
  let masks: Masks;
  beforeAll(async () => {
    masks = await oursAt();
  }, PATIENCE);

  it('keep every element half of the time', () => {
    for (const list of masks) expect(Math.abs(elementSums(list))).toBeLessThan(BOUND);
  });

  it.each([1, 2, 3, 10, 100])('are independent %i steps apart', (lag) => {
    for (const list of masks) expect(Math.abs(correlation(list, list.slice(lag)))).toBeLessThan(BOUND);
  });

  it('are independent between sites, at one step and between steps', () => {
    const [first, second] = masks;
    for (const lag of [0, 1, 2]) expect(Math.abs(correlation(first, second.slice(lag)))).toBeLessThan(BOUND);
  });
});

describe("masks of onnxruntime's own Dropout", () => {
  let masks: Masks;
  beforeAll(async () => {
    masks = await nativeMasks();
  }, PATIENCE);

  it('keep an element always or never, over 1,000 runs', () => {
    const [first] = masks;
    const same = first.every((mask) => mask[0] === first[0]![0]);
    expect(same).toBe(true);
    expect(elementSums(first)).toBeGreaterThan(BOUND);
  });

  it('are one mask at two nodes of one seed', () => {
    expect(masks[1]).toEqual(masks[0]);
  });
});
