// The site as a whole: every page loads without a complaint, says what it is to assistive technology, and weighs little to begin with.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPages } from '../scripts/pages.mjs';
import { LANDING_LIMIT, LANDING_MODULES, pageWeight } from '../scripts/weight.mjs';
import { DIST, openSite, type Site } from './browser.js';

const PAGES = readPages(DIST).map(({ path }) => path);
/** Guides and what else is written for readers; decisions are among the others. */
const WRITTEN = PAGES.filter((path) => /^documents\/[^\d]/.test(path) || !path.includes('/'));
/** One page of each kind that typedoc makes from code, and one of source. */
const KINDS = ['classes', 'functions', 'interfaces', 'modules', 'types', 'variables', 'source'].map(
  (kind) => PAGES.filter((path) => path.startsWith(`${kind}/`)).sort((a, b) => b.length - a.length)[0],
);
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

test.each([...WRITTEN, ...KINDS])('%s loads without complaints, and axe finds nothing serious, light or dark', async (path) => {
  const { page, complaints } = await site.visit(path);
  await page.waitForSelector('body:not([style*="display"])');
  await page.waitForFunction(() => [...document.querySelectorAll('[data-widget]')].every((place) => place.children.length > 0));
  await page.evaluate(AXE);
  const light = await seriousViolations(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await seriousViolations(page, ['color-contrast', 'link-in-text-block']);
  await page.close();
  expect({ light, dark, complaints }).toEqual({ light: [], dark: [], complaints: [] });
});

/** Rules that axe calls serious or critical and that a page breaks; all rules, or those that are named. */
async function seriousViolations(page: Page, rules?: string[]): Promise<string[]> {
  return page.evaluate(async (values) => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, values ? { runOnly: { type: 'rule', values } } : {});
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).slice(0, 5)}`);
  }, rules);
}

test('a tenth of all other pages loads without complaints: they have the same templates, and their links are checked at build', async () => {
  const queue = PAGES.filter((path) => !WRITTEN.includes(path) && !path.startsWith('source/')).filter((_, i) => i % 10 === 0);
  const all: string[] = [];
  const read = async () => {
    const { page, complaints } = await site.visit('modules.html');
    for (let path = queue.pop(); path; path = queue.pop()) {
      await page.goto(site.url + path);
      all.push(...complaints.splice(0).map((complaint) => `${path}: ${complaint}`));
    }
    await page.close();
  };
  await Promise.all([read(), read()]);
  expect(all).toEqual([]);
});

test('the landing page loads what its weight counts, and stays below its limit', async () => {
  const { page, requests } = await site.visit('index.html');
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
