// The bytes of exported models: what a schema-based reader and a checker see, and how many there are.
import { fromBinary } from '@bufbuild/protobuf';
import { createReferenceBackend, lower } from '@dropkit/core';
import { ModelProtoSchema } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { exportVariant } from '../src/export-variant.js';
import { parseModel } from '../src/model/parse-model.js';
import { chainModel } from './chain.js';
import { checkModel } from './check-model.js';
import { plainBySchema, plainOf } from './schema-reader.js';
import { createSession, RUNTIMES } from './sessions.js';
import { VARIANT_CASES } from './variants.js';

describe.each(VARIANT_CASES)('$config $shape', ({ config, shape, free }) => {
  const unknown = shape.map((size, axis) => (free.includes(axis) ? null : size));

  it.each([
    ['with known sizes', exportVariant(config, shape, { kept: true })],
    ['with unknown sizes', exportVariant(config, unknown, { kept: true })],
    ['in float64', exportVariant(config, shape, { dtype: 'float64', opset: 22 })],
    ['for evaluation', exportVariant(config, shape, { phase: 'eval' })],
  ])('makes a sound file %s', (_, bytes) => {
    expect(checkModel(bytes)).toEqual([]);
    const { message } = parseModel('test', bytes);
    expect(plainBySchema(bytes, message)).toEqual(plainOf(message));
  });
});

it('says in the file what it is', () => {
  const config = { variant: 'dropout', p: 0.1 } as const;
  const model = fromBinary(ModelProtoSchema, exportVariant(config, ['batch', 128], { stream: 3, opset: 21 }));
  expect(model.irVersion).toBe(8n);
  expect(model.producerName).toBe('@dropkit/onnx-export');
  expect(model.docString).toContain('dropout, train, stream 3');
  expect(model.opsetImport.map(({ domain, version }) => [domain, version])).toEqual([
    ['', 21n],
    ['ai.dropkit', 1n],
  ]);
  const props = Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, JSON.parse(value)]));
  expect(props).toEqual({ 'dropkit.config': config, 'dropkit.site': { phase: 'train', stream: 3 } });
  expect(model.graph!.input.map(({ name }) => name)).toEqual(['x', 'seed', 'step']);
  expect(model.graph!.output.map(({ name }) => name)).toEqual(['y']);
});

describe('33 sites', () => {
  const config = { variant: 'dropout', p: 0.1 } as const;
  const bytes = chainModel(33, config, ['N', 128]);

  it('are sound', () => {
    expect(checkModel(bytes)).toEqual([]);
  });

  it('add at most 16 KB to a file', () => {
    const without = exportVariant({ variant: 'dropout', p: 0 }, ['N', 128]).length;
    expect(bytes.length - without).toBeLessThanOrEqual(16 * 1024);
  });

  it('draw what 33 calls of core draw', async () => {
    const { ort } = RUNTIMES[1]!;
    const session = await createSession(ort, bytes);
    const x = Float32Array.from({ length: 640 }, (_, i) => i + 1);
    const feeds = {
      x: new ort.Tensor('float32', x, [5, 128]),
      seed: new ort.Tensor('uint64', BigUint64Array.of(9n), []),
      step: new ort.Tensor('uint32', Uint32Array.of(1), []),
    };
    const { y } = await session.run(feeds);
    const plan = lower(config, [5, 128], 'train');
    let expected = x;
    for (let stream = 0; stream < 33; stream++) {
      expected = createReferenceBackend().forward(plan, { seed: 9n, stream, step: 1 }, expected);
    }
    expect(Array.from(y!.data as Float32Array)).toEqual(Array.from(expected));
  });
});
