// The arguments of dropout layers, checked before tfjs sees them.
import { streamId } from '@dropkit/core';
import { checkOptions, rangeError, show, typeError } from '../check.js';

const COMMON = ['seed', 'stream', 'step'];

/** The arguments that tfjs gives to all layers; its deserialiser adds `customObjects` to every config. */
export const TFJS_ARGS: readonly string[] = [
  'name',
  'trainable',
  'inputShape',
  'batchInputShape',
  'batchSize',
  'dtype',
  'inputDType',
  'weights',
  'customObjects',
];

/**
 * Rejects arguments that no one reads, and returns the given ones.
 *
 * @param layer class name, for messages
 * @param optionNames the layer's own options
 */
export function checkedArgs<T extends object>(layer: string, args: T, optionNames: readonly string[]): T {
  if (args !== null && typeof args === 'object' && 'goBackwards' in args) {
    const advice =
      'In the place of tf.layers.bidirectional use layers.bidirectional, and wrap that: weightDrop({ layer: bidirectional(...) }).';
    throw typeError(layer, 'goBackwards', 'no option of this name', show(args.goBackwards), advice);
  }
  checkOptions(layer, args, [...COMMON, ...optionNames, ...TFJS_ARGS]);
  return args;
}

/** The layer's own options that were given; saved models carry null for those that were not. */
export function givenOptions<Options extends object>(args: object, optionNames: readonly string[]): Options {
  const entries = Object.entries(args).filter(([name, value]) => optionNames.includes(name) && value != null);
  return structuredClone(Object.fromEntries(entries)) as Options; // arrays of the caller may change later
}

/** A drop probability, or a TypeError or RangeError. */
export function checkedRate(layer: string, rate: unknown, field = 'rate'): number {
  const expected = 'a number in [0, 1]';
  if (typeof rate !== 'number') throw typeError(layer, field, expected, show(rate));
  if (!(rate >= 0 && rate <= 1)) throw rangeError(layer, field, expected, show(rate));
  return rate;
}

const U32 = 'an integer from 0 to 2^32 - 1';

/** The u32 stream of a number or a name. */
export function checkedStream(layer: string, stream: unknown): number {
  return typeof stream === 'string' ? streamId(stream) : checkedU32(layer, 'stream', stream, `${U32}, or a name`);
}

/** A u32 step, or 2^32 for a layer that has used them all: it can be saved and loaded, and throws when it should train. */
export function checkedStep(layer: string, step: unknown): number {
  return step === 2 ** 32 ? step : checkedU32(layer, 'step', step, U32);
}

function checkedU32(layer: string, field: string, value: unknown, expected: string): number {
  if (typeof value !== 'number') throw typeError(layer, field, expected, show(value));
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32) throw rangeError(layer, field, expected, show(value));
  return value;
}
