// What monteCarlo gives beside samples: statistics as core has them, names, declarations, errors.
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { createClassUncertainty, createMoments, UnsupportedError } from '@dropkit/core';
import { ModelProtoSchema } from 'onnx-buf';
import { describe, expect, it, test } from 'vitest';
import { inspect } from '../src/inspect/inspect.js';
import { checkTiling, monteCarlo } from '../src/monte-carlo/monte-carlo.js';
import type { MonteCarloOptions, MonteCarloReport } from '../src/monte-carlo/options.js';
import { activate } from '../src/surgery/activate.js';
import { insert } from '../src/surgery/insert.js';
import { strip } from '../src/surgery/strip.js';
import { BOOL, bool, buildModel, FLOAT, FLOAT16, floats, type GraphInit, node, value } from './build.js';
import { noise, ort } from './run.js';
import { sameBytes } from './same-bytes.js';
import { bothWays, differences } from './samples.js';
import { RUNTIMES } from './sessions.js';

const CONFIG = { variant: 'dropout', p: 0.4 } as const;

/** Logits of three classes, their softmax, and which is largest. */
const CLASSIFIER: GraphInit = {
  node: [
    node('Relu', ['x'], ['h']),
    node('MatMul', ['h', 'w'], ['z']),
    node('Softmax', ['z'], ['y']),
    node('ArgMax', ['y'], ['label'], { axis: 1n }),
  ],
  initializer: [floats('w', [4, 3], [1, -2, 3, 40, -5, 6, -7, 800, 9, 1, 2, -3])],
  input: [value('x', ['N', 4])],
  output: [value('y', ['N', 3]), value('z', ['N', 3]), value('label', ['N', 1], 7)],
};

function made(model: Uint8Array, options: MonteCarloOptions = {}) {
  const reports: MonteCarloReport[] = [];
  const tiled = monteCarlo(model, { ...options, onReport: (report) => reports.push(report) });
  return { sampled: model, tiled, report: reports[0]! };
}

const classifier = buildModel({ opset: 18, graph: CLASSIFIER });
const sampled = insert(classifier, 'h', CONFIG);
const x = noise([5, 4], 0.02);

describe.each(RUNTIMES)('statistics on $name', ({ ort }) => {
  it.each([1, 2, 23])('of %i samples are those of core', async (samples) => {
    const models = made(sampled, { classes: { y: 3 } });
    const ways = await bothWays(ort, models, { x }, samples);
    expect(differences(ways, models.report)).toEqual([]);
    const moments = createMoments();
    const uncertainty = createClassUncertainty(3);
    for (const { y } of ways.separate) {
      moments.add(y!.data as Float32Array);
      uncertainty.add(y!.data as Float32Array);
    }
    // sums of up to 23 float32 of at most 1; entropies of at most 3 terms, whose logarithms are off by 2 ulp of at most 1.1
    const near = (name: string, expected: Float64Array) => {
      const own = ways.together[name]!.data as Float32Array;
      expect(own.length).toBe(expected.length);
      for (const [i, want] of expected.entries()) {
        if (Number.isNaN(want)) expect(own[i]).toBeNaN();
        else expect(Math.abs(own[i]! - want)).toBeLessThanOrEqual(24 * 2 ** -23);
      }
    };
    near('y_mean', moments.mean);
    near('y_variance', moments.variance());
    near('y_predictive_entropy', uncertainty.result().predictiveEntropy);
    near('y_mutual_information', uncertainty.result().mutualInformation);
    const information = ways.together.y_mutual_information!.data as Float32Array;
    expect(Math.min(...information)).toBeGreaterThanOrEqual(0);
  });
});

test('0 log 0 is 0, one sample has no mutual information, NaN stays NaN', async () => {
  const graph = { ...CLASSIFIER, node: [node('Relu', ['x'], ['h']), node('Identity', ['h'], ['y'])], initializer: [] };
  const model = buildModel({ opset: 18, graph: { ...graph, output: [value('y', ['N', 4])] } });
  const models = made(insert(model, 'h', { variant: 'dropout', p: 0 }), { classes: 4 });
  const rows = new ort.Tensor('float32', [0, 1, 0, 0, 0.25, 0.25, 0.25, 0.25, Number.NaN, 0, 0, 1], [3, 4]);
  const { together } = await bothWays(ort, models, { x: rows }, 3);
  const [, quarter] = together.y_predictive_entropy!.data as Float32Array;
  expect(quarter).toBeCloseTo(Math.log(4), 6);
  expect(Array.from(together.y_predictive_entropy!.data as Float32Array)).toEqual([0, quarter, Number.NaN]);
  expect(Array.from(together.y_mutual_information!.data as Float32Array)).toEqual([0, 0, Number.NaN]);
  expect(Array.from(together.y_variance!.data as Float32Array).slice(0, 4)).toEqual([0, 0, 0, 0]);
});

test('the report, the inputs and the outputs say what is what', () => {
  const { tiled, report } = made(sampled, { classes: { y: 3 } });
  const classes = { predictiveEntropy: 'y_predictive_entropy', mutualInformation: 'y_mutual_information' };
  expect(report).toEqual({
    address: { seed: 'seed', step: 'step' },
    samples: 'samples',
    outputs: [
      { name: 'y', mean: 'y_mean', variance: 'y_variance', ...classes },
      { name: 'z', mean: 'z_mean', variance: 'z_variance' },
      { name: 'label', mean: null, variance: null },
    ],
  });
  const { inputs, outputs } = inspect(tiled);
  const shown = (values: typeof inputs) =>
    values.map(({ name, elementType, shape }) => `${name} ${elementType} ${shape?.join()}`);
  expect(shown(inputs)).toEqual(['x float32 N,4', 'seed uint64 ', 'step uint32 ', 'samples int64 ']);
  expect(shown(outputs)).toEqual([
    ...[
      'y float32 samples,N,3',
      'z float32 samples,N,3',
      'label int64 samples,N,1',
      'y_mean float32 N,3',
      'y_variance float32 N,3',
    ],
    ...['y_predictive_entropy float32 N', 'y_mutual_information float32 N', 'z_mean float32 N,3', 'z_variance float32 N,3'],
  ]);
  const baked = made(sampled, { samples: 7, statistics: false });
  expect(baked.report.samples).toBe(7);
  expect(shown(inspect(baked.tiled).inputs)).toEqual(['x float32 N,4', 'seed uint64 ', 'step uint32 ']);
  expect(shown(inspect(baked.tiled).outputs)[0]).toBe('y float32 7,N,3');
  expect(inspect(baked.tiled).outputs).toHaveLength(3);
});

test('names that are taken get a number', () => {
  const graph: GraphInit = {
    node: [node('Relu', ['samples'], ['y_mean']), node('Identity', ['y_mean'], ['mc_1']), node('Neg', ['mc_1'], ['y'])],
    input: [value('samples', ['N', 2])],
    output: [value('y', ['N', 2])],
  };
  const { report } = made(insert(buildModel({ opset: 18, graph }), 'y_mean', CONFIG));
  expect(report.samples).toBe('samples_1');
  expect(report.outputs[0]!.mean).toBe('y_mean_1');
});

test('float16: samples are those of separate runs, statistics are float32', async () => {
  const graph: GraphInit = {
    node: [node('Cast', ['x'], ['c'], { to: 10n }), node('Relu', ['c'], ['h']), node('Add', ['h', 'c'], ['y'])],
    input: [value('x', ['N', 4])],
    output: [value('y', ['N', 4], FLOAT16)],
  };
  const models = made(insert(buildModel({ opset: 18, graph }), 'h', CONFIG));
  for (const { ort } of RUNTIMES) {
    const ways = await bothWays(ort, models, { x }, 3);
    expect(differences(ways, models.report)).toEqual([]);
    expect(ways.together.y_variance!.type).toBe('float32');
  }
});

test('activated dropout whose mask is used, behind other dropout: samples are those of separate runs', async () => {
  const graph: GraphInit = {
    node: [
      node('Dropout', ['x', 'ratio'], ['d1']),
      node('Dropout', ['d1', 'ratio', 'on'], ['d2', 'mask']),
      node('Cast', ['mask'], ['m'], { to: 1n }),
      node('Sub', ['d2', 'm'], ['y']),
    ],
    initializer: [floats('ratio', [], [0.3]), bool('on', true)],
    input: [value('x', ['N', 4])],
    output: [value('y', ['N', 4]), value('mask', ['N', 4], BOOL)],
  };
  const model = buildModel({ opset: 13, graph });
  for (const config of [undefined, { variant: 'variational', p: 0.5 } as const]) {
    const graphOf = config ? { ...graph, input: [value('x', ['N', 3, 4])], output: [value('y', ['N', 3, 4])] } : graph;
    const given = config ? buildModel({ opset: 13, graph: graphOf }) : model;
    const models = made(activate(given, config ? { config } : {}));
    const ways = await bothWays(ort, models, { x: config ? noise([2, 3, 4]) : x }, 4);
    expect(differences(ways, models.report)).toEqual([]);
    expect(models.report.outputs).toHaveLength(graphOf.output!.length);
  }
});

test('dropout behind dropout, put in by several edits, and in front of all: strip gives the original back', async () => {
  let edited = classifier;
  for (const name of ['h', 'x', 'h', 'x', 'z']) edited = insert(edited, name, CONFIG);
  const models = made(edited);
  expect(sameBytes(strip(models.tiled), classifier)).toBe(true);
  const ways = await bothWays(ort, models, { x }, 5);
  expect(differences(ways, models.report)).toEqual([]);
});

describe('the number of samples and the step', () => {
  const models = made(sampled);
  it.each([
    { samples: 3, step: 2 ** 32 - 2, says: 'step + samples must be at most 2^32' },
    { samples: 0, step: 0, says: 'samples must be at least 1' },
    { samples: -1, step: 5, says: 'samples must be at least 1' },
  ])('$samples samples from $step fail: $says', async ({ samples, step, says }) => {
    const session = await ort.InferenceSession.create(models.tiled, { logSeverityLevel: 4 });
    const feeds = {
      x,
      seed: new ort.Tensor('uint64', [1n], []),
      step: new ort.Tensor('uint32', Uint32Array.of(step), []),
      samples: new ort.Tensor('int64', [BigInt(samples)], []),
    };
    await expect(session.run(feeds, { logSeverityLevel: 4 })).rejects.toThrow(says);
    await session.release();
  });

  test('up to the last step there is', async () => {
    const ways = await bothWays(ort, models, { x }, 3, { seed: 2n ** 64n - 1n, step: 2 ** 32 - 3 });
    expect(differences(ways, models.report)).toEqual([]);
  });
});

describe('refuses', () => {
  const dropout = buildModel({
    opset: 13,
    graph: { node: [node('Dropout', ['x'], ['y'])], input: [value('x', ['N', 2])], output: [value('y', ['N', 2])] },
  });
  test('models that do not draw, and says what to do', () => {
    expect(() => monteCarlo(dropout)).toThrow(UnsupportedError);
    expect(() => monteCarlo(dropout)).toThrow('Call activate(model) first.');
    expect(() => checkTiling(classifier)).toThrow('Put some in by insert(model, sites, config) first.');
    expect(() => monteCarlo(insert(classifier, 'h', CONFIG, { mode: 'boolMask' }))).toThrow('masks are inputs');
    expect(() => monteCarlo(monteCarlo(sampled))).toThrow('several samples already');
  });

  test.each([
    [{ samples: 0 }, RangeError, 'options.samples'],
    [{ samples: 1.5 }, RangeError, 'options.samples'],
    [{ samples: '3' }, TypeError, 'options.samples'],
    [{ classes: 3 }, RangeError, 'a number for each of 3 outputs'],
    [{ classes: { w: 3 } }, RangeError, 'outputs among "y", "z", "label"'],
    [{ classes: { y: 4 } }, RangeError, 'the size of its last axis, 3'],
    [{ classes: { label: 2 } }, RangeError, 'floating-point'],
    [{ classes: { y: 1 } }, RangeError, 'an integer from 2'],
    [{ statistics: 'no' }, TypeError, 'options.statistics'],
    [{ statistics: false, classes: { y: 3 } }, RangeError, 'options.classes'],
    [{ tiles: 3 }, RangeError, 'no such option'],
    [null, TypeError, 'options'],
  ])('options %j', (options, type, text) => {
    const call = () => monteCarlo(sampled, options as MonteCarloOptions);
    expect(call).toThrow(type);
    expect(call).toThrow(text);
  });

  test('edits of a model that computes several samples: its masks would be those of one', () => {
    const tiled = monteCarlo(sampled);
    const text = 'several samples in one run. Take the model that it was made of';
    expect(() => insert(tiled, 'y', CONFIG)).toThrow(text);
    expect(() => insert(monteCarlo(insert(classifier, 'z', CONFIG)), 'h', CONFIG)).toThrow(UnsupportedError);
    expect(inspect(tiled).sites).toEqual([]);
    expect(inspect(classifier).sites).not.toEqual([]);
  });

  test('taking out what another tool has written anew', () => {
    const rewritten = toBinary(ModelProtoSchema, fromBinary(ModelProtoSchema, monteCarlo(sampled)));
    expect(() => strip(rewritten)).toThrow(UnsupportedError);
    expect(() => strip(rewritten)).toThrow('another tool has written the file since');
  });

  test('what is no model', () => {
    expect(() => monteCarlo('model.onnx' as unknown as Uint8Array)).toThrow(TypeError);
  });
});

test('rows of another number of classes than was said fail', async () => {
  const graph = { ...CLASSIFIER, output: [value('y', ['N', 'classes'], FLOAT)] };
  const models = made(insert(buildModel({ opset: 18, graph }), 'h', CONFIG), { classes: 2 });
  await expect(bothWays(ort, models, { x }, 2)).rejects.toThrow();
});
