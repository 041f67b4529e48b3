// The built site in a real Chromium, served from a sub-path by a plain static server, as a reader gets it.
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { serve } from '../scripts/serve.mjs';

export const DIST = fileURLToPath(new URL('../dist', import.meta.url));

/** With WebGPU, on SwiftShader where there is no GPU. */
const WITH_GPU = ['--enable-unsafe-webgpu'];
/** Without. */
export const WITHOUT_GPU = ['--disable-features=WebGPU', '--disable-gpu'];

// as in vitest.base.ts: to start as root, and to stay off the network
const ARGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page of the site, and everything that went wrong or out on it. */
export interface Visit {
  readonly page: Page;
  /** Errors of its console, uncaught ones, and requests that failed. */
  readonly complaints: string[];
  /** Paths of all requests, from the root of the site. */
  readonly requests: string[];
}

/** A browser on the site. */
export interface Site {
  readonly browser: Browser;
  readonly url: string;
  /** Opens a page, as somebody who comes from another one: what pages share is in the browser's cache. With options, as a new visitor. */
  visit(path: string, options?: BrowserContextOptions): Promise<Visit>;
  close(): Promise<void>;
}

/** Serves the site under some sub-path and starts a browser. */
export async function openSite(args: string[] = WITH_GPU): Promise<Site> {
  const executablePath = process.env.DROPKIT_CHROMIUM;
  if (!executablePath) throw new Error('DROPKIT_CHROMIUM is not set; run npm test in the root folder, or set it to a Chromium.');
  const { url, close } = await serve(DIST, { base: '/some/sub/path/', maxAge: 3600 });
  const browser = await chromium.launch({ executablePath, args: [...ARGS, ...args] });
  const shared = await browser.newContext({ serviceWorkers: 'block' }); // of hundreds of pages, none is to be kept
  return {
    browser,
    url,
    async visit(path, options) {
      const page = await (options ? browser.newPage(options) : shared.newPage());
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('response', (response) => response.status() >= 400 && complaints.push(`${response.status()} ${response.url()}`));
      page.on('request', (request) => {
        const own = request.url().startsWith(url);
        if (own) requests.push(request.url().slice(url.length).split(/[?#]/)[0]);
        else if (!/^(data|blob):/.test(request.url())) complaints.push(`asks another server: ${request.url()}`);
      });
      await page.goto(url + path);
      return { page, complaints, requests };
    },
    close: async () => {
      await browser.close();
      await close();
    },
  };
}
