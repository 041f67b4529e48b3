// Which versions made a report. Found through the packages' names, so that it works wherever they are installed.
import { readFileSync } from 'node:fs';

const PACKAGES = [
  '@dropkit/core',
  '@dropkit/cpu',
  '@dropkit/tfjs-adapter',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
  'mnist',
];

/** @returns {Record<string, string>} version by package name, Node.js included */
export function versions() {
  return { 'Node.js': process.versions.node, ...Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])) };
}

/** Looks for the manifest from the entry point upwards: most packages do not export theirs. @param {string} name */
function versionOf(name) {
  for (let url = new URL('.', import.meta.resolve(name)); url.pathname !== '/'; url = new URL('..', url)) {
    try {
      const manifest = JSON.parse(readFileSync(new URL('package.json', url), 'utf8'));
      if (manifest.name === name) return manifest.version;
    } catch {
      // no manifest in this folder
    }
  }
  return 'unknown';
}
