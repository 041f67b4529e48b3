// Sessions whose shapes change: by the sizes of feeds, by their values, and from sample to sample.
import { createReferenceBackend, type DropoutConfig, UnsupportedError } from '@dropkit/core';
import { expect, it } from 'vitest';
import { createMcSession } from '../src/index.js';
import { buildModel, floats, type GraphInit, node, value } from './build.js';
import { ort } from './run.js';

const config: DropoutConfig = { variant: 'dropout', p: 0.5 };
const sessionOptions = { logSeverityLevel: 4 };
const ones = (rows: number) => new ort.Tensor('float32', new Float32Array(4 * rows).fill(1), [rows, 4]);

/** x [N, 4] -> h = Relu(x) -> the nodes. */
function net(graph: GraphInit): Uint8Array {
  const all = { input: [value('x', ['N', 4])], output: [value('y', ['M', 4])], ...graph };
  return buildModel({ opset: 18, graph: { ...all, node: [node('Relu', ['x'], ['h']), ...(graph.node ?? [])] } });
}

it('asks for the shapes of masks with each feeds: values of feeds can decide them, too', async () => {
  const model = net({
    node: [node('Expand', ['h', 'shape'], ['e']), node('Abs', ['e'], ['y'])],
    input: [value('x', ['N', 4]), value('shape', [2], 7)],
  });
  const session = await createMcSession(ort, model, {
    sites: 'e',
    config,
    mode: 'mask',
    masks: createReferenceBackend(),
    sessionOptions,
  });
  const inGraph = await createMcSession(ort, model, { sites: 'e', config, sessionOptions });
  for (const rows of [1, 8]) {
    const feeds = { x: ones(1), shape: new ort.Tensor('int64', [BigInt(rows), 1n], [2]) };
    const { mean, shape } = await session.run(feeds, { samples: 3, seed: 1 });
    expect(shape).toEqual([rows, 4]);
    expect(mean).toEqual((await inGraph.run(feeds, { samples: 3, seed: 1 })).mean);
    const { y } = await session.sample(feeds, { seed: 1 });
    expect(y!.data).toEqual((await inGraph.sample(feeds, { seed: 1 })).y!.data);
  }
  await Promise.all([session.release(), inGraph.release()]);
});

it('goes on with separate runs where later feeds cannot share one, and not where they are wrong', async () => {
  const model = net({
    node: [node('Add', ['h', 'rows'], ['y'])],
    initializer: [floats('rows', [3, 4], new Array<number>(12).fill(0))],
  });
  const session = await createMcSession(ort, model, { sites: 'h', config, sessionOptions });
  const { mean } = await session.run({ x: ones(3) }, { samples: 4, seed: 1 });
  expect(mean).toHaveLength(12);
  await expect(session.run({ x: ones(2) }, { samples: 4, seed: 1 })).rejects.toThrow();
  expect(session.plan).toMatchObject({ tiled: true, warnings: [] });
  const separate = await createMcSession(ort, model, { sites: 'h', config, sessionOptions, tiling: false });
  const expected = await separate.run({ x: ones(1) }, { samples: 4, seed: 1 });
  expect(await session.run({ x: ones(1) }, { samples: 4, seed: 1 })).toEqual(expected);
  expect(session.plan.tiled).toBe(false);
  expect(session.plan.warnings.join()).toContain('Samples do not share runs any more');
  await Promise.all([session.release(), separate.release()]);
});

it('refuses statistics of outputs whose shape changes from sample to sample, and draws such samples', async () => {
  const model = net({ node: [node('NonZero', ['h'], ['y'])], output: [value('y', [2, 'found'], 7)] });
  const session = await createMcSession(ort, model, { sites: 'h', config, sessionOptions });
  const running = session.run({ x: ones(5) }, { samples: 9, seed: 1 });
  await expect(running).rejects.toThrow(UnsupportedError);
  await expect(running).rejects.toThrow(
    /output "y", which is \[2,\d+\] in the first sample and \[2,\d+\] at step 1\. Draw samples by sample/,
  );
  const { y } = await session.sample({ x: ones(5) }, { seed: 1, step: 1 });
  expect(y!.dims[0]).toBe(2);
  await session.release();
});

it('checks stored tensors that are inputs, where they are fed', async () => {
  const model = net({
    node: [node('Mul', ['h', 'scale'], ['y'])],
    initializer: [floats('scale', [4], [1, 2, 3, 4])],
    input: [value('x', ['N', 4]), value('scale', [4])],
  });
  const session = await createMcSession(ort, model, { sites: 'h', config, sessionOptions, tiling: false });
  const run = (scale: unknown) => session.run({ x: ones(1), scale } as never, { samples: 2, seed: 1 });
  await expect(run(undefined)).rejects.toThrow('feeds.scale" expected a tensor of float32, got undefined');
  await expect(run(new ort.Tensor('int64', [1n], [1]))).rejects.toThrow('expected a tensor of float32, got "int64"');
  await expect(run(new ort.Tensor('float32', [1], [1]))).rejects.toThrow('expected shape [4], got [1]');
  await session.release();
});
