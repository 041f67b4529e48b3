// verifyMonteCarlo: it makes feeds where there are none, and finds what is wrong.
import { describe, expect, it, test } from 'vitest';
import { VerificationError } from '../src/errors.js';
import { monteCarlo } from '../src/monte-carlo/monte-carlo.js';
import { type VerifyOptions, verifyMonteCarlo } from '../src/monte-carlo/verify.js';
import { insert } from '../src/surgery/insert.js';
import { BOOL, buildModel, FLOAT16, floats, type GraphInit, node, value } from './build.js';
import { noise, ort } from './run.js';
import { RUNTIMES } from './sessions.js';
import { modelOf, TILING_CASES } from './tiling-cases.js';

const CONFIG = { variant: 'dropout', p: 0.4 } as const;
const sessionOptions = { logSeverityLevel: 3 };

/** Sums over the whole tensor, which nobody can tile: the tiled model of another graph stands for a fault. */
const graph = (operator: string): GraphInit => ({
  node: [node('Relu', ['x'], ['h']), node(operator, ['h', 'w'], ['y'])],
  initializer: [floats('w', [1, 3], [1, 2, 3])],
  input: [value('x', ['N', 3])],
  output: [value('y', ['N', 3])],
});
const sampled = insert(buildModel({ opset: 18, graph: graph('Mul') }), 'h', CONFIG);
const other = insert(buildModel({ opset: 18, graph: graph('Add') }), 'h', CONFIG);

describe.each(RUNTIMES)('on $name', ({ ort }) => {
  it.each(TILING_CASES)('passes $name with feeds of its own making', async (given) => {
    const model = insert(modelOf(given), given.sites, CONFIG);
    const found = await verifyMonteCarlo(ort, model, monteCarlo(model), { sessionOptions });
    expect(found.samples).toBe(3);
    expect(found.largestDifference).toBeLessThanOrEqual(found.outputs[0]!.tolerance);
  });
});

test('says which output differs, and how much', async () => {
  const options = { feeds: { x: noise([2, 3]) }, sessionOptions };
  expect(await verifyMonteCarlo(ort, sampled, monteCarlo(sampled), options)).toEqual({
    samples: 3,
    equal: true,
    largestDifference: 0,
    outputs: [{ name: 'y', equal: true, largestDifference: 0, tolerance: 2 ** -12 }],
  });
  const error = await verifyMonteCarlo(ort, sampled, monteCarlo(other), options).catch((reason) => reason);
  expect(error).toBeInstanceOf(VerificationError);
  expect(error).toMatchObject({ output: 'y', tolerance: 2 ** -12 });
  expect(error.largestDifference).toBeGreaterThan(0.5);
});

test('makes up numbers of all types, and images that are large enough', async () => {
  const model = buildModel({
    opset: 18,
    graph: {
      node: [
        node('Conv', ['image', 'k'], ['c'], { kernel_shape: [7n, 7n] }),
        node('Cast', ['half'], ['f'], { to: 1n }),
        node('Where', ['on', 'c', 'f'], ['y']),
      ],
      initializer: [floats('k', [1, 2, 7, 7], [...noise([98]).data] as number[])],
      input: [value('image', ['N', 2, 'H', 'W']), value('half', [], FLOAT16), value('on', ['N', 1, 1, 1], BOOL)],
      output: [value('y', ['N', 1, 'H2', 'W2'])],
    },
  });
  const drawn = insert(model, 'c', CONFIG);
  const found = await verifyMonteCarlo(ort, drawn, monteCarlo(drawn, { samples: 4 }), {
    sessionOptions: { logSeverityLevel: 4 },
  });
  expect(found).toMatchObject({ samples: 4, equal: true });
});

test.each([
  [{ samples: 0 }, RangeError, 'options.samples'],
  [{ seed: -1 }, RangeError, 'options.seed'],
  [{ seed: 0.5 }, TypeError, 'options.seed'],
  [{ step: 2 ** 32 - 1 }, RangeError, 'options.step'],
  [{ rows: 2 }, RangeError, 'no such option'],
])('options %j', async (options, type, text) => {
  const call = () => verifyMonteCarlo(ort, sampled, monteCarlo(sampled), options as VerifyOptions);
  await expect(call()).rejects.toThrow(type);
  await expect(call()).rejects.toThrow(text);
});

test('another model, and inputs that cannot be made up', async () => {
  await expect(verifyMonteCarlo(ort, sampled, sampled)).rejects.toThrow('a model that monteCarlo made');
  const unknown = { ...graph('Mul'), input: [value('x')] };
  const model = insert(buildModel({ opset: 18, graph: unknown }), 'h', CONFIG);
  await expect(verifyMonteCarlo(ort, model, monteCarlo(sampled))).rejects.toThrow('options.feeds');
});

test('more samples than one run can hold fail before any of them runs alone', async () => {
  let runs = 0;
  const create = async (model: Uint8Array, options: object) => {
    const session = await ort.InferenceSession.create(model, options);
    const run = session.run.bind(session) as (...args: unknown[]) => Promise<ort.InferenceSession.ReturnType>;
    return Object.assign(session, { run: (...args: unknown[]) => run(...args).finally(() => runs++) });
  };
  const counted = { ...ort, InferenceSession: { create } } as unknown as typeof ort;
  const options = { samples: 2 ** 30, feeds: { x: noise([2, 3]) }, sessionOptions: { logSeverityLevel: 4 } };
  await expect(verifyMonteCarlo(counted, sampled, monteCarlo(sampled), options)).rejects.toThrow();
  expect(runs).toBe(2); // one sample alone, and the run of all
});
