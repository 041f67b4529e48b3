import { expect, it } from 'vitest';
import { checkTiling, monteCarlo } from '../src/monte-carlo/monte-carlo.js';
import { insert } from '../src/surgery/insert.js';
import { strip } from '../src/surgery/strip.js';
import { buildModel, floats, node, value } from './build.js';
import { noise, ort, run } from './run.js';
import { sameBytes } from './same-bytes.js';

const MODEL = buildModel({
  opset: 18,
  graph: {
    node: [node('Gemm', ['x', 'w'], ['g']), node('Relu', ['g'], ['h']), node('Gemm', ['h', 'w'], ['y'])],
    initializer: [floats('w', [3, 3], [1, 2, 3, 4, 5, 6, 7, 8, -1])],
    input: [value('x', ['N', 3])],
    output: [value('y', ['N', 3])],
  },
});

it('computes T samples in one run', async () => {
  const sampled = insert(MODEL, { op: 'Relu' }, { variant: 'dropout', p: 0.4 });
  expect(checkTiling(sampled)).toEqual([]);
  const model = monteCarlo(sampled, { classes: 3 });
  expect(sameBytes(strip(model), MODEL)).toBe(true);
  const x = noise([5, 3]);
  const seed = new ort.Tensor('uint64', [42n], []);
  const step = (n: number) => new ort.Tensor('uint32', [n], []);
  const T = 4;
  const all = await run(model, { x, seed, step: step(7), samples: new ort.Tensor('int64', [BigInt(T)], []) });
  for (let t = 0; t < T; t++) {
    const one = await run(sampled, { x, seed, step: step(7 + t) });
    expect([...((all.y as ort.Tensor).data.slice(15 * t, 15 * t + 15) as Float32Array)]).toEqual([
      ...((one.y as ort.Tensor).data as Float32Array),
    ]);
  }
});
