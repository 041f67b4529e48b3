// The shared suite on both implementations.
import { createSuite } from '@dropkit/conformance';
import { afterAll, describe, expect, it } from 'vitest';
import { ENGINES } from './support.js';

for (const { name, create } of ENGINES) {
  const suite = await createSuite({ name, create });
  describe(suite.name, () => {
    for (const { id } of suite.cases) it(id, () => suite.check(id));
    it('lacks nothing but what the runtime lacks', () => {
      expect(suite.missing).toEqual(typeof Float16Array === 'undefined' ? ['dtype:float16'] : []);
    });
    afterAll(() => suite.dispose());
  });
}
