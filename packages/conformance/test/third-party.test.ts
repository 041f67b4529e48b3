import { afterAll, describe, expect, it } from 'vitest';
import { createSuite } from '../src/index.js';
import { createMyBackend } from './my-backend.js';

const suite = await createSuite({ name: 'my-backend', create: () => createMyBackend() });

describe(suite.name, () => {
  for (const { id } of suite.cases) it(id, () => suite.check(id));

  it('lacks float16 and nothing else', () => {
    expect(suite.missing).toEqual(['dtype:float16']);
  });
  afterAll(() => suite.dispose());
});
