// The readable backend: what every other one is compared with. One element at a time, no tricks.
import { type Address, addressWords } from './address.js';
import type { Backend, Capabilities, DType } from './backend.js';
import { checkArrays, dtypeOf, type FloatArray, isKeptMask } from './check-arrays.js';
import { DisposedError } from './errors.js';
import { isDropped } from './mask/bernoulli.js';
import { isKept, packMask } from './mask/packed.js';
import { bitMap, drawMap, indexAt } from './mask-index-map.js';
import { elementCount, gradientPlan, maskCount, type Plan, type SelectPlan } from './plan.js';

const DTYPES: readonly DType[] = typeof Float16Array === 'undefined' ? ['float32', 'float64'] : ['float32', 'float64', 'float16'];

const CAPABILITIES: Capabilities = {
  plans: ['identity', 'scale', 'zero', 'select'],
  dtypes: DTYPES,
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
  function run<B extends FloatArray>(
    operation: string,
    field: string,
    plan: Plan,
    source: Address | Uint32Array,
    x: B,
    out?: B,
  ): B {
    alive(operation);
    checkArrays('core', operation, plan, field, x, out, DTYPES);
    const mask = isKeptMask('core', operation, plan, source) ? source : drawMask(plan, source);
    if (plan.kind === 'identity' && out === undefined) return x;
    const y = out ?? (new (x.constructor as new (length: number) => B)(x.length) as B);
    applyPlan(plan, mask, x, y);
    return y;
  }
  return {
    name: 'reference',
    capabilities: CAPABILITIES,
    forward: (plan, source, x, out) => run('forward', 'x', plan, source, x, out),
    backward: (plan, source, dy, out) => run('backward', 'dy', gradientPlan(plan), source, dy, out),
    mask: (plan, address) => {
      alive('mask');
      return drawMask(plan, address);
    },
    dispose: () => {
      disposed = true;
    },
  };
}

function drawMask(plan: Plan, address: Address): Uint32Array {
  const words = addressWords(address);
  const count = maskCount(plan);
  if (plan.kind !== 'select') return packMask(count, () => plan.kind !== 'zero');
  const indices = drawMap(plan.map);
  return packMask(count, (n) => !isDropped(indexAt(indices, n), plan.threshold, words));
}

function applyPlan(plan: Plan, mask: Uint32Array, x: FloatArray, y: FloatArray): void {
  if (plan.kind === 'identity') y.set(x);
  else if (plan.kind === 'zero') y.fill(0);
  else if (plan.kind === 'scale') scale(plan.factor, x, y);
  else select(plan, mask, x, y);
}

function scale(factor: number, x: FloatArray, y: FloatArray): void {
  const round = rounding(x);
  const m = round(factor);
  for (let e = 0; e < x.length; e++) y[e] = round(x[e] * m);
}

/** Selects, never multiplies by zero: a dropped element is its constant even where x is NaN. SPEC section 6. */
function select(plan: SelectPlan, mask: Uint32Array, x: FloatArray, y: FloatArray): void {
  const round = rounding(x);
  const m = round(plan.scale);
  const shift = round(plan.shift);
  const dropped = round(plan.dropped);
  const bits = bitMap(plan.map);
  const kept = plan.shift === 0 ? (value: number) => round(value * m) : (value: number) => round(round(value * m) + shift);
  for (let e = 0; e < elementCount(plan); e++) y[e] = isKept(mask, indexAt(bits, e)) ? kept(x[e]) : dropped;
}

/** float64 data compute in float64; float32 and float16 data in float32, and float16 rounds again at the store. */
function rounding(x: FloatArray): (value: number) => number {
  return dtypeOf(x) === 'float64' ? (value) => value : Math.fround;
}
