// The options of createMcSession.
import { addressWords, checkObject, type DropoutConfig } from '@dropkit/core';
import { rangeError, typeError } from '../errors.js';
import type { SiteChoices } from '../surgery/site-choice.js';
import { checkStreams, type Streams } from '../surgery/streams.js';
import { checkMaskBackend, type MasksOption } from './mask-backend.js';
import type { RuntimeSessionOptions } from './runtime.js';

/** What to sample, and how; all have defaults. */
export interface McSessionOptions {
  /**
   * Where to put dropout, as `insert` takes it; with `config`. Default: what this package put into the model, or else its native Dropout
   * nodes, which `config` replaces if it is given.
   */
  readonly sites?: SiteChoices;
  readonly config?: DropoutConfig;
  /** Streams of sites by the name of their value, as `insert` takes them. */
  readonly streams?: Streams;
  /** Element type of values whose type the model does not tell, as `insert` takes it. */
  readonly dtype?: 'float32' | 'float64' | 'float16';
  /**
   * `rng` draws masks in the graph, `mask` feeds them as inputs, `native` leaves Dropout nodes to onnxruntime. Default `auto`: rng; mask where
   * the model cannot be upgraded, and on WebGPU with `masks`. The session's `plan` says which and why.
   */
  readonly mode?: 'auto' | 'rng' | 'mask' | 'native';
  /** Whether several samples may share a run. Default `auto`: where the graph allows it, checked against separate runs. */
  readonly tiling?: 'auto' | false;
  /** Passed to the runtime's InferenceSession.create, such as `{ executionProviders: ['webgpu'] }`. */
  readonly sessionOptions?: RuntimeSessionOptions;
  /** Who draws masks that are inputs: a backend, or `createWebGpuBackend` for a session on WebGPU. Default: core's reference, which is slow. */
  readonly masks?: MasksOption;
  /** Seed of runs that name none. Default: a fresh random one for each run. */
  readonly seed?: bigint | number;
}

/** Options with defaults. */
export type CheckedSessionOptions = McSessionOptions & Required<Pick<McSessionOptions, 'mode' | 'tiling' | 'sessionOptions'>>;

const OPERATION = 'createMcSession';
const NAMES = ['sites', 'config', 'streams', 'dtype', 'mode', 'tiling', 'sessionOptions', 'masks', 'seed'];
const MODES = ['auto', 'rng', 'mask', 'native'];

/** @throws TypeError or RangeError for options that are none; sites and config are checked where they are used */
export function checkSessionOptions(options: McSessionOptions): CheckedSessionOptions {
  checkObject('onnx-export', OPERATION, 'options', 'an object', options);
  const unknown = Object.keys(options).find((key) => !NAMES.includes(key));
  if (unknown) throw rangeError(OPERATION, `options.${unknown}`, `an option among ${NAMES.join(', ')}`, unknown);
  const { mode = 'auto', tiling = 'auto', sessionOptions = {}, masks, seed, streams } = options;
  if (!MODES.includes(mode)) throw rangeError(OPERATION, 'options.mode', MODES.join(', '), String(mode));
  if (tiling !== 'auto' && tiling !== false) throw rangeError(OPERATION, 'options.tiling', '"auto" or false', String(tiling));
  checkObject('onnx-export', OPERATION, 'options.sessionOptions', 'an object', sessionOptions);
  const { executionProviders: providers } = sessionOptions;
  if (providers !== undefined && !Array.isArray(providers))
    throw typeError(OPERATION, 'options.sessionOptions.executionProviders', "an array, such as ['wasm']", providers);
  if (masks !== undefined && typeof masks !== 'function') checkMaskBackend(masks);
  if (seed !== undefined) addressWords({ seed });
  if (streams !== undefined) checkStreams(OPERATION, streams);
  if (mode === 'native') refuseBeside(options);
  return { ...options, mode, tiling, sessionOptions };
}

/** onnxruntime's own Dropout takes nothing of ours. */
function refuseBeside(options: McSessionOptions): void {
  const given = (['sites', 'config', 'streams', 'dtype', 'masks', 'seed'] as const).find((key) => options[key] !== undefined);
  if (given) throw rangeError(OPERATION, `options.${given}`, 'no such option in mode native, where onnxruntime draws', 'one');
}
