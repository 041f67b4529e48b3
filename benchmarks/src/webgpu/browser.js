// A headless Chromium with WebGPU, and the page in it. No server: the page's two files are answered from memory.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { findBrowser } from '../../../scripts/lib/browser.mjs';

/** Any port: localhost is a secure context, which WebGPU asks for, and no request leaves the browser. */
const ORIGIN = 'http://localhost:9';

// The first two make Chromium start as root and give it WebGPU on SwiftShader where there is no GPU; the others keep it off the network.
const ARGS = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--js-flags=--expose-gc',
];

/**
 * Opens a page in the Chromium of DROPKIT_CHROMIUM, or in one that is found or installed as `npm test` does it.
 *
 * @param {URL} entry its script, a file
 */
export async function openPage(entry = new URL('page/main.js', import.meta.url)) {
  const [script, { path, version }] = await Promise.all([bundle(entry), findBrowser()]);
  const browser = await chromium.launch({ executablePath: path, args: ARGS, handleSIGINT: false });
  const page = await browser.newPage();
  const files = new Map([
    [`${ORIGIN}/`, { contentType: 'text/html', body: '<!doctype html><script type="module" src="/page.js"></script>' }],
    [`${ORIGIN}/page.js`, { contentType: 'text/javascript', body: script }],
  ]);
  await page.route('**/*', (route) => route.fulfill(files.get(route.request().url()) ?? { status: 404 }));
  await page.goto(ORIGIN);
  await page.waitForFunction('globalThis.bench');
  return { browser, page, version };
}

/** @param {URL} entry */
async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
  });
  return outputFiles[0].text;
}
