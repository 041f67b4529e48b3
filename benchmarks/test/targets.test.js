import { describe, expect, it } from 'vitest';
import { CPU_SUITE } from '../src/cpu/suite.js';
import { judge } from '../src/harness/targets.js';
import { SUITES } from '../src/suites.js';
import { TFJS_SUITE } from '../src/tfjs/suite.js';
import { WEBGPU_SUITE } from '../src/webgpu/suite.js';

/** @param {Record<string, number[]>} table */
const samplesFrom = (table) => (/** @type {number} */ size, /** @type {string} */ id) => (size === 8 ? table[id] : undefined);

describe('judge', () => {
  const atMost = { contender: 'ours', against: 'copy', atMost: 2, size: 8 };
  const timesFaster = { contender: 'ours', against: 'theirs', timesFaster: 8, size: 8 };

  it('holds an upper bound up to and including the bound', () => {
    expect(judge(atMost, samplesFrom({ ours: [4], copy: [2] })).verdict).toBe('met');
    expect(judge(atMost, samplesFrom({ ours: [4.01], copy: [2] })).verdict).toBe('missed');
  });

  it('holds a speed-up from the bound on', () => {
    expect(judge(timesFaster, samplesFrom({ ours: [1], theirs: [8] })).verdict).toBe('met');
    expect(judge(timesFaster, samplesFrom({ ours: [1], theirs: [7.99] })).verdict).toBe('missed');
  });

  it('judges the median of the ratios of each round', () => {
    const judged = judge(atMost, samplesFrom({ ours: [1, 20, 3], copy: [1, 2, 2] }));
    expect(judged).toMatchObject({ verdict: 'met', measured: { median: 1.5, min: 1, max: 10, count: 3 } });
  });

  it('says when a run did not measure it', () => {
    const notMeasured = { verdict: 'not measured', measured: null };
    expect(judge(atMost, samplesFrom({ copy: [1] }))).toMatchObject(notMeasured);
    expect(judge({ ...atMost, size: 16 }, samplesFrom({ ours: [1], copy: [1] }))).toMatchObject(notMeasured);
  });
});

describe('the targets of a suite', () => {
  it.each([
    [SUITES.cpu, CPU_SUITE],
    [SUITES.webgpu, WEBGPU_SUITE],
    [SUITES.tfjs, TFJS_SUITE],
  ])('name contenders that exist, at sizes that the suite measures', ({ sizes }, { contenders, targets }) => {
    const ids = contenders.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { contender, against, size } of targets) {
      expect(ids).toContain(contender);
      expect(ids).toContain(against);
      expect(sizes).toContain(size);
    }
  });
});
