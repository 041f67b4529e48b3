// The source files that the reference points to, as pages of the site with an anchor for each line: the reference then needs no
// code host and stays with the version that it documents.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPages } from './pages.mjs';

const PACKAGES = fileURLToPath(new URL('../../../packages', import.meta.url));
const FOLDER = 'source';

/**
 * @param {string} root folder of the built site
 * @returns {Promise<number>} how many pages were written
 */
export async function writeSources(root) {
  const wanted = new Set(
    readPages(root).flatMap(({ path, references }) =>
      references
        .map(({ url }) => posix.join(posix.dirname(path), url.split('#')[0]))
        .filter((target) => target.startsWith(`${FOLDER}/`)),
    ),
  );
  for (const target of wanted) writeSource(root, target);
  return wanted.size;
}

/**
 * @param {string} root
 * @param {string} target such as `source/core/src/lower.ts.html`
 */
function writeSource(root, target) {
  const name = target.slice(FOLDER.length + 1, -'.html'.length);
  const file = join(root, target);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, sourcePage(name, readFileSync(join(PACKAGES, name), 'utf8'), '../'.repeat(target.split('/').length - 1)));
}

/**
 * @param {string} name
 * @param {string} text
 * @param {string} home
 */
function sourcePage(name, text, home) {
  const lines = text.trimEnd().split('\n');
  const code = lines.map((line, i) => `<span id="L${i + 1}">${escapeHtml(line)}\n</span>`).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>packages/${name} | dropkit</title>
<link rel="icon" href="${home}assets/favicon.svg">
<link rel="stylesheet" href="${home}assets/style.css">
<link rel="stylesheet" href="${home}assets/custom.css">
</head>
<body class="source-page">
<script>document.documentElement.dataset.theme = localStorage.getItem('tsd-theme') || 'os';</script>
<main>
<p><a href="${home}index.html">dropkit</a></p>
<h1>packages/${name}</h1>
<pre tabindex="0" aria-label="Source code"><code>${code}</code></pre>
</main>
</body>
</html>
`;
}

/** @param {string} text */
function escapeHtml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
