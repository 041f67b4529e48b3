// What a first visit to a page costs: the page and everything that it loads by itself, compressed as servers do.
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readPage } from './pages.mjs';

/** Bytes that the landing page may weigh. */
export const LANDING_LIMIT = 150_000;

/** What its live parts import. */
export const LANDING_MODULES = ['src/main.ts', 'src/landing/nested.tsx'];

/** Folder of what vite built, in the site. */
const APP = 'app';

/** @typedef {Record<string, { file: string, imports?: string[], css?: string[] }>} Manifest vite's: sources to files */

/**
 * @param {string} root folder of the built site
 * @param {string} path of a page
 * @param {string[]} sources modules that the page's own code imports, as vite's manifest names them
 * @returns {{ total: number, files: Map<string, number> }} gzip bytes
 */
export function pageWeight(root, path, sources) {
  const own = readPage(root, path)
    .references.filter(({ url, loads }) => loads && !url.startsWith('data:'))
    .map(({ url }) => posix.join(posix.dirname(path), url.split(/[?#]/)[0]));
  const files = new Map([path, ...own, ...builtFiles(root, sources)].map((file) => [file, gzipBytes(join(root, file))]));
  return { total: [...files.values()].reduce((a, b) => a + b, 0), files };
}

/**
 * @param {string} root
 * @param {string[]} sources
 */
function builtFiles(root, sources) {
  /** @type {Manifest} */
  const manifest = JSON.parse(readFileSync(join(root, APP, 'manifest.json'), 'utf8'));
  const reached = new Set(sources);
  for (const source of reached) for (const imported of manifest[source].imports ?? []) reached.add(imported);
  return [...reached]
    .flatMap((source) => [manifest[source].file, ...(manifest[source].css ?? [])])
    .map((file) => `${APP}/${file}`);
}

/** @param {string} file */
function gzipBytes(file) {
  return gzipSync(readFileSync(file), { level: 9 }).length;
}
