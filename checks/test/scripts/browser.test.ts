// The search for a browser, on pretended machines.
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { browserCandidates, findBrowser } from '../../../scripts/lib/browser.mjs';

const PLAYWRIGHT = '/cache/playwright/chrome';
const DEBIAN = '/usr/bin/chromium';

test('on Linux the commands of the PATH come before Playwright, Chromium before Chrome', () => {
  const found = browserCandidates({ platform: 'linux', env: { PATH: '/a:/b' }, playwrightPath: PLAYWRIGHT });
  expect(found.slice(0, 2)).toEqual(['/a/chromium', '/b/chromium']);
  expect(found.indexOf('/b/chromium')).toBeLessThan(found.indexOf('/a/google-chrome'));
  expect(found.at(-1)).toBe(PLAYWRIGHT);
});

test('on macOS and Windows the usual places are searched', () => {
  const mac = browserCandidates({ platform: 'darwin', env: {}, playwrightPath: PLAYWRIGHT });
  expect(mac).toContain('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
  const windows = browserCandidates({ platform: 'win32', env: { PROGRAMFILES: 'C:' }, playwrightPath: PLAYWRIGHT });
  expect(windows).toContain(join('C:', 'Google/Chrome/Application/chrome.exe'));
});

test('takes the first that is there and starts', async () => {
  const found = await findBrowser(machine({ working: [DEBIAN, PLAYWRIGHT] }));
  expect(found).toEqual({ path: DEBIAN, version: '1.2.3' });
});

test('goes on when one is there but does not start', async () => {
  const found = await findBrowser(machine({ present: [DEBIAN], working: [PLAYWRIGHT] }));
  expect(found.path).toBe(PLAYWRIGHT);
});

test('DROPKIT_CHROMIUM is the only one tried', async () => {
  const chosen = machine({ working: [DEBIAN], env: { DROPKIT_CHROMIUM: '/mine' } });
  await expect(findBrowser(chosen)).rejects.toThrow('/mine: does not start');
});

test('installs when there is none, in the given order, until one works', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const without = machine({ working: [] });
  const installers = [
    { name: 'first', run: () => Promise.reject(new Error('offline')) },
    { name: 'second', run: async () => without.add(PLAYWRIGHT) },
  ];
  expect((await findBrowser({ ...without, installers })).path).toBe(PLAYWRIGHT);
  expect(log.mock.calls.flat().join('\n')).toMatch(/first[\s\S]*second/);
  log.mockRestore();
});

test('with none at all it fails, says what was tried and what to do', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const installers = [{ name: 'downloading', run: () => Promise.reject(new Error('offline')) }];
  const failing = findBrowser({ ...machine({ present: [DEBIAN], working: [] }), installers });
  await expect(failing).rejects.toThrow(/Install Chromium[\s\S]*\/usr\/bin\/chromium: does not start[\s\S]*downloading: offline/);
  log.mockRestore();
});

function machine({
  present = [] as string[],
  working,
  env = {},
}: {
  present?: string[];
  working: string[];
  env?: NodeJS.ProcessEnv;
}) {
  const starts = [...working];
  return {
    platform: 'linux',
    env: { PATH: '/usr/bin', ...env },
    exists: (path: string) => present.includes(path) || starts.includes(path),
    version: async (path: string) => {
      if (starts.includes(path)) return '1.2.3';
      throw new Error('does not start\nand more lines');
    },
    playwrightPath: async () => PLAYWRIGHT,
    installers: [],
    add: (path: string) => {
      starts.push(path);
    },
  };
}
