// The CPU backend: checks at the boundary, then hands plans to their runners. An entry of the package is a table of runners and the kernels
// that they need.
import {
  type AddressWords,
  addressWords,
  type Backend,
  type Call,
  type Capabilities,
  type checkCall,
  checkObject,
  checkOperands,
  type checkPlan,
  checkSupported,
  checkValue,
  DisposedError,
  type DType,
  dtypeOf,
  errorText,
  type Float16,
  type FloatArray,
  type gradientPlan,
  type Operands,
  outputCount,
  type Plan,
  type PlanKind,
  rangeError,
  show,
  typeError,
  UnsupportedError,
} from '@dropkit/core';
import { arrayType, type Engine } from './engine.js';
import type { Kernels } from './kernels.js';
import { allBits } from './mask/all.js';
import type { Runner, Runners } from './plans/runner.js';
import { HEAP } from './wasm/layout.js';

/** How `createCpuBackend` chooses its kernels. */
export interface CpuBackendOptions {
  /** true: WebAssembly SIMD or an error; false: plain JavaScript; absent: WebAssembly SIMD where the runtime allows it. */
  readonly simd?: boolean;
}

/** Typed array types by the names of their element types. */
export interface ArrayTypes {
  float16: Float16;
  float32: Float32Array;
  float64: Float64Array;
}

/**
 * A backend on typed arrays. Takes any Float32Array, Float64Array or (where the runtime has it) Float16Array, views at any offset and
 * shared memory included; arrays from `alloc` are the fastest, because the kernels work on them where they are.
 */
export interface CpuBackend extends Backend<FloatArray> {
  /**
   * An array in the kernels' own memory, float32 unless said otherwise. Its contents are unspecified, its address never changes, and
   * its memory stays taken until `free` or `dispose`.
   *
   * @param length number of elements, at least 0; one array takes at most 4 GiB less 576 KiB
   * @throws TypeError or RangeError for a bad length, UnsupportedError for an element type the runtime lacks
   * @example
   * const x = backend.alloc(1024);
   * const y = backend.forward(plan, { seed: 42 }, x, backend.alloc(1024));
   */
  alloc<T extends DType = 'float32'>(length: number, dtype?: T): ArrayTypes[T];
  /**
   * Gives the memory of an array from `alloc` back for reuse; neither it nor views of it may be used afterwards.
   *
   * @throws RangeError when `alloc` of this backend did not return it, or when it is free already
   */
  free(array: FloatArray): void;
}

/** What an entry of the package is made of. */
export interface Parts<K extends Kernels> {
  readonly runners: Partial<Runners<K>>;
  /** Core's, for all plans or for those of the Bernoulli family. */
  readonly checks: { checkCall: typeof checkCall; checkPlan: typeof checkPlan; gradientPlan: typeof gradientPlan };
  /** Throws where the runtime has no WebAssembly SIMD or forbids it. */
  wasmEngine(): Engine<K>;
  plainEngine(): Engine<K>;
}

/** Makes a backend of an entry's parts. */
export function createBackend<K extends Kernels>(parts: Parts<K>, options: CpuBackendOptions): CpuBackend {
  const { runners, checks } = parts;
  let engine: Engine<K> | undefined = createEngine(parts, options);
  const capabilities: Capabilities = {
    plans: Object.keys(runners) as PlanKind[],
    dtypes: DTYPES,
    inPlace: true,
    keptMask: true,
  };
  const inUse = new WeakSet<FloatArray>();
  const alive = (operation: string): Engine<K> => {
    if (!engine) throw new DisposedError(`[@dropkit/cpu] ${operation}: the backend is disposed. Create a new one.`);
    return engine;
  };
  function run<B extends FloatArray>(
    plan: Plan,
    source: AddressWords | Uint32Array,
    x: B,
    out: B = plan.kind === 'identity' ? x : (new (arrayType(dtypeOf(x)!))(outputCount(plan)) as FloatArray as B),
    operands: Operands<B> = {},
  ): B {
    // A call for a plan whose kind is not in the table has been refused.
    const { run } = runners[plan.kind] as Runner<Plan, K>;
    const kernels = engine!.kernelsFor(x, out);
    try {
      if (out !== x || plan.kind !== 'identity') run(kernels, plan, source, x, out, operands);
    } catch (error) {
      kernels.forget();
      throw error;
    }
    return out;
  }
  return {
    name: engine.name,
    capabilities,
    forward(plan, source, x, out, operands) {
      alive('forward');
      const words = checks.checkCall(FORWARD, capabilities, plan, source, x, out);
      return run(plan, words, x, out, checkOperands(FORWARD, capabilities, plan, x, out, operands));
    },
    backward(plan, source, dy, out, input) {
      alive('backward');
      const words = checks.checkCall(BACKWARD, capabilities, plan, source, dy, out, input);
      return run(checks.gradientPlan(plan, input), words, dy, out);
    },
    mask(plan, address) {
      const { kernels } = alive('mask');
      checks.checkPlan('cpu', 'mask', capabilities, plan);
      const words = addressWords(address);
      return (runners[plan.kind] as Runner<Plan, K>).mask?.(kernels, plan, words) ?? allBits(plan, plan.kind !== 'zero');
    },
    alloc<T extends DType>(length: number, dtype = 'float32' as T) {
      checkAlloc(length, dtype);
      const array = alive('alloc').alloc(length, dtype);
      inUse.add(array);
      return array as ArrayTypes[T];
    },
    free(array) {
      const engine = alive('free');
      // The very array: after its memory was given out again, another one has the same address.
      if (!inUse.delete(array)) {
        throw rangeError('cpu', 'free', 'array', 'an array from alloc() that is not free yet', show(array));
      }
      engine.free(array);
    },
    dispose() {
      engine = undefined;
    },
  };
}

const FORWARD: Call = { pkg: 'cpu', operation: 'forward', field: 'x' };
const BACKWARD: Call = { pkg: 'cpu', operation: 'backward', field: 'dy' };

const DTYPES: readonly DType[] = globalThis.Float16Array ? ['float32', 'float64', 'float16'] : ['float32', 'float64'];

/** A 32-bit memory less what the kernels keep for themselves. */
const MOST_BYTES = 2 ** 32 - HEAP;

function createEngine<K extends Kernels>(parts: Parts<K>, options: CpuBackendOptions): Engine<K> {
  const simd = simdOption(options);
  if (simd === false) return parts.plainEngine();
  try {
    return parts.wasmEngine();
  } catch (cause) {
    if (simd === undefined) return parts.plainEngine();
    const advice = 'Leave "simd" out for plain JavaScript.';
    const got = 'a runtime that lacks or forbids it';
    throw new UnsupportedError(errorText('cpu', 'createCpuBackend', 'simd', 'WebAssembly SIMD', got, advice), { cause });
  }
}

function simdOption(options: CpuBackendOptions): boolean | undefined {
  checkObject('cpu', 'createCpuBackend', 'options', 'an object { simd? }', options);
  const { simd, ...others } = options;
  for (const name in others) throw typeError('cpu', 'createCpuBackend', name, 'no option but "simd"', options[name as never]);
  checkValue(simd === undefined || typeof simd === 'boolean', true, 'cpu', 'createCpuBackend', 'simd', 'a boolean', simd);
  return simd;
}

function checkAlloc(length: number, dtype: DType): void {
  checkSupported('cpu', 'alloc', 'dtype', DTYPES, dtype);
  const most = Math.floor(MOST_BYTES / arrayType(dtype).BYTES_PER_ELEMENT);
  const inRange = Number.isInteger(length) && length >= 0 && length <= most;
  checkValue(typeof length === 'number', inRange, 'cpu', 'alloc', 'length', `an integer from 0 to ${most}`, length);
}
