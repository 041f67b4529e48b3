// A stand-alone model of one variant: for other runtimes, for tests, and to look at.
import { type DropoutConfig, operandsOf, type Phase, parseConfig, type Slice, show } from '@dropkit/core';
import { rangeError, typeError } from './errors.js';
import { type ElementType, TYPE, valueInfo } from './mask-graph/body.js';
import { DOMAIN_NAME, DOMAIN_VERSION, LEAST_IR, LEAST_OPSET, opsetImport } from './mask-graph/local-function.js';
import { MaskGraph } from './mask-graph/mask-graph.js';
import { type MaskedSite, maskedSite, type SiteType } from './mask-graph/masked-site.js';
import { symbolicPlan } from './mask-graph/symbolic-plan.js';
import { GRAPH, MODEL } from './model/schema.js';
import type { Dimension } from './model/value-info.js';
import { checkOptionsObject } from './surgery/edited.js';
import { Message } from './wire/message.js';
import type { MessageType } from './wire/schema-type.js';
import { toBytes } from './wire/write.js';

/** Choices of `exportVariant`; all have defaults. */
export interface ExportOptions {
  /** Version of ONNX's operators, 18 to 26. Default 18. */
  readonly opset?: number;
  /** Default `train`: dropout is on. `eval` is what the scaling policy does at evaluation. */
  readonly phase?: Phase;
  /** Element type of x and y. float16 computes in float32 and rounds at the end. Default `float32`. */
  readonly dtype?: 'float32' | 'float64' | 'float16';
  /** The site's stream, an integer from 0 to 2^32 - 1. Default 0. */
  readonly stream?: number;
  /**
   * `rng` draws in the graph from the inputs `seed` (uint64) and `step` (uint32); `packedMask` and `boolMask` take the kept mask as the
   * input `mask`: words as core's backends give them (uint32), or booleans in mask shape. Default `rng`.
   */
  readonly mode?: 'rng' | 'packedMask' | 'boolMask';
  /** Adds the output `kept`: booleans in mask shape, true for kept. Default false. */
  readonly kept?: boolean;
  /** Where the tensor lies in a larger one, as for core's `lower`. */
  readonly slice?: Slice;
}

const DTYPES: Readonly<Record<NonNullable<ExportOptions['dtype']>, SiteType>> = {
  float32: TYPE.float,
  float64: TYPE.double,
  float16: TYPE.float16,
};

const MOST_OPSET = 26;

/**
 * A model with one dropout site: inputs `x`, `seed` and `step` (and `other` for variants with a second input), output `y`. Equal addresses
 * give the bits that core's backends give. Inference and forward only: there are no gradients in it.
 *
 * @param config a config of any variant
 * @param shape the tensor's shape; a name or null stands for a size that is known only at run time, and the mask is then that of the
 * shape at run time
 * @returns the bytes of an .onnx file that needs no other file
 * @throws what core's `parseConfig` and `lower` throw
 * @throws RangeError when the variant computes with a size that is not a number, a name is empty or a number, or an option is out of range
 * @throws UnsupportedError when a mask is to be an input of a variant that draws numbers (noise, concrete)
 * @example
 * const bytes = exportVariant({ variant: 'dropout', p: 0.1 }, ['batch', 128], { stream: 3 });
 */
export function exportVariant(config: DropoutConfig, shape: readonly Dimension[], options: ExportOptions = {}): Uint8Array {
  const parsed = parseConfig(config);
  check(shape, options);
  const { opset = LEAST_OPSET, phase = 'train', dtype = 'float32', stream = 0, mode = 'rng', kept = false, slice } = options;
  const type = DTYPES[dtype];
  const graph = new MaskGraph({ opset });
  const { plan } = symbolicPlan(parsed, shape, phase, slice);
  const other = 'other' in operandsOf(plan);
  const site = maskedSite(graph, parsed, {
    input: 'x',
    shape,
    type,
    stream,
    output: 'y',
    phase,
    ...(other && { other: 'other' }),
    ...(mode !== 'rng' && { mask: { name: 'mask', form: mode === 'packedMask' ? 'packed' : 'bool' } }),
    ...(kept && { kept: 'kept' }),
    ...(slice && { slice }),
  });
  const proto = graphOf(graph, site, shape, type, options);
  for (const info of other ? [valueInfo('other', type, shape)] : []) proto.add('input', info, 1);
  return toBytes(modelOf(graph, proto, parsed, { ...options, opset, phase, stream }));
}

function graphOf(
  graph: MaskGraph,
  site: MaskedSite,
  shape: readonly Dimension[],
  type: ElementType,
  options: ExportOptions,
): Message {
  const { mode = 'rng', kept = false } = options;
  const message = Message.empty(GRAPH);
  for (const node of [...graph.nodes, ...site.nodes]) message.add('node', node.message);
  message.set('name', 'dropout');
  for (const tensor of graph.initializers) message.add('initializer', tensor.message);
  message.add('input', valueInfo('x', type, shape));
  for (const input of mode === 'rng' ? addressInputs() : maskInputs(site, mode)) message.add('input', input);
  message.add('output', valueInfo('y', type, shape));
  if (kept) message.add('output', valueInfo('kept', TYPE.bool, site.maskShape!));
  return message;
}

/** There in every model that draws, used or not: what runs it need not know the variant. */
function addressInputs(): Message[] {
  return [valueInfo('seed', TYPE.uint64, []), valueInfo('step', TYPE.uint32, [])];
}

function maskInputs({ usesMask, maskShape }: MaskedSite, mode: 'packedMask' | 'boolMask'): Message[] {
  if (!usesMask) return [];
  return [mode === 'boolMask' ? valueInfo('mask', TYPE.bool, maskShape!) : valueInfo('mask', TYPE.uint32, [null])];
}

function modelOf(graph: MaskGraph, proto: Message, config: DropoutConfig, options: ExportOptions): Message {
  const { opset, phase, stream } = options;
  const model = Message.empty(MODEL);
  model.set('ir_version', LEAST_IR);
  model.set('producer_name', '@dropkit/onnx-export');
  model.set(
    'doc_string',
    `dropkit: ${config.variant}, ${phase}, stream ${stream}. One address, one mask: y depends on x, seed and step alone.`,
  );
  model.set('graph', proto);
  model.add('opset_import', opsetImport('', opset!));
  if (graph.functions.length > 0) model.add('opset_import', opsetImport(DOMAIN_NAME, DOMAIN_VERSION));
  model.add('metadata_props', metadata('dropkit.config', JSON.stringify(config)));
  model.add('metadata_props', metadata('dropkit.site', JSON.stringify({ phase, stream })));
  for (const message of graph.functions) model.add('functions', message);
  return model;
}

function metadata(key: string, value: string): Message {
  const entry = Message.empty(MODEL.byName.get('metadata_props')!.kind as MessageType);
  entry.set('key', key);
  entry.set('value', value);
  return entry;
}

function check(shape: readonly Dimension[], options: ExportOptions): void {
  checkOptionsObject('exportVariant', options);
  const unknown = Object.keys(options).find((key) => !OPTIONS.includes(key));
  if (unknown) throw misfit(unknown, 'no such option', unknown);
  const { opset = LEAST_OPSET, dtype = 'float32', stream = 0, mode = 'rng', kept = false } = options;
  checkShape(shape);
  const within = (value: number, least: number, most: number) => Number.isInteger(value) && value >= least && value <= most;
  if (!within(opset, LEAST_OPSET, MOST_OPSET)) throw misfit('opset', `an integer from ${LEAST_OPSET} to ${MOST_OPSET}`, opset);
  if (!within(stream, 0, 2 ** 32 - 1)) throw misfit('stream', 'an integer from 0 to 2^32 - 1', stream);
  if (!Object.hasOwn(DTYPES, dtype)) throw misfit('dtype', Object.keys(DTYPES).join(', '), dtype);
  if (!MODES.includes(mode)) throw misfit('mode', MODES.join(', '), mode);
  if (typeof kept !== 'boolean') throw typeError('exportVariant', 'options.kept', 'true or false', kept);
}

/** Numbers are core's to check. A name that is empty or a number is a size that was not read as one. */
function checkShape(shape: readonly Dimension[]): void {
  const advice = 'A size that is known only at run time is a name or null.';
  if (!Array.isArray(shape)) throw typeError('exportVariant', 'shape', 'an array of sizes', shape, advice);
  for (const [axis, size] of Array.from<unknown>(shape).entries())
    if (size !== null && typeof size !== 'number' && typeof size !== 'string')
      throw typeError('exportVariant', `shape[${axis}]`, 'a size', size, advice);
    else if (typeof size === 'string' && !Number.isNaN(Number(size)))
      throw rangeError('exportVariant', `shape[${axis}]`, 'a number, or a name that is none', show(size), advice);
}

const OPTIONS: readonly string[] = ['opset', 'phase', 'dtype', 'stream', 'mode', 'kept', 'slice'];
const MODES: readonly string[] = ['rng', 'packedMask', 'boolMask'];

function misfit(field: string, expected: string, value: unknown): RangeError {
  return rangeError('exportVariant', `options.${field}`, expected, String(value));
}
