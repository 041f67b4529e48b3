// Plans of unknown origin: each field of each kind, on both sides of what makes sense.
import { describe, expect, it } from 'vitest';
import {
  checkPlan,
  createReferenceBackend,
  DROP_ALL,
  type DropoutConfig,
  elementCount,
  fuse,
  gradientPlan,
  lower,
  outputCount,
  type Phase,
  type Plan,
  type PlanKind,
  UnsupportedError,
} from '../src/index.js';
import { operandsFor } from './every-variant.js';

const backend = createReferenceBackend();
const address = { seed: 3 };
const p = 0.25;

/** A sound plan of each kind, by lowering. */
const PLANS: { readonly [Kind in PlanKind]: readonly [DropoutConfig, number[], Phase?, ((plan: Plan) => Plan)?] } = {
  identity: [{ variant: 'dropout', p }, [4, 6], 'eval'],
  scale: [{ variant: 'dropout', p, scaling: 'standard' }, [4, 6], 'eval'],
  zero: [{ variant: 'dropout', p: 1 }, [4, 6]],
  select: [{ variant: 'spatial', p, layout: 'channelsFirst' }, [2, 3, 4]],
  rows: [{ variant: 'perSample', probabilities: [0, p, 1] }, [3, 8]],
  block: [{ variant: 'dropBlock', p, blockSize: 2 }, [2, 3, 4]],
  cutout: [{ variant: 'cutout', size: 2 }, [2, 3, 4]],
  noise: [{ variant: 'shakeDrop', p }, [4, 6]],
  concrete: [{ variant: 'concrete', p }, [4, 6]],
  choose: [{ variant: 'zoneout', p }, [4, 6]],
  mix: [{ variant: 'zoneout', p }, [4, 6], 'eval'],
  fused: [{ variant: 'dropout', p }, [4, 6], 'train', fused],
  columnSums: [{ variant: 'dropout', p }, [4, 6], 'train', (plan) => gradientPlan(fused(plan), 'bias')],
};

function fused(plan: Plan): Plan {
  return fuse(plan, { bias: true, residual: true });
}

const planOf = (kind: PlanKind): Plan => {
  const [config, shape, phase = 'train', change = (plan) => plan] = PLANS[kind];
  return change(lower(config, shape, phase));
};

/** A copy of a plan in which the value at a path is another. */
function changed(plan: Plan, path: string, value: unknown): Plan {
  const copy = structuredClone(plan);
  const names = path.split('.');
  const last = names.pop()!;
  const parent = names.reduce((at, name) => at[name] as Record<string, unknown>, copy as unknown as Record<string, unknown>);
  parent[last] = value;
  return copy;
}

const NUMBERS = [undefined, null, '1', 1n, Number.NaN, Number.POSITIVE_INFINITY];
const DRAWN = [...NUMBERS.slice(0, 5), -1, 0, 0.5, DROP_ALL];
const LISTS = [undefined, 3, [-1], [0.5], [2 ** 53], [undefined], ['1']];
const PLACE: Record<string, unknown[]> = {
  shape: [...LISTS, [4, 7], []],
  map: [undefined, null, 3],
  'map.dims': [...LISTS],
  'map.strides': [...LISTS, []],
  'map.base': [...NUMBERS, -1, 0.5, 2 ** 53],
};
const BOX: Record<string, unknown[]> = {
  'box.shape': [...LISTS, [2, 3], [2, 3, 4, 1]],
  'box.start': [...LISTS, [0, 0], [0, 0, 1], [1, 0, 0], [-1, 0, 0]],
};

/** For each kind, each field and what it must not be. */
const BAD: { readonly [Kind in PlanKind]: Record<string, unknown[]> } = {
  identity: {},
  zero: {},
  scale: { factor: NUMBERS },
  select: { threshold: DRAWN, scale: NUMBERS, shift: NUMBERS, dropped: NUMBERS },
  rows: {
    thresholds: [...LISTS, [1, 2, 3, 4, 5], [1, 2, DROP_ALL + 1], []],
    scales: [undefined, 3, [1, 2], [1, 2, Number.NaN], [1, 2, '3']],
    'map.strides': [[0]],
  },
  block: {
    threshold: DRAWN,
    ...BOX,
    window: [...LISTS, [1, 1], [1, 1, 0], [1, 1, 5]],
    normalization: [undefined, 'batch', 3],
    'map.strides': [[0]],
  },
  cutout: {
    ...BOX,
    axes: [...LISTS, [0], [3]],
    size: [...LISTS, [0], [2, 2], []],
    holes: [...NUMBERS, 0, -1, 1.5, 2 ** 53 - 1],
    maskShape: [...LISTS, [2, 1], [2, 1, 5]],
  },
  noise: {
    distribution: [undefined, 'cauchy', 3],
    'noiseMap.dims': [...LISTS, [4, 7]],
    'noiseMap.strides': [...LISTS, []],
    'noiseMap.base': [...NUMBERS, -1, 2 ** 53],
    threshold: [null, '1', Number.NaN, 0, 0.5, DROP_ALL],
    'backward.offset': NUMBERS,
    'backward.amplitude': NUMBERS,
    'backward.skip': [...NUMBERS, -1, 0.5, 2 ** 53 - 1],
    offset: NUMBERS,
    amplitude: NUMBERS,
  },
  concrete: { logit: NUMBERS, temperature: [...NUMBERS, 0, -1], scale: NUMBERS, slope: NUMBERS },
  choose: { threshold: [...NUMBERS, -1, 0.5, DROP_ALL + 1] },
  mix: { factor: NUMBERS, otherFactor: NUMBERS },
  fused: {
    threshold: [...NUMBERS, -1, 0.5, DROP_ALL + 1],
    scale: NUMBERS,
    bias: [undefined, null, 1, 'true'],
    residual: [undefined, null, 0, 'false'],
  },
  columnSums: { threshold: [...NUMBERS, -1, 0.5, DROP_ALL + 1], scale: NUMBERS },
};

const kinds = Object.keys(PLANS) as PlanKind[];

describe('plans', () => {
  it.each(kinds)('%s: sound as lowered, and run', (kind) => {
    const plan = planOf(kind);
    expect(plan.kind).toBe(kind);
    const x = new Float32Array(elementCount(plan)).fill(1);
    expect(backend.forward(plan, address, x, undefined, operandsFor(plan, x))).toHaveLength(outputCount(plan));
    if (kind !== 'columnSums') expect(backend.backward(plan, address, x)).toHaveLength(x.length);
    expect(backend.mask(plan, address)).toBeInstanceOf(Uint32Array);
  });

  it.each(kinds)('%s: a number that makes no sense is named, and nothing is written', (kind) => {
    const plan = planOf(kind);
    for (const [path, values] of [...Object.entries(PLACE), ...Object.entries(BAD[kind])]) {
      for (const value of values) {
        const bad = changed(plan, path, value);
        const x = new Float32Array(elementCount(plan)).fill(7);
        const operations = {
          forward: () => backend.forward(bad, address, x, x, operandsFor(plan, x)),
          backward: () => backend.backward(bad, address, x, x),
          mask: () => backend.mask(bad, address),
        };
        for (const [name, run] of Object.entries(operations)) {
          const what = `${name}: ${path} = ${typeof value === 'bigint' ? value : JSON.stringify(value)}`;
          expect(run, what).toThrow(RangeError);
          // the field, or the part of it that does not fit another
          expect(run, what).toThrow(
            new RegExp(`^\\[@dropkit/core\\] ${name}: "plan\\.(${path}|shape|map|noiseMap|box)[.a-z]*" expected what`),
          );
        }
        expect(x).toEqual(new Float32Array(x.length).fill(7));
      }
    }
  });

  it('at the limits make sense', () => {
    const sound: Plan[] = [
      changed(planOf('select'), 'threshold', 1),
      changed(planOf('select'), 'threshold', DROP_ALL - 1),
      changed(planOf('choose'), 'threshold', 0),
      changed(planOf('choose'), 'threshold', DROP_ALL),
      changed(planOf('rows'), 'thresholds', [0, 1, DROP_ALL]),
      changed(planOf('block'), 'window', [2, 3, 4]),
      changed(planOf('concrete'), 'temperature', Number.MIN_VALUE),
      changed(planOf('noise'), 'backward.skip', 0),
      changed(planOf('noise'), 'backward', undefined),
      changed(planOf('noise'), 'threshold', undefined),
      changed(planOf('cutout'), 'size', [99]),
    ];
    for (const plan of sound) expect(() => checkPlan('core', 'test', backend.capabilities, plan)).not.toThrow();
  });

  it('of a kind that a backend does not list are refused by name', () => {
    for (const kind of kinds) {
      const plans = kinds.filter((other) => other !== kind);
      const check = () => checkPlan('core', 'test', { ...backend.capabilities, plans }, planOf(kind));
      expect(check).toThrow(UnsupportedError);
      expect(check).toThrow(`got "${kind}"`);
    }
  });
});

describe('a second input', () => {
  const plan = planOf('choose');
  const x = () => new Float32Array(24).fill(1);
  const other = () => new Float32Array(24).fill(2);

  it('is wanted where the plan has one, and of the kind of the first', () => {
    const forward = (operands: unknown, out?: Float32Array) => () => backend.forward(plan, address, x(), out, operands as never);
    const memory = new Float32Array(32);
    expect(forward(undefined)).toThrow(
      'forward: "operands.other" expected an array: this plan of kind choose takes x, other, got undefined',
    );
    expect(forward({ other: new Float64Array(24) })).toThrow('"operands.other" expected a float32 array like "x"');
    expect(forward({ other: new Float32Array(23) })).toThrow('"operands.other" expected 24 elements, got 23');
    expect(forward({ other: memory.subarray(0, 24) }, memory.subarray(2, 26))).toThrow('"out" expected operands.other itself or');
    expect(forward({ other: other() })()).toHaveLength(24);
  });

  it('is not wanted elsewhere', () => {
    const single = planOf('select');
    const run = () => backend.forward(single, address, x(), undefined, { other: other() });
    expect(run).toThrow(TypeError);
    expect(run).toThrow('"operands.other" expected nothing: this plan of kind select takes x, got a Float32Array');
  });

  it('may receive the result', () => {
    const expected = backend.forward(plan, address, x(), undefined, { other: other() });
    expect(new Set(expected)).toEqual(new Set([1, 2]));
    const own = other();
    expect(backend.forward(plan, address, x(), own, { other: own })).toBe(own);
    expect(own).toEqual(expected);
  });

  it('has a gradient of its own', () => {
    const dx = backend.backward(plan, address, x());
    const dOther = backend.backward(plan, address, x(), undefined, 'other');
    expect(dx.map((value, e) => value + dOther[e])).toEqual(x());
    const wrong =
      (input: unknown, of = plan) =>
      () =>
        backend.backward(of, address, x(), undefined, input as never);
    expect(wrong('y')).toThrow('backward: "input" expected one of these: this plan of kind choose takes x, other, got "y".');
    expect(wrong('toString')).toThrow('expected one of these: this plan of kind choose takes x, other, got "toString".');
    expect(wrong(3)).toThrow(TypeError);
    expect(wrong('other', planOf('select'))).toThrow(
      '"input" expected one of these: this plan of kind select takes x, got "other".',
    );
  });
});

describe('a kept mask', () => {
  const whole = { variant: 'dropBlock', p, blockSize: 2, normalization: 'sample' } as const;

  it.each(kinds)('%s: stands in for the address, or is refused where it does not say all', (kind) => {
    const plan = planOf(kind);
    const x = Float32Array.from({ length: elementCount(plan) }, (_, e) => e + 1);
    const operands = operandsFor(
      plan,
      x.map((value) => -value),
    );
    const forward = (source: Uint32Array | typeof address) => backend.forward(plan, source, x, undefined, operands);
    const mask = backend.mask(plan, address);
    if (kind === 'noise' || kind === 'concrete') {
      expect(() => forward(mask)).toThrow(`"mask" expected an address, got a mask. A mask does not decide this ${kind} plan.`);
      expect(() => backend.backward(plan, mask, x)).toThrow(RangeError);
    } else {
      expect(forward(mask)).toEqual(forward(address));
      if (kind !== 'columnSums') expect(backend.backward(plan, mask, x)).toEqual(backend.backward(plan, address, x));
    }
  });

  it('of a part of what a block plan counts is refused', () => {
    const slice = { shape: [4, 3, 6], start: [1, 0, 0] };
    const x = new Float32Array(36).fill(1);
    const samples = lower(whole, [2, 3, 6], 'train', slice);
    expect(backend.forward(samples, backend.mask(samples, address), x)).toEqual(backend.forward(samples, address, x));
    const tensor = lower({ ...whole, normalization: 'tensor' }, [2, 3, 6], 'train', slice);
    expect(() => backend.forward(tensor, backend.mask(tensor, address), x)).toThrow('A mask does not decide this block plan.');
  });
});
