// Checks that no file of the repository names a folder of the machine it was written on: such a path works nowhere else.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../lib/root.mjs';

/** Folders that git ignores. */
const IGNORED = new Set(['node_modules', '.git', '.turbo', 'dist', 'generated', 'reports', 'coverage', '.packed']);

// home folders, and what build machines use in their place; a shell or a URL may stand before the first slash, a word may not
const MACHINE_PATH = /(?<![\w.*~-])\/(?:home\/[a-z]|Users\/[A-Za-z]|root\/|work\/|tmp\/[a-z])[^\s'"`)]*/g;

/**
 * Machine paths in a text.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function machinePaths(text) {
  return text.match(MACHINE_PATH) ?? [];
}

/**
 * @param {string} folder relative to the root, '' for the root
 * @returns {string[]}
 */
function filesIn(folder) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return IGNORED.has(entry.name) ? [] : filesIn(path);
    return entry.isFile() ? [path] : [];
  });
}

if (process.argv[1] === import.meta.filename) {
  const found = filesIn('').flatMap((file) =>
    machinePaths(readFileSync(join(ROOT, file), 'latin1')).map((path) => `${file}: ${path}`),
  );
  for (const line of found) console.error(line);
  process.exitCode = found.length > 0 ? 1 : 0;
}
