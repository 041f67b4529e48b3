// What insert and activate have in common: their options, and how those are checked.
import { checkObject } from '@dropkit/core';
import { rangeError } from '../errors.js';
import { checkOptionsObject, checkReport, type ReportOptions } from './edited.js';
import type { ModeChoice } from './prepare.js';
import type { EditReport } from './report.js';
import { checkStreams, type Streams } from './streams.js';

/** Choices of `insert` and `activate`; all have defaults. */
export interface EditOptions extends ReportOptions<EditReport> {
  /**
   * `rng` draws in the graph from the inputs `seed` (uint64) and `step` (uint32). `packedMask` and `boolMask` take the kept mask of each
   * site as an input: words as core's backends give them (uint32), or booleans in mask shape. Default `auto`: rng, or boolMask where
   * the opset of the model cannot be upgraded; the report says which.
   */
  readonly mode?: ModeChoice;
  /**
   * Streams of sites by the name of the value that others take: a number, or a name to take the `streamId` of, such as that of a layer
   * in another framework. Default: the value's own name.
   */
  readonly streams?: Streams;
  /** Element type of values whose type the model does not tell, as behind operators of other domains. Default: they are refused. */
  readonly dtype?: 'float32' | 'float64' | 'float16';
}

/** Options with their defaults; `element` is the number of the dtype, 0 for none. */
interface CheckedOptions {
  readonly mode: ModeChoice;
  readonly streams: Streams;
  readonly element: number;
}

const DTYPES = { float32: 1, float16: 10, float64: 11 } as const;
const MODES: readonly string[] = ['auto', 'rng', 'packedMask', 'boolMask'];

/** @throws TypeError or RangeError for options that are none */
export function checkOptions(operation: string, options: EditOptions, own: readonly string[] = []): CheckedOptions {
  checkOptionsObject(operation, options);
  const unknown = Object.keys(options).find((key) => !['mode', 'streams', 'dtype', 'onReport', ...own].includes(key));
  if (unknown) throw rangeError(operation, `options.${unknown}`, 'no such option', unknown);
  checkReport(operation, options);
  const { mode = 'auto', streams = {}, dtype } = options;
  if (!MODES.includes(mode)) throw rangeError(operation, 'options.mode', MODES.join(', '), String(mode));
  checkObject('onnx-export', operation, 'options.streams', 'an object of streams by name', streams);
  checkStreams(operation, streams);
  if (dtype !== undefined && !Object.hasOwn(DTYPES, dtype))
    throw rangeError(operation, 'options.dtype', Object.keys(DTYPES).join(', '), String(dtype));
  return { mode, streams, element: dtype === undefined ? 0 : DTYPES[dtype] };
}
