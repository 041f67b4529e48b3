// The program as users run it: child processes, exit codes, and the report in a real Chromium.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));
const LONG = 300_000;

interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropkit-quickstart-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('two quick runs', () => {
  const runs: (Finished & { page: string })[] = [];
  beforeAll(async () => {
    for (const name of ['first.html', 'second.html']) {
      const finished = await finish(start(['--quick', '--out', join(folder, name)]));
      runs.push({ ...finished, page: await readFile(join(folder, name), 'utf8') });
    }
  }, LONG);

  it('succeed, and print the same masks and the same tables', () => {
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    const [first, second] = runs.map(({ stdout }) => stdout.replace(/^Report: .*$/m, ''));
    expect(second).toBe(first);
    expect(first).toMatch(/input_dropout.*equal.*equal.*equal.*equal/);
    expect(first).not.toContain('DIFFERENT');
    for (const row of ['no dropout', 'dropout, weight scaling', 'dropout, mean of 6 samples', 'mutual information']) {
      expect(first).toContain(row);
    }
  });

  it('write the same report but for the time', () => {
    const [first, second] = runs.map(({ page }) => page.replace(/\d+ s in all/, ''));
    expect(second).toBe(first);
  });

  it('say where the report is, on the last line, and keep progress away from the results', () => {
    expect(runs[0].stdout.trimEnd().split('\n').at(-1)).toBe(`Report: ${join(folder, 'first.html')}`);
    expect(runs[0].stderr).toMatch(/training with dropout: 3\/3 in \d/);
  });

  it('write nothing but the report', async () => {
    expect((await readdir(folder)).sort()).toEqual(['first.html', 'second.html']);
  });

  it('need nothing from anywhere else', () => {
    const { page } = runs[0];
    const references = [...page.matchAll(/(?:src|href)\s*=\s*["']?([^"'\s>]+)/g)].map(([, url]) => url);
    expect(references.length).toBeGreaterThan(12);
    expect(references.filter((url) => !url.startsWith('data:'))).toEqual([]);
    expect(page).not.toMatch(/url\(|@import|<script|<link rel="stylesheet"/);
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
  ] as const)(
    'open in Chromium without a complaint, with marks in every plot (%s, %i pixels wide)',
    async (colorScheme, width) => {
      const browser = await launch();
      try {
        const page = await browser.newPage({ colorScheme, viewport: { width, height: 800 } });
        const complaints: string[] = [];
        page.on('console', (message) => complaints.push(message.text()));
        page.on('pageerror', (error) => complaints.push(error.message));
        await page.goto(pathToFileURL(join(folder, 'first.html')).href);
        expect(complaints).toEqual([]);
        expect(await page.evaluate(measure)).toEqual({
          lines: 2 * 4 + 4 + 4,
          emptyPlots: 0,
          unlabelledPlots: 0,
          brokenImages: 0,
          widerThanScreen: false,
        });
      } finally {
        await browser.close();
      }
    },
    LONG,
  );
});

describe('wrong usage', () => {
  it.each([
    [['--bogus'], "Unknown option '--bogus'"],
    [['--samples', 'many'], '--samples expected an integer from 2 to 1000, got "many".'],
    [['--out', tmpdir()], '--out cannot be written'],
  ])('%j ends with code 2 and says why', async (args, message) => {
    const { code, stdout, stderr } = await finish(start(args));
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).toContain('--help');
    expect(stderr).not.toContain('    at ');
  });

  it('--help explains the options', async () => {
    const { code, stdout } = await finish(start(['--help']));
    expect(code).toBe(0);
    for (const option of ['--seed', '--epochs', '--samples', '--out', '--quick']) expect(stdout).toContain(option);
  });
});

describe('Ctrl-C', () => {
  it(
    'ends with code 130 and writes nothing',
    async () => {
      const out = join(folder, 'cancelled', 'index.html');
      const child = start(['--out', out]);
      // the masks are printed right before training starts
      child.stdout?.on('data', (text) => String(text).includes('hidden_2_dropout') && child.kill('SIGINT'));
      const { code, stderr } = await finish(child);
      expect(code).toBe(130);
      expect(stderr).toContain('Cancelled.');
      expect(existsSync(out)).toBe(false);
      expect(await readdir(join(folder, 'cancelled'))).toEqual([]);
    },
    LONG,
  );
});

function start(args: string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args]);
}

function finish(child: ChildProcess): Promise<Finished> {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...texts }));
  });
}

function launch(): Promise<Browser> {
  const executablePath = process.env.DROPKIT_CHROMIUM;
  if (!executablePath) throw new Error('DROPKIT_CHROMIUM is not set: run `npm test` in the root folder, which finds a Chromium.');
  const quiet = [
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ executablePath, args: ['--no-sandbox', ...quiet] });
}

/** Runs in the page. */
function measure() {
  const plots = [...document.querySelectorAll('svg')];
  const drawn = (plot: SVGElement) => [...plot.querySelectorAll('path, rect, line, circle')].some(visible);
  const visible = (mark: Element) => mark.getBoundingClientRect().width + mark.getBoundingClientRect().height > 0;
  return {
    lines: document.querySelectorAll('svg g[aria-label="line"] path').length,
    emptyPlots: plots.filter((plot) => !drawn(plot)).length,
    unlabelledPlots: plots.filter((plot) => !plot.getAttribute('aria-label')).length,
    brokenImages: [...document.images].filter((image) => image.naturalWidth !== 28 || !image.alt).length,
    widerThanScreen: document.documentElement.scrollWidth > innerWidth,
  };
}
