// The suite on core's reference backend: what a driver's own conformance test looks like.
import { createReferenceBackend } from '@dropkit/core';
import { afterAll, describe, expect, it } from 'vitest';
import { createSuite } from '../src/index.js';

const suite = await createSuite({ name: 'reference', create: createReferenceBackend });

describe(suite.name, () => {
  for (const { id } of suite.cases) it(id, () => suite.check(id));
  it('lacks nothing but what the runtime lacks', () => {
    expect(suite.missing).toEqual(typeof Float16Array === 'undefined' ? ['dtype:float16'] : []);
  });
  afterAll(() => suite.dispose());
});
