// The site as a whole: every page loads without a complaint, says what it is to assistive technology, and weighs little to begin with.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPages } from '../scripts/pages.mjs';
import { LANDING_LIMIT, LANDING_MODULES, pageWeight } from '../scripts/weight.mjs';
import { phoneViolations, seriousViolations } from './axe.js';
import { DIST, openSite, type Site } from './browser.js';

const PAGES = readPages(DIST).map(({ path }) => path);
/** Guides and what else is written for readers; decisions are among the others. */
const WRITTEN = PAGES.filter((path) => /^documents\/[^\d]/.test(path) || !path.includes('/'));
/** One page of each kind that typedoc makes from code, and one of source. */
const KINDS = ['classes', 'functions', 'interfaces', 'modules', 'types', 'variables', 'source'].map(
  (kind) => PAGES.filter((path) => path.startsWith(`${kind}/`)).sort((a, b) => b.length - a.length)[0],
);

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

// side by side: each waits for its browser now and then
test.concurrent.each([...WRITTEN, ...KINDS])(
  '%s loads without complaints, axe finds nothing serious, light or dark, and a phone can scroll what it has to',
  async (path) => {
    const { page, complaints } = await site.visit(path);
    await page.waitForSelector('body:not([style*="display"])');
    await page.waitForFunction(() => [...document.querySelectorAll('[data-widget]')].every((place) => place.children.length > 0));
    const found = await seriousViolations(page, { menu: path === 'index.html' || KINDS.indexOf(path) === 0 });
    const phone = await phoneViolations(page);
    await page.close();
    expect({ ...found, phone, complaints }).toEqual({ light: [], dark: [], phone: [], complaints: [] });
  },
);

test('every page loads without complaints and has a title, a heading and what its scripts add', async () => {
  const { page, complaints } = await site.visit('modules.html', {
    viewport: { width: 400, height: 100 },
    serviceWorkers: 'block',
  });
  const bare = await page.evaluate(openInFrames, { urls: PAGES.map((path) => site.url + path), frames: 4 });
  await page.close();
  expect({ bare, complaints }).toEqual({ bare: [], complaints: [] });
});

/** Opens all addresses in frames of this page, which costs a third of opening them in tabs; returns those that came out bare. */
async function openInFrames({ urls, frames }: { urls: string[]; frames: number }): Promise<string[]> {
  const bare: string[] = [];
  const queue = [...urls];
  const isBare = (own: Document, url: string) =>
    own.location.href !== url ||
    !own.title ||
    !own.querySelector('h1') ||
    (own.querySelector('.site-menu') && !own.querySelector('.site-menu nav a'));
  const read = async () => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    for (let url = queue.pop(); url; url = queue.pop()) {
      await new Promise<void>((resolve) => {
        frame.onload = () => resolve();
        frame.src = url as string;
      });
      if (!frame.contentDocument || isBare(frame.contentDocument, url)) bare.push(url);
    }
    frame.remove();
  };
  await Promise.all(Array.from({ length: frames }, read));
  return bare;
}

test('a new visitor’s landing page loads what its weight counts, and stays below its limit', async () => {
  const { page, requests } = await site.visit('index.html', {});
  await page.waitForLoadState('networkidle');
  const { total, files } = pageWeight(DIST, 'index.html', LANDING_MODULES);
  expect([...new Set(requests)].filter((path) => !files.has(path))).toEqual([]);
  expect(total).toBeLessThan(LANDING_LIMIT);
  await page.close();
});

test('search finds a function and a guide', async () => {
  const { page } = await site.visit('index.html');
  for (const [words, title] of [
    ['dropBlockRate', 'dropBlockRate'],
    ['Playground', 'Playground'],
  ]) {
    await page.click('#tsd-search-trigger');
    await page.fill('#tsd-search-input', words);
    await page.waitForSelector(`#tsd-search-results a:has-text("${title}")`);
    await page.keyboard.press('Escape');
  }
  await page.close();
});

test('once loaded, guides, live parts, search and theme work without a network', async () => {
  const { page, complaints } = await site.visit('index.html', {});
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.context().setOffline(true);
  await page.click('a:has-text("Choosing a variant") >> nth=0');
  await page.waitForSelector('h1:has-text("Choosing a variant")');
  await page.goto(`${site.url}documents/Playground.html`);
  await page.waitForSelector('.playground[aria-busy=false]');
  expect(await page.$$eval('tr[data-backend]', (rows) => rows.map((row) => (row as HTMLElement).dataset.equal))).not.toContain(
    'false',
  );
  await page.goto(`${site.url}documents/Theory__closed_forms.html`);
  await page.waitForSelector('[data-widget=jensen] svg');
  await page.click('#tsd-search-trigger');
  await page.fill('#tsd-search-input', 'dropBlockRate');
  await page.waitForSelector('#tsd-search-results a:has-text("dropBlockRate")');
  await page.keyboard.press('Escape');
  await page.click('summary:has-text("Settings")');
  await page.selectOption('#tsd-theme', 'dark');
  expect(await page.getAttribute('html', 'data-theme')).toBe('dark');
  expect(complaints).toEqual([]);
  await page.context().close();
});
