// Builds the site into dist/: typedoc writes reference and guides, vite the live parts, and the result is checked as a reader's
// browser would find it. Nothing of it needs a server of its own, a CDN or a fixed path.
import { cp, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { run } from '../../../scripts/lib/process.mjs';
import { writeDigits } from './digits.mjs';
import { checkLinks } from './links.mjs';
import { writeOffline } from './offline.mjs';
import { writeSamples } from './samples.mjs';
import { writeSources } from './sources.mjs';
import { LANDING_LIMIT, LANDING_MODULES, pageWeight } from './weight.mjs';

const APP = fileURLToPath(new URL('..', import.meta.url));
const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const GENERATED = fileURLToPath(new URL('../generated/app', import.meta.url));

/** A mistake in a template is a fault on every page. */
const MOST_SHOWN = 40;

await writeDigits();
writeSamples();
await Promise.all([writeReference(), build({ root: APP, logLevel: 'warn' })]);
await rm(`${DIST}/app`, { recursive: true, force: true });
await cp(GENERATED, `${DIST}/app`, { recursive: true });
const sources = await writeSources(DIST);
writeOffline(DIST);
const { pages, links, errors } = await checkLinks(DIST);
const weight = pageWeight(DIST, 'index.html', LANDING_MODULES);
if (weight.total > LANDING_LIMIT) errors.push(`index.html weighs ${weight.total} bytes compressed, more than ${LANDING_LIMIT}`);
if (errors.length > 0) throw new Error(`the site has ${errors.length} faults:\n${errors.slice(0, MOST_SHOWN).join('\n')}`);
console.log(
  `${pages} pages (${sources} of source), ${links} links checked; the landing page is ${weight.total} bytes compressed`,
);

async function writeReference() {
  const { code, output } = await run(process.execPath, ['node_modules/typedoc/bin/typedoc'], { cwd: APP });
  if (code !== 0) throw new Error(`typedoc:\n${output}`);
}
