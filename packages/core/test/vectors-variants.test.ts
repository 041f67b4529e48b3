// The vectors of blocks, holes, noise, rows, two inputs, logits and time against the readable implementation.
import { describe, expect, it } from 'vitest';
import {
  type Address,
  bitMap,
  countedParts,
  createReferenceBackend,
  type DropoutConfig,
  elementCount,
  type FuseOptions,
  fuse,
  gradientPlan,
  holesOf,
  indexAt,
  isKept,
  keptCount,
  linearUniform,
  lower,
  normal,
  type Phase,
  type Plan,
  packMask,
  tangentPlan,
} from '../src/index.js';
import block from '../vectors/block.json' with { type: 'json' };
import concrete from '../vectors/concrete.json' with { type: 'json' };
import cutout from '../vectors/cutout.json' with { type: 'json' };
import dropKey from '../vectors/drop-key.json' with { type: 'json' };
import fused from '../vectors/fused.json' with { type: 'json' };
import noise from '../vectors/noise.json' with { type: 'json' };
import oracle from '../vectors/oracle.json' with { type: 'json' };
import recurrent from '../vectors/recurrent.json' with { type: 'json' };
import rows from '../vectors/rows.json' with { type: 'json' };
import shakeDrop from '../vectors/shake-drop.json' with { type: 'json' };
import zoneout from '../vectors/zoneout.json' with { type: 'json' };

/** What all cases say: what is drawn, and where. */
interface Case {
  readonly config: object;
  readonly seed: string;
  readonly stream: number;
  readonly step: number;
  readonly globalShape: number[];
  readonly start: number[];
  readonly shape: number[];
}

const backend = createReferenceBackend();
const hexOf = (words: Uint32Array) => [...words].map((word) => word.toString(16).padStart(8, '0'));
const bitsOf = (array: Float32Array) => hexOf(new Uint32Array(array.buffer));
const floats = (list: string[]) => new Float32Array(Uint32Array.from(list, (text) => Number.parseInt(text, 16)).buffer);
const addressOf = ({ seed, stream, step }: Case): Address => ({ seed: BigInt(seed), stream, step });
const planOf = (c: Case, phase: Phase = 'train') =>
  lower(c.config as DropoutConfig, c.shape, phase, { shape: c.globalShape, start: c.start });
const cycle = (list: string[], plan: Plan) => floats(Array.from({ length: elementCount(plan) }, (_, n) => list[n % list.length]));
const expand = (plan: Plan, mask: Uint32Array) => {
  const bits = bitMap(plan.map);
  return packMask(elementCount(plan), (n) => isKept(mask, indexAt(bits, n)));
};
/** Forward and backward of x, and of a kept mask where one may stand in for the address. */
const expectOutputs = (c: Case & { y: string[]; dx?: string[] }, list: string[], keptMask = true) => {
  const plan = planOf(c);
  const x = cycle(list, plan);
  const sources = keptMask ? [addressOf(c), backend.mask(plan, addressOf(c))] : [addressOf(c)];
  for (const source of sources) {
    expect(bitsOf(backend.forward(plan, source, x))).toEqual(c.y);
    expect(bitsOf(backend.backward(plan, source, x))).toEqual(c.dx ?? c.y);
  }
};
/** Whether a box is all of the tensor, or all of its samples. */
const isWhole = (c: Case, from: number) => c.shape.every((dim, d) => d < from || dim === c.globalShape[d]);

describe('block', () => {
  it.each(block.cases)('$id', (c) => {
    const plan = planOf(c);
    if (plan.kind !== 'block') throw new Error('expected a block plan');
    expect([plan.threshold, plan.window]).toEqual([c.threshold, c.window]);
    expect(hexOf(backend.mask(plan, addressOf(c)))).toEqual(c.keepWords);
    if (c.y === undefined) return;
    const parts = countedParts(plan);
    expect(parts.map((part) => keptCount(backend.mask(part, addressOf(c))))).toEqual(c.keptCounts);
    expect(parts.map(elementCount)).toEqual(c.keptCounts.map(() => c.count));
    expectOutputs({ ...c, y: c.y }, block.x, isWhole(c, plan.normalization === 'sample' ? 1 : 0));
  });

  it.each(oracle.dropblock2d)('oracle $shape', (c) => {
    const plan = lower({ variant: 'dropBlock', p: c.p, blockSize: c.blockSize }, c.shape, 'train');
    const mask = backend.mask(plan, { seed: BigInt(c.seed) });
    expect(hexOf(mask)).toEqual(c.keepWords);
    expect(keptCount(mask)).toBe(c.kept);
  });
});

describe('cutout', () => {
  it.each(cutout.cases)('$id', (c) => {
    const plan = planOf(c);
    if (plan.kind !== 'cutout') throw new Error('expected a cutout plan');
    const words = { keyLow: Number(BigInt(c.seed) % 2n ** 32n), keyHigh: Number(BigInt(c.seed) >> 32n), ...c };
    const holes = c.holesFrom.map((_, n) => holesOf(plan, c.start[0] + n, words));
    expect(holes.map((sample) => sample.map((hole) => hole.map(({ from }) => from)))).toEqual(c.holesFrom);
    const mask = backend.mask(plan, addressOf(c));
    expect(plan.maskShape).toEqual(c.maskShape);
    expect(hexOf(mask)).toEqual(c.maskWords);
    expect(hexOf(expand(plan, mask))).toEqual(c.expandedWords);
    expectOutputs(c, cutout.x);
  });
});

describe('noise', () => {
  it.each(noise.cases)('$id', (c) => {
    const plan = planOf(c);
    if (plan.kind !== 'noise') throw new Error('expected a noise plan');
    expect(plan.amplitude).toBeCloseTo(c.amplitude, 14);
    const at = addressOf(c);
    c.numbers.forEach((number, e) => {
      const index = indexAt(plan.noiseMap, e);
      const drawn = plan.distribution === 'normal' ? normal(index, at) : 2 * linearUniform(index, at) - 1;
      // ln, cos and sin of an engine err by 1 or 2 ulp, the angle by 1 of 2 pi; the radius is below 6
      expect(Math.abs(drawn - number)).toBeLessThan(1e-14);
    });
    expectOutputs(c, noise.x, false);
  });
});

describe('concrete', () => {
  it.each(concrete.cases)('$id', (c) => {
    const plan = planOf(c);
    const ones = new Float64Array(elementCount(plan)).fill(1);
    const factors = backend.forward(plan, addressOf(c), ones);
    const tangents = backend.forward(tangentPlan(plan), addressOf(c), ones);
    // logarithms below 20 in size err by 4e-15, over t it is the relative error of a sigmoid; the rest is a few ulp
    const t = (c.config as { temperature?: number }).temperature ?? 0.1;
    const relative = 1e-14 / Math.min(t, 1);
    const peak = (1 + 1 / t) / (1 - c.config.p);
    c.factors.forEach((factor, e) => {
      expect(Math.abs(factors[e] - factor)).toBeLessThanOrEqual(relative * factor);
      expect(Math.abs(tangents[e] - c.tangents[e])).toBeLessThanOrEqual(2 * relative * peak * factor);
    });
    expectOutputs(c, concrete.x, false);
  });
});

describe('a p for each sample', () => {
  it.each(rows.cases)('$id', (c) => {
    const plan = planOf(c);
    expect(plan).toMatchObject({ kind: 'rows', thresholds: c.thresholds, maskShape: c.maskShape });
    expect(hexOf(backend.mask(plan, addressOf(c)))).toEqual(c.maskWords);
    expectOutputs(c, rows.x);
    expect(bitsOf(backend.forward(planOf(c, 'eval'), addressOf(c), cycle(rows.x, plan)))).toEqual(c.evaluation);
  });
});

describe('zoneout', () => {
  it.each(zoneout.cases)('$id', (c) => {
    const at = addressOf(c);
    const plan = planOf(c);
    const x = cycle(zoneout.x, plan);
    const other = cycle(zoneout.other, plan);
    expect(hexOf(backend.mask(plan, at))).toEqual(c.maskWords);
    for (const source of [at, backend.mask(plan, at)]) {
      expect(bitsOf(backend.forward(plan, source, x, undefined, { other }))).toEqual(c.y);
      expect(bitsOf(backend.backward(plan, source, x))).toEqual(c.dx);
      expect(bitsOf(backend.forward(gradientPlan(plan, 'other'), source, x))).toEqual(c.dOther);
    }
    const evaluation = planOf(c, 'eval');
    expect(bitsOf(backend.forward(evaluation, at, x, undefined, { other }))).toEqual(c.evaluation);
    expect(bitsOf(backend.backward(evaluation, at, x))).toEqual(c.evaluationDx);
    expect(bitsOf(backend.forward(gradientPlan(evaluation, 'other'), at, x))).toEqual(c.evaluationDOther);
  });
});

describe('fused', () => {
  it.each(fused.cases)('$id', (c) => {
    const at = addressOf(c);
    const plan = fuse(planOf(c, c.phase as Phase), c.operands as FuseOptions);
    const x = cycle(fused.x, plan);
    const residual = cycle(fused.residual, plan);
    const bias = floats(Array.from({ length: c.shape.at(-1)! }, (_, n) => fused.bias[n % fused.bias.length]));
    const operands = { ...(c.operands.bias && { bias }), ...(c.operands.residual && { residual }) };
    expect(hexOf(backend.mask(plan, at))).toEqual(c.maskWords);
    for (const source of [at, backend.mask(plan, at)]) {
      expect(bitsOf(backend.forward(plan, source, x, undefined, operands))).toEqual(c.y);
      expect(bitsOf(backend.backward(plan, source, residual))).toEqual(c.dx);
      expect(bitsOf(backend.forward(gradientPlan(plan, 'bias'), source, residual))).toEqual(c.dBias);
    }
  });
});

describe('shakeDrop', () => {
  it.each(shakeDrop.cases)('$id', (c) => {
    const at = addressOf(c);
    const plan = planOf(c);
    if (plan.kind !== 'noise') throw new Error('expected a noise plan');
    expect(plan.maskShape).toEqual(c.maskShape);
    expect(hexOf(backend.mask(plan, at))).toEqual(c.maskWords);
    const samples = c.globalShape[0];
    c.alphas.forEach((alpha, n) => {
      expect(2 * linearUniform(c.start[0] + n, at) - 1).toBe(alpha);
      expect(linearUniform(samples + c.start[0] + n, at)).toBe(c.betas[n]);
    });
    expectOutputs(c, shakeDrop.x, false);
    expect(bitsOf(backend.forward(planOf(c, 'eval'), at, cycle(shakeDrop.x, plan)))).toEqual(c.evaluation);
  });
});

describe('dropKey', () => {
  it.each(dropKey.cases)('$id', (c) => {
    const plan = planOf(c);
    expect(plan.maskShape).toEqual(c.maskShape);
    expect(hexOf(backend.mask(plan, addressOf(c)))).toEqual(c.maskWords);
    expectOutputs(c, dropKey.x);
  });
});

describe('recurrent', () => {
  it.each(recurrent.cases)('$id: a loop over time draws what the sequence draws', (c) => {
    const address = { seed: BigInt(c.seed), stream: c.stream, step: c.step };
    const whole = lower(c.config as DropoutConfig, c.globalShape, 'train');
    expect(whole.maskShape).toEqual(c.maskShape);
    expect(hexOf(expand(whole, backend.mask(whole, address)))).toEqual(c.expandedWords);
    const steps = c.steps.map((_, t) => {
      const one = (values: number[], at: number) => values.map((value, d) => (d === 1 ? at : value));
      const slice = {
        shape: c.globalShape,
        start: one(
          c.globalShape.map(() => 0),
          t,
        ),
      };
      return hexOf(backend.mask(lower(c.config as DropoutConfig, one(c.globalShape, 1), 'train', slice), address));
    });
    expect(steps).toEqual(c.steps);
    expect(new Set(steps.map(String)).size).toBe(c.config.target === 'state' ? 1 : c.steps.length);
  });
});
