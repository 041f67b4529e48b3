// The pages that learn: the band is narrow at the data and wide away from them, digits are read, a scribble is doubted.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSite, type Site, type Visit } from './browser.js';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

const PAGE = 'documents/A_network_that_knows_where_its_data_end.html';

/** What the page says about the trained network. */
async function outcome({ page }: Visit) {
  await page.waitForSelector('.regression[aria-busy=false] [data-done=true]', { timeout: 100_000 });
  const data = await page.$eval('[data-step]', (element) => ({ ...(element as HTMLElement).dataset }));
  return {
    error: Number(data.error),
    inside: Number(data.inside),
    outside: Number(data.outside),
    ps: data.ps!.split(',').map(Number),
  };
}

async function slide(page: Page, name: string, value: number) {
  await page.locator(`label:has-text("${name} =") input[type=range]`).fill(String(value));
}

test('a network is trained, and its band grows away from the data', async () => {
  const visit = await site.visit(PAGE);
  const { error, inside, outside, ps } = await outcome(visit);
  expect(error).toBeLessThan(0.33); // the noise of the data is 0.3, and their own spread 0.9
  expect(outside).toBeGreaterThan(2 * inside);
  expect(ps).toEqual([0.1, 0.1]);

  // other samples of the same network, at once and without training
  await slide(visit.page, 'samples', 20);
  await visit.page.waitForFunction(
    (before) => document.querySelector<HTMLElement>('[data-step]')?.dataset.outside !== before,
    String(outside),
  );
  expect(visit.complaints).toEqual([]);
  await visit.page.close();
});

test('concrete dropout learns its p: wherever it starts, it ends at the same', async () => {
  const starts = [0.05, 0.5, 0.9];
  const ends = await Promise.all(
    starts.map(async (start) => {
      const visit = await site.visit(PAGE);
      await visit.page.check('.regression input[type=checkbox]');
      await slide(visit.page, 'p to start from', start);
      await visit.page.click(`button:has-text("Learn p from ${start}")`);
      await visit.page.waitForSelector('.regression[aria-busy=true]');
      const { error, ps } = await outcome(visit);
      expect(error).toBeLessThan(0.33);
      expect(visit.complaints).toEqual([]);
      await visit.page.close();
      return ps;
    }),
  );
  for (const layer of [0, 1]) {
    const ps = ends.map((end) => end[layer]).sort((a, b) => a - b);
    expect(ps.at(-1)! - ps[0], String(ends)).toBeLessThan(0.1); // the starts are 0.85 apart
    expect(ps[0], String(ends)).toBeGreaterThan(0.1); // and it fell neither to 0
    expect(ps.at(-1), String(ends)).toBeLessThan(0.4); // nor rose to 1/2, where the prior alone would take it
  }
});

test('digits are read, and a scribble is doubted more than most of them', async () => {
  const { page, complaints } = await site.visit('documents/Draw_a_digit.html');
  await page.waitForSelector('.digits');
  const reading = async () => {
    const data = await page.$eval('[data-prediction]', (element) => ({ ...(element as HTMLElement).dataset }));
    return { digit: Number(data.prediction), total: Number(data.total) };
  };
  const totals: number[] = [];
  let right = 0;
  for (let digit = 0; digit < 10; digit++) {
    await page.click(`button[aria-label="Show a handwritten ${digit}"]`);
    const { digit: read, total } = await reading();
    totals.push(total);
    right += Number(read === digit);
  }
  expect(right).toBeGreaterThanOrEqual(8);

  const canvas = (await page.locator('.sketch canvas').boundingBox())!;
  const at = (x: number, y: number) => [canvas.x + x * canvas.width, canvas.y + y * canvas.height] as const;
  await page.mouse.move(...at(0.1, 0.1));
  await page.mouse.down();
  for (const [x, y] of [
    [0.9, 0.2],
    [0.1, 0.4],
    [0.9, 0.6],
    [0.1, 0.8],
    [0.9, 0.9],
    [0.5, 0.1],
  ] as const)
    await page.mouse.move(...at(x, y), { steps: 5 });
  await page.mouse.up();
  const median = totals.sort((a, b) => a - b)[5];
  expect((await reading()).total).toBeGreaterThan(median);
  await page.click('button:has-text("Wipe")');
  await page.waitForSelector('text=Nothing drawn yet');
  expect(complaints).toEqual([]);
  await page.close();
});
