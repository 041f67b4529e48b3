// The playground against core's vectors, on every backend, with and without WebGPU.
import { type DropoutConfig, streamId } from '@dropkit/core';
import block from '@dropkit/core/vectors/block.json' with { type: 'json' };
import cutout from '@dropkit/core/vectors/cutout.json' with { type: 'json' };
import dropKey from '@dropkit/core/vectors/drop-key.json' with { type: 'json' };
import granularity from '@dropkit/core/vectors/granularity.json' with { type: 'json' };
import rows from '@dropkit/core/vectors/rows.json' with { type: 'json' };
import shakeDrop from '@dropkit/core/vectors/shake-drop.json' with { type: 'json' };
import zoneout from '@dropkit/core/vectors/zoneout.json' with { type: 'json' };
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSite, type Site, WITHOUT_GPU } from './browser.js';

/** What the vectors have in common. */
interface Vector {
  readonly id: string;
  readonly config?: object;
  readonly p?: number;
  readonly seed: string;
  readonly stream: number;
  readonly step: number;
  readonly globalShape: readonly number[];
  readonly globalMaskShape?: readonly number[];
  readonly shape: readonly number[];
  readonly maskWords?: readonly string[];
  readonly keepWords?: readonly string[];
}

const PLAYGROUND = 'documents/Playground.html';
const FILES: Record<string, readonly unknown[]> = {
  granularity: granularity.cases,
  block: block.cases,
  cutout: cutout.cases,
  dropKey: dropKey.cases,
  rows: rows.cases,
  shakeDrop: shakeDrop.cases,
  zoneout: zoneout.cases,
};

/** Whole tensors that the page can show: not boxes of larger ones, not scalars, not empty. */
const CASES = Object.entries(FILES).flatMap(([file, cases]) =>
  (cases as readonly Vector[])
    .filter(({ shape, globalShape }) => shape.length > 0 && !shape.includes(0) && String(shape) === String(globalShape))
    .map((vector) => [`${file}: ${vector.id}`, vector] as const),
);

function fragment({ config, p, globalMaskShape, shape, seed, stream, step }: Vector, backend: string): string {
  const own = config ?? { variant: 'dropout', p, noiseShape: globalMaskShape };
  const entries = {
    config: JSON.stringify(own),
    shape: shape.join(', '),
    seed,
    stream: String(stream),
    step: String(step),
    backend,
  };
  return new URLSearchParams(entries).toString();
}

/** Shows a state and waits until everything about it is known. */
async function show(page: Page, state: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, state);
  await page.waitForFunction((shown) => {
    const own = document.querySelector<HTMLElement>('.playground');
    return own?.dataset.shown === shown && own.ariaBusy === 'false';
  }, state);
}

const words = (page: Page) => page.textContent('#mask-words');
const chosen = (page: Page) => page.textContent('.backends label:has(:checked)');

describe('with WebGPU', () => {
  let site: Site;
  let page: Page;
  let complaints: string[];
  beforeAll(async () => {
    site = await openSite();
    ({ page, complaints } = await site.visit(PLAYGROUND));
  });
  afterAll(() => site?.close());

  test('there are vectors of every kind', () => {
    expect(new Set(CASES.map(([id]) => id.split(':')[0]))).toEqual(new Set(Object.keys(FILES)));
    expect(CASES.length).toBeGreaterThan(40);
  });

  test.each(CASES)('%s: its mask on each backend', async (_, vector) => {
    const expected = (vector.maskWords ?? vector.keepWords)?.join(' ');
    for (const [backend, name] of [
      ['webgpu', 'WebGPU'],
      ['cpu', 'CPU'],
      ['reference', 'Reference'],
    ]) {
      await show(page, fragment(vector, backend));
      expect((await chosen(page))?.trim()).toBe(name);
      expect(await words(page)).toBe(expected);
    }
    const rowsShown = await page.$$eval('tr[data-backend]', (found) => found.map((row) => (row as HTMLElement).dataset));
    expect(rowsShown.map(({ backend, equal }) => `${backend} ${equal}`)).toEqual(['reference true', 'cpu true', 'webgpu true']);
    expect(complaints).toEqual([]);
  });

  test('every variant can be chosen, drawn on all backends, and is within five standard deviations of its expectation', async () => {
    const variants = await page.$$eval('form select >> nth=0', ([select]) =>
      [...(select as HTMLSelectElement).options].map(({ value }) => value),
    );
    expect(variants).toHaveLength(24);
    for (const variant of variants as DropoutConfig['variant'][]) {
      await page.selectOption('form select >> nth=0', variant);
      await page.waitForFunction((name) => {
        const own = document.querySelector<HTMLElement>('.playground');
        return own?.dataset.shown?.includes(`%22${name}%22`) && own.ariaBusy === 'false';
      }, variant);
      const equal = await page.$$eval('tr[data-backend]', (found) => found.map((row) => (row as HTMLElement).dataset.equal));
      expect(equal, variant).toEqual(['true', 'true', 'true']);
      const share = (await page.textContent('.share')) ?? '';
      expect(share, variant).toMatch(/expected 0\.\d+ ± 0\.\d+|expected 1\.\d+ ± 0\.\d+/);
      expect(Math.abs(Number(/: (-?[\d.]+) standard/.exec(share)?.[1])), `${variant}: ${share}`).toBeLessThan(5);
    }
    expect(complaints).toEqual([]);
  });

  test('a stream may be a name, and a schedule sets p at the step', async () => {
    const state = new URLSearchParams({
      config: JSON.stringify({ variant: 'dropout', p: 0.9 }),
      shape: '4, 8',
      seed: '7',
      stream: 'encoder.0.mlp',
      step: '50',
      schedule: JSON.stringify({ schedule: 'linear', from: 0, to: 0.5, steps: 100 }),
      backend: 'cpu',
    }).toString();
    await show(page, state);
    expect(await page.textContent('#stream-hint')).toContain(String(streamId('encoder.0.mlp')));
    expect(await page.textContent('.copy code')).toBe('{"variant":"dropout","p":0.25}');
  });

  test('what is wrong is said in core’s words, and the next good config is drawn', async () => {
    await show(page, fragment({ ...CASES[0][1], config: { variant: 'dropout', p: 0.5 } }, 'cpu'));
    await page.fill('input[name=shape]', '4, 0');
    await page.waitForSelector('.problem:has-text("shape: expected numbers from 1")');
    await page.fill('input[name=shape]', '2, 3');
    await page.waitForFunction(() => document.querySelector('.problem')?.textContent === '');
  });
});

describe('without WebGPU', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite(WITHOUT_GPU);
  });
  afterAll(() => site?.close());

  test('the other two backends are compared, and a hint says what is missing', async () => {
    const { page, complaints } = await site.visit(PLAYGROUND);
    await page.waitForSelector('.playground[aria-busy=false]');
    expect(await page.textContent('.playground .hint')).toMatch(/WebGPU.*--enable-unsafe-webgpu/);
    expect(await page.$$eval('tr[data-backend]', (rowsFound) => rowsFound.length)).toBe(2);
    expect(await page.isDisabled('.backends label:has-text("WebGPU") input')).toBe(true);
    expect(complaints).toEqual([]);
  });
});
