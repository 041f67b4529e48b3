// The HTML of the built site, read once: ids that links may point to, and everything that a page points to.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parser } from 'htmlparser2';

/**
 * @typedef {object} Reference
 * @property {string} url as written
 * @property {boolean} loads whether the browser fetches it with the page, and not when somebody follows it
 */

/**
 * @typedef {object} Page
 * @property {string} path from the root of the site, with slashes
 * @property {Set<string>} ids
 * @property {Reference[]} references
 */

/**
 * All pages of a built site.
 *
 * @param {string} root
 * @returns {Page[]}
 */
export function readPages(root) {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html'))
    .map((name) => readPage(root, name.replaceAll('\\', '/')));
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {Page}
 */
export function readPage(root, path) {
  /** @type {Page} */
  const page = { path, ids: new Set(), references: [] };
  const parser = new Parser({
    onopentag(name, { id, name: anchor, href, src }) {
      for (const key of [id, name === 'a' ? anchor : undefined]) if (key) page.ids.add(key);
      if (href !== undefined)
        page.references.push({ url: href, loads: name === 'link' || (name === 'use' && !href.startsWith('#')) });
      if (src !== undefined) page.references.push({ url: src, loads: true });
    },
  });
  parser.end(readFileSync(join(root, path), 'utf8'));
  return page;
}
