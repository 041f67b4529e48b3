// Checks every link of the built site: the file is there, the anchor is there, no link leaves the site's folder, and no page loads
// anything from another server.
import { existsSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { readPages } from './pages.mjs';

/** @typedef {import('./pages.mjs').Page} Page */

const SCHEME = /^[a-z][a-z0-9+.-]*:|^\/\//i;

/**
 * @param {string} root folder of the built site
 * @returns {Promise<{ pages: number, links: number, errors: string[] }>} one error for each broken link
 */
export async function checkLinks(root) {
  const pages = new Map(readPages(root).map((page) => [page.path, page]));
  const errors = [...pages.values()].flatMap((page) =>
    page.references.flatMap((reference) => {
      const fault = faultOf(root, pages, page, reference);
      return fault ? [`${page.path}: ${reference.url}: ${fault}`] : [];
    }),
  );
  const links = [...pages.values()].reduce((sum, { references }) => sum + references.length, 0);
  return { pages: pages.size, links, errors };
}

/**
 * @param {string} root
 * @param {Map<string, Page>} pages
 * @param {Page} page
 * @param {import('./pages.mjs').Reference} reference
 * @returns {string | undefined}
 */
function faultOf(root, pages, page, { url, loads }) {
  if (SCHEME.test(url)) return loads && !url.startsWith('data:') ? 'is loaded from elsewhere' : undefined;
  if (url.startsWith('/')) return 'works only at the root of a server';
  const [path, anchor] = url.split('#').map(decodeURIComponent);
  const target = path === '' ? page.path : posix.normalize(posix.join(posix.dirname(page.path), path.split('?')[0]));
  if (target.startsWith('..')) return 'leaves the site';
  const file = join(root, target);
  if (!existsSync(file)) return 'no such file';
  if (statSync(file).isDirectory()) return 'is a folder, which not every server turns into a page';
  const known = pages.get(target);
  if (anchor && known && !known.ids.has(anchor)) return 'no such anchor';
  return undefined;
}
