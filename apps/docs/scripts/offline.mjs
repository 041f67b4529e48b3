// Writes the site's service worker: which files it keeps from a first visit on. Pages of the reference follow as they are read.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WORKER = fileURLToPath(new URL('../typedoc/offline.js', import.meta.url));
/** Guides, live parts, and what all pages share. */
const KEPT = /^(index\.html|modules\.html|documents\/\D[^/]*\.html|assets\/.*|app\/.*\.(js|css|json))$/;
/** Bytes of one file: runtimes of several megabytes are not fetched for somebody who did not ask. */
const LARGEST = 2_000_000;

/**
 * @param {string} root folder of the built site
 * @returns {number} how many files are kept
 */
export function writeOffline(root) {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => KEPT.test(name) && statSync(join(root, name)).size < LARGEST)
    .sort();
  const stamp = createHash('sha256');
  for (const name of files) stamp.update(name).update(readFileSync(join(root, name)));
  const list = JSON.stringify({ version: stamp.digest('hex').slice(0, 12), files: files.map(encodeURI) });
  writeFileSync(join(root, 'offline.js'), `self.offlineFiles = ${list};\n${readFileSync(WORKER, 'utf8')}`);
  return files.length;
}
