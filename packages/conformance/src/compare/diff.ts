// What a failed comparison says: first bad index, how many are bad, hex and decimal, and the neighbours.
import type { FloatArray } from '@dropkit/core';
import { bitsOf, FLOAT_FORMATS, floatTypeOf } from '../array.js';

/** Elements shown on each side of the first bad one. */
const NEIGHBOURS = 3;

/** A found difference between two arrays. */
export interface Difference {
  readonly firstBad: number;
  readonly badCount: number;
  readonly length: number;
}

/** First bad index and number of bad ones; `undefined` when all are good. */
export function findDifference(length: number, isGood: (index: number) => boolean): Difference | undefined {
  let firstBad = -1;
  let badCount = 0;
  for (let i = 0; i < length; i++) {
    if (isGood(i)) continue;
    if (badCount++ === 0) firstBad = i;
  }
  return badCount === 0 ? undefined : { firstBad, badCount, length };
}

/**
 * The text of a failure: a headline, then a table of a few elements with `>` at the first bad one.
 *
 * @param what what was compared, such as `forward output (bit-exact)`
 * @param cells renders one element's actual and expected value
 */
export function renderDifference(
  what: string,
  difference: Difference,
  cells: (index: number) => [actual: string, expected: string],
): string {
  const { firstBad, badCount, length } = difference;
  const from = Math.max(0, firstBad - NEIGHBOURS);
  const to = Math.min(length, firstBad + NEIGHBOURS + 1);
  const rows = [['index', 'actual', 'expected']];
  for (let i = from; i < to; i++) rows.push([String(i), ...cells(i)]);
  const headline = `${what}: ${badCount} of ${length} differ, the first at index ${firstBad}`;
  return [headline, ...table(rows, firstBad - from + 1)].join('\n');
}

/** A float as bits and as a number: `0x3f800000 (1)`. */
export function renderFloat(array: FloatArray, index: number): string {
  const digits = FLOAT_FORMATS[floatTypeOf(array)].bits / 4;
  const value = array[index];
  return `0x${bitsOf(array)[index].toString(16).padStart(digits, '0')} (${Object.is(value, -0) ? '-0' : value})`;
}

/** A mask word as hex. */
export function renderWord(word: number | undefined): string {
  return word === undefined ? 'missing' : `0x${word.toString(16).padStart(8, '0')}`;
}

function table(rows: readonly string[][], marked: number): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row, r) => {
    const cells = row.map((cell, column) => cell.padEnd(widths[column]));
    return `  ${r === marked ? '>' : ' '} ${cells.join('  ')}`.trimEnd();
  });
}
