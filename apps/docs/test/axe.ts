// What axe finds serious on a page.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What a page breaks, by how it is looked at. */
export interface Violations {
  readonly light: string[];
  readonly dark: string[];
}

/** As wide as a common phone. */
const PHONE = { width: 390, height: 844 };

// every page has the same menu, and it has more parts than most pages
const MENU = '.site-menu';

/**
 * Rules that axe calls serious or critical and that the page breaks: all in the page's light colours, those about colours in dark ones.
 * The menu of the site is looked at only when asked.
 */
export async function seriousViolations(page: Page, { menu = false } = {}): Promise<Violations> {
  await page.evaluate(AXE);
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await violations(page, { menu });
  await page.emulateMedia({ colorScheme: 'dark' });
  return { light, dark: await violations(page, { menu, rules: ['color-contrast', 'link-in-text-block'] }) };
}

/**
 * What a phone's reader could not reach: parts that scroll and take no focus, and a page that is wider than the screen. Axe has to be
 * on the page already.
 */
export async function phoneViolations(page: Page): Promise<string[]> {
  const before = page.viewportSize();
  await page.setViewportSize(PHONE);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))); // after observers of sizes
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  const found = await violations(page, { rules: ['scrollable-region-focusable', 'nested-interactive'] });
  if (before) await page.setViewportSize(before);
  return wide > 0 ? [...found, `the page is ${wide} px wider than the screen`] : found;
}

async function violations(page: Page, { menu = false, rules }: { menu?: boolean; rules?: string[] }): Promise<string[]> {
  return page.evaluate(
    async ({ exclude, values }) => {
      const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
      const found = await axe.run(exclude ? { exclude } : document, values ? { runOnly: { type: 'rule', values } } : {});
      return found.violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).slice(0, 5)}`);
    },
    { exclude: menu ? undefined : MENU, values: rules },
  );
}
