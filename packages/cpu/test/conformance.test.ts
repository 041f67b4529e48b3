// The shared suite on both implementations of both entries.
import { createSuite } from '@dropkit/conformance';
import { afterAll, describe, expect, it } from 'vitest';
import { BERNOULLI_ENGINES, ENGINES } from './support.js';

const OTHER_KINDS = ['block', 'choose', 'columnSums', 'concrete', 'cutout', 'fused', 'mix', 'noise', 'rows'];
const OTHER_PLANS = OTHER_KINDS.map((kind) => `plan:${kind}`);
const SUBJECTS = [
  ...ENGINES.map((engine) => ({ ...engine, lacks: [] })),
  ...BERNOULLI_ENGINES.map((engine) => ({ ...engine, lacks: OTHER_PLANS })),
];

for (const { name, create, lacks } of SUBJECTS) {
  const suite = await createSuite({ name, create });
  describe(suite.name, () => {
    for (const { id } of suite.cases) it(id, () => suite.check(id));
    it('lacks what its entry and the runtime lack', () => {
      const float16 = typeof Float16Array === 'undefined' ? ['dtype:float16'] : [];
      expect(suite.missing).toEqual([...float16, ...lacks]);
    });
    afterAll(() => suite.dispose());
  });
}
