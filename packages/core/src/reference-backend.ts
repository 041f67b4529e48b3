// The readable backend: what every other one is compared with. One element at a time, no tricks.
import { type AddressWords, addressWords } from './address.js';
import type { Backend, Capabilities, Operands } from './backend.js';
import { checkOperands } from './check-call.js';
import { checkCall, checkPlan } from './checks.js';
import { gradientPlan } from './derivative.js';
import { DisposedError } from './errors.js';
import { isDropped } from './mask/bernoulli.js';
import { countedParts, drawBlock } from './mask/block.js';
import { drawCutout } from './mask/cutout.js';
import { concreteFactor, noiseFactor } from './mask/noise.js';
import { isKept, keptCount, packMask } from './mask/packed.js';
import { bitMap, drawMap, indexAt } from './mask-index-map.js';
import {
  type BlockPlan,
  type ColumnSumsPlan,
  columnCount,
  DROP_ALL,
  elementCount,
  type FusedPlan,
  maskCount,
  outputCount,
  type Plan,
  ROW_BLOCK,
  type RowsPlan,
  type SelectPlan,
} from './plan.js';
import { dtypeOf, type FloatArray } from './typed-arrays.js';

const CAPABILITIES: Capabilities = {
  plans: [
    'identity',
    'scale',
    'zero',
    'select',
    'rows',
    'block',
    'cutout',
    'noise',
    'concrete',
    'choose',
    'mix',
    'fused',
    'columnSums',
  ],
  dtypes: globalThis.Float16Array ? ['float32', 'float64', 'float16'] : ['float32', 'float64'],
  inPlace: true,
  keptMask: true,
};

/**
 * The executable specification as a backend on typed arrays: slow (about a microsecond per element), exact, readable.
 *
 * @example
 * const backend = createReferenceBackend();
 * const plan = lower({ variant: 'dropout', p: 0.5 }, [4], 'train');
 * backend.forward(plan, { seed: 42 }, Float32Array.of(1, 2, 3, 4));
 */
export function createReferenceBackend(): Backend<FloatArray> {
  let disposed = false;
  const alive = (operation: string) => {
    if (disposed) throw new DisposedError(`[@dropkit/core] ${operation}: the backend is disposed. Create a new one.`);
  };
  return {
    name: 'reference',
    capabilities: CAPABILITIES,
    forward(plan, source, x, out, operands) {
      alive('forward');
      const call = { pkg: 'core', operation: 'forward', field: 'x' };
      const words = checkCall(call, CAPABILITIES, plan, source, x, out);
      return run(plan, words, x, out, checkOperands(call, CAPABILITIES, plan, x, out, operands));
    },
    backward(plan, source, dy, out, input) {
      alive('backward');
      const call = { pkg: 'core', operation: 'backward', field: 'dy' };
      const words = checkCall(call, CAPABILITIES, plan, source, dy, out, input);
      return run(gradientPlan(plan, input), words, dy, out);
    },
    mask(plan, address) {
      alive('mask');
      checkPlan('core', 'mask', CAPABILITIES, plan);
      return drawMask(plan, addressWords(address));
    },
    dispose: () => {
      disposed = true;
    },
  };
}

function run<B extends FloatArray>(
  plan: Plan,
  source: AddressWords | Uint32Array,
  x: B,
  out?: B,
  operands: Operands<FloatArray> = {},
): B {
  if (plan.kind === 'identity' && out === undefined) return x;
  const y = out ?? (new (x.constructor as new (length: number) => B)(outputCount(plan)) as B);
  const output = elements(plan, source, x, operands);
  for (let e = 0; e < y.length; e++) y[e] = output(e);
  return y;
}

type Elements = (e: number) => number;

/** The output of a plan, element by element. */
function elements(plan: Plan, source: AddressWords | Uint32Array, x: FloatArray, operands: Operands<FloatArray>): Elements {
  const round = rounding(x);
  const times = (factor: number): Elements => {
    const m = round(factor);
    return (e) => round(x[e] * m);
  };
  const mask = () => (ArrayBuffer.isView(source) ? source : drawMask(plan, source));
  switch (plan.kind) {
    case 'identity':
      return (e) => x[e];
    case 'zero':
      return () => 0;
    case 'scale':
      return times(plan.factor);
    case 'mix': {
      const first = times(plan.factor);
      const m = round(plan.otherFactor);
      const other = operands.other!;
      return (e) => round(first(e) + round(other[e] * m));
    }
    case 'select':
      return chosen(plan, mask(), affine(plan, x), () => round(plan.dropped), plan.complement);
    case 'cutout':
      return chosen(
        plan,
        mask(),
        (e) => x[e],
        () => 0,
      );
    case 'choose':
      return chosen(
        plan,
        mask(),
        (e) => x[e],
        (e) => operands.other![e],
      );
    case 'rows': {
      const scales = plan.scales.map(times);
      const perRow = elementCount(plan) / scales.length;
      return chosen(
        plan,
        mask(),
        (e) => scales[Math.floor(e / perRow)](e),
        () => 0,
      );
    }
    case 'block': {
      const scales = blockScales(plan, source).map(times);
      const perPart = elementCount(plan) / scales.length;
      return chosen(
        plan,
        mask(),
        (e) => scales[Math.floor(e / perPart)](e),
        () => 0,
      );
    }
    case 'noise': {
      const factor: Elements = (e) => noiseFactor(plan, indexAt(plan.noiseMap, e), source as AddressWords);
      const noisy: Elements = (e) => round(x[e] * round(factor(e)));
      return plan.threshold === undefined ? noisy : chosen(plan, mask(), (e) => x[e], noisy);
    }
    case 'concrete':
      return (e) => round(x[e] * round(concreteFactor(plan, indexAt(plan.map, e), source as AddressWords)));
    case 'fused':
      return fused(plan, mask(), x, operands);
    case 'columnSums':
      return columnSums(
        plan,
        chosen(plan, mask(), times(plan.scale), () => 0),
        round,
      );
  }
}

/** Selects, never multiplies by zero: a dropped element is its constant even where x is NaN. SPEC section 6. */
function chosen(plan: Plan, mask: Uint32Array, kept: Elements, dropped: Elements, complement = false): Elements {
  const bits = bitMap(plan.map);
  return (e) => (isKept(mask, indexAt(bits, e)) !== complement ? kept(e) : dropped(e));
}

function affine({ scale, shift }: SelectPlan, x: FloatArray): Elements {
  const round = rounding(x);
  const m = round(scale);
  const b = round(shift);
  return shift === 0 ? (e) => round(x[e] * m) : (e) => round(round(x[e] * m) + b);
}

/** Three operations, each rounded; a dropped +0 is added to the residual like any other number. */
function fused(plan: FusedPlan, mask: Uint32Array, x: FloatArray, { bias, residual }: Operands<FloatArray>): Elements {
  const round = rounding(x);
  const m = round(plan.scale);
  const columns = columnCount(plan);
  const sum: Elements = bias ? (e) => round(x[e] + bias[e % columns]) : (e) => x[e];
  const branch = chosen(
    plan,
    mask,
    (e) => round(sum(e) * m),
    () => 0,
  );
  return residual ? (e) => round(residual[e] + branch(e)) : branch;
}

/** Of each column, in the order that the specification fixes: blocks of rows from +0, then their sums from +0. */
function columnSums(plan: ColumnSumsPlan, value: Elements, round: (value: number) => number): Elements {
  const columns = columnCount(plan);
  const rows = elementCount(plan) / columns;
  return (column) => {
    let total = 0;
    for (let first = 0; first < rows; first += ROW_BLOCK) {
      let sum = 0;
      for (let row = first; row < Math.min(rows, first + ROW_BLOCK); row++) sum = round(sum + value(row * columns + column));
      total = round(total + sum);
    }
    return total;
  };
}

/** Count over kept count of each part, 0 where nothing is kept. A kept mask covers its parts, which the boundary has checked. */
function blockScales(plan: BlockPlan, source: AddressWords | Uint32Array): number[] {
  const parts = countedParts(plan);
  const count = parts.length && elementCount(parts[0]);
  const bits = ArrayBuffer.isView(source) ? source : undefined;
  const keptOf = (part: BlockPlan, k: number) =>
    bits ? keptCount(packMask(count, (n) => isKept(bits, k * count + n))) : keptCount(drawMask(part, source as AddressWords));
  return parts.map(keptOf).map((kept) => (kept === 0 ? 0 : count / kept));
}

/** The packed mask of any plan; plans that drop nothing keep all. */
function drawMask(plan: Plan, words: AddressWords): Uint32Array {
  if (plan.kind === 'block') return drawBlock(plan, words);
  if (plan.kind === 'cutout') return drawCutout(plan, words);
  const thresholdOf = plan.kind === 'rows' ? rowThresholds(plan) : () => oneThreshold(plan);
  const indices = drawMap(plan.map);
  return packMask(maskCount(plan), (n) => {
    const t = thresholdOf(n);
    return t === 0 || (t < DROP_ALL && !isDropped(indexAt(indices, n), t, words));
  });
}

function oneThreshold(plan: Plan): number {
  if (plan.kind === 'zero') return DROP_ALL;
  return 'threshold' in plan ? (plan.threshold ?? 0) : 0;
}

function rowThresholds(plan: RowsPlan): (n: number) => number {
  const perRow = maskCount(plan) / plan.thresholds.length;
  return (n) => plan.thresholds[Math.floor(n / perRow)];
}

/** float64 data compute in float64; float32 and float16 data in float32, and float16 rounds again at the store. */
function rounding(x: FloatArray): (value: number) => number {
  return dtypeOf(x) === 'float64' ? (value) => value : Math.fround;
}
