// The readable backend: what every other one is compared with. One element at a time, no tricks.
import { type AddressWords, addressWords } from './address.js';
import type { Backend, Capabilities } from './backend.js';
import { checkCall, checkPlan } from './check-call.js';
import { DisposedError } from './errors.js';
import { isDropped } from './mask/bernoulli.js';
import { isKept, packMask } from './mask/packed.js';
import { bitMap, drawMap, indexAt } from './mask-index-map.js';
import { elementCount, gradientPlan, maskCount, type Plan, type SelectPlan } from './plan.js';
import { dtypeOf, type FloatArray } from './typed-arrays.js';

const CAPABILITIES: Capabilities = {
  plans: ['identity', 'scale', 'zero', 'select'],
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
    forward(plan, source, x, out) {
      alive('forward');
      const words = checkCall({ pkg: 'core', operation: 'forward', field: 'x' }, CAPABILITIES, plan, source, x, out);
      return run(plan, words, x, out);
    },
    backward(plan, source, dy, out) {
      alive('backward');
      const words = checkCall({ pkg: 'core', operation: 'backward', field: 'dy' }, CAPABILITIES, plan, source, dy, out);
      return run(gradientPlan(plan), words, dy, out);
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

function run<B extends FloatArray>(plan: Plan, source: AddressWords | Uint32Array, x: B, out?: B): B {
  if (plan.kind === 'identity' && out === undefined) return x;
  const y = out ?? new (x.constructor as new (length: number) => B)(x.length);
  if (plan.kind === 'identity') y.set(x);
  else if (plan.kind === 'zero') y.fill(0);
  else if (plan.kind === 'scale') scale(plan.factor, x, y);
  else select(plan, ArrayBuffer.isView(source) ? source : drawMask(plan, source), x, y);
  return y;
}

function drawMask(plan: Plan, words: AddressWords): Uint32Array {
  const count = maskCount(plan);
  if (plan.kind !== 'select') return packMask(count, () => plan.kind !== 'zero');
  const indices = drawMap(plan.map);
  return packMask(count, (n) => !isDropped(indexAt(indices, n), plan.threshold, words));
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
