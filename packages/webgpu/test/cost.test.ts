// The cost model of docs/decisions/040-webgpu.md, counted: dispatches and bytes from what a call records, operations from the shaders.
import {
  addressWords,
  elementCount,
  expectedBlocks,
  fuse,
  GROUP_SIZE,
  gradientPlan,
  lower,
  operandsOf,
  type Plan,
} from '@dropkit/core';
import { describe, expect, it } from 'vitest';
import type { Dispatch } from '../src/dispatch.js';
import { DRAW } from '../src/kernels/draw.js';
import { createMemory } from '../src/memory.js';
import { assemble } from '../src/pipelines.js';
import { ALL_PLANS } from '../src/plans/full.js';
import type { Job } from '../src/plans/job.js';
import type { Type } from '../src/tensors.js';

const N = 2 ** 22;
const LIMITS = { bindingSize: 2 ** 27, workgroups: 65535 };
const create = ({ size }: { size: number }) => ({ size }) as GPUBuffer;

function recorded(plan: Plan, type: Type = 'float32', { inPlace = false, kept = false } = {}): Dispatch[] {
  const memory = createMemory({ createBuffer: create } as unknown as GPUDevice);
  const x = create({ size: 4 * N });
  const operands = operandsOf(plan);
  const tensors = {
    type,
    count: elementCount(plan),
    x,
    y: inPlace ? x : create(x),
    ...(('other' in operands || 'residual' in operands) && { other: create(x) }),
    ...(operands.bias && { bias: create({ size: operands.bias * 4 }) }),
  };
  const source = kept ? create({ size: N / 8 }) : addressWords({ seed: 1 });
  const job = { limits: LIMITS, memory, maskOf: ALL_PLANS.maskOf, plan, source, tensors };
  return ALL_PLANS.rules[plan.kind]!(job as Job as never);
}

/** Bytes read and written, each bound byte once; a tensor in place is both. Parameters (some hundred bytes) are left out. */
function bytes(dispatches: readonly Dispatch[]): number {
  return dispatches
    .flatMap(({ bindings, constants }) => [...Object.values(bindings), ...(constants.includes('X_IS_Y') ? [bindings[1]] : [])])
    .reduce((sum, binding) => sum + (binding instanceof Uint32Array ? 0 : binding.size), 0);
}

/** A layer of a transformer: 4096 tokens of 1024 features. */
const LAYER = fuse(lower({ variant: 'dropout', p: 0.1 }, [4096, 1024], 'train'), { bias: true, residual: true });
const SUMS = gradientPlan(LAYER, 'bias');

const dropout = (p: number) => lower({ variant: 'dropout', p }, [N], 'train');

describe('bytes per element', () => {
  it.each<[string, Dispatch[], number]>([
    ['float32, any p: x, y, and the mask twice', recorded(dropout(0.5)), 8.25],
    ['in place', recorded(dropout(0.1), 'float32', { inPlace: true }), 8.25],
    ['with a kept mask', recorded(dropout(0.1), 'float32', { kept: true }), 8.125],
    ['float16', recorded(dropout(0.5), 'float16'), 4.25],
    ['the identity, where an output is asked for', recorded(dropout(0)), 8],
  ])('%s', (_, dispatches, expected) => {
    expect(bytes(dispatches) / N).toBe(expected);
  });

  it('of a fused layer: x, residual and y once, and the mask twice; the bias is some kilobytes', () => {
    expect((bytes(recorded(LAYER)) - 4 * 1024) / N).toBe(12.25);
    // what it replaces: y = x + bias, y = dropout(y), y = y + residual, each reading and writing
    expect(8 + 8.25 + 12).toBe(28.25);
  });

  it('of its bias gradient: dy once, the mask twice, and a 64th of dy as sums, written and read', () => {
    const result = 2 * 4 * 1024; // counted twice, though it is only written
    expect((bytes(recorded(SUMS)) - result) / N).toBe(4.25 + (2 * 4) / 64);
  });

  it('stays below 8.3 for a forward pass at p = 1/2', () => {
    expect(bytes(recorded(dropout(0.5))) / N).toBeLessThan(8.3);
  });
});

describe('dispatches', () => {
  const CALLS: readonly [string, Plan, string[]][] = [
    ['dropout', dropout(0.3), ['draw', 'apply']],
    ['spatial', lower({ variant: 'spatial', p: 0.3, layout: 'channelsLast' }, [4, 32, 32], 'train'), ['draw', 'apply']],
    ['perSample', lower({ variant: 'perSample', probabilities: [0, 0.5] }, [2, 64], 'train'), ['draw_rows', 'apply_parts']],
    ['cutout', lower({ variant: 'cutout', size: 3 }, [2, 3, 8, 8], 'train'), ['holes', 'cutout', 'apply']],
    ['gaussian', lower({ variant: 'gaussian', p: 0.3 }, [64], 'train'), ['noise']],
    ['shakeDrop', lower({ variant: 'shakeDrop', p: 0.5 }, [8, 8], 'train'), ['draw', 'noise']],
    ['concrete', lower({ variant: 'concrete', p: 0.3 }, [64], 'train'), ['concrete']],
    ['zoneout', lower({ variant: 'zoneout', p: 0.3 }, [64], 'train'), ['draw', 'choose']],
    ['zoneout', lower({ variant: 'zoneout', p: 0.3 }, [64], 'eval'), ['mix_inputs']],
    ['fused', LAYER, ['draw', 'fused']],
    ['fused', fuse(dropout(0), { residual: true }), ['fused']],
    ['columnSums', SUMS, ['draw', 'column_sums', 'column_totals']],
    [
      'dropBlock',
      lower({ variant: 'dropBlock', p: 0.3, blockSize: 3 }, [2, 3, 8, 8], 'train'),
      ['draw', 'dilate', 'dilate', 'fill', 'count', 'normalize_parts', 'apply_parts'],
    ],
  ];

  it.each(CALLS)('of %s', (_, plan, names) => {
    expect(recorded(plan).map(({ kernel }) => kernel.name)).toEqual(names);
  });

  it('grow with the number of bindings that a tensor takes', () => {
    const plan = lower({ variant: 'dropout', p: 0.3 }, [5 * 2 ** 25], 'train');
    expect(recorded(plan).map(({ kernel }) => kernel.name)).toEqual(Array(5).fill(['draw', 'apply']).flat());
  });
});

describe('integer operations', () => {
  const text = assemble(DRAW);

  /** Operators in a function's body, a vector operator counting once for each of its lanes where `lanes` says so. */
  function operators(name: string): number {
    const body = new RegExp(`fn ${name}\\([^{]*\\{([\\s\\S]*?)\\n\\}`).exec(text)![1];
    return body.match(/[*+^&|~]|>>|<<?|select/g)!.length;
  }

  it('of a Philox block: 10 rounds of two high words, two low words, four xors and two key bumps', () => {
    // the halves of the constant factor are constants too: two of its operators are gone
    const high = operators('multiply_high') - 2;
    expect(high).toBe(14);
    expect(10 * (2 * high + 2 + 4 + 2)).toBe(360);
  });

  it.each([
    // p, planes of a group alone, of 32 groups in lockstep, and the operations per element that both come to
    [0.5, 1, 1, 2.9, 2.9],
    [0.25, 2, 2, 5.8, 5.8],
    [0.1, 8.34, 13.33, 24.1, 38.5],
  ])('per element at p = %f', (p, alone, together, perElement, perElementTogether) => {
    // beside the block: a digit is two or three vector operations on four words, and the test for undecided ones seven
    const perPlane = 360 + 12;
    const planes = expectedBlocks(p);
    const lockstep = expectedBlocks(p, { together: 32 });
    expect(planes).toBeCloseTo(alone, 1);
    expect(lockstep).toBeCloseTo(together, 1);
    expect((planes * perPlane) / GROUP_SIZE).toBeCloseTo(perElement, 0);
    expect((lockstep * perPlane) / GROUP_SIZE).toBeCloseTo(perElementTogether, 0);
  });
});
