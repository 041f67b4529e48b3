// Finds a Chromium that really starts, installing one if there is none: the installed ones first, then Playwright's, then
// Debian's package (as root), then Playwright's download. Nothing found is a failure with advice, never a skip.
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ForeseenFailure } from './failure.mjs';
import { lastLines, run } from './process.mjs';
import { ROOT } from './root.mjs';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
const MAC_APPS = ['Chromium.app/Contents/MacOS/Chromium', 'Google Chrome.app/Contents/MacOS/Google Chrome'];
const WINDOWS_APPS = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];
const PAGE = 'data:text/html,<title>ready</title>';

/**
 * What the search needs from the machine; tests replace it.
 *
 * @typedef {object} Machine
 * @property {string} platform
 * @property {NodeJS.ProcessEnv} env
 * @property {(path: string) => boolean} exists
 * @property {(path: string) => Promise<string>} version starts the browser, opens a page; throws if it cannot
 * @property {() => Promise<string>} playwrightPath where Playwright keeps its own Chromium, there or not
 * @property {{ name: string, run: () => Promise<void> }[]} installers tried in order, throw when they fail
 */

/**
 * Paths where a Chromium may be installed, best first.
 *
 * @param {{ platform: string, env: NodeJS.ProcessEnv, playwrightPath: string }} where
 * @returns {string[]}
 */
export function browserCandidates({ platform, env, playwrightPath }) {
  return [...systemCandidates(platform, env), playwrightPath];
}

/**
 * @param {string} platform
 * @param {NodeJS.ProcessEnv} env
 */
function systemCandidates(platform, env) {
  if (platform === 'win32') return under([env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA], WINDOWS_APPS);
  if (platform === 'darwin') return under(['/Applications', env.HOME && join(env.HOME, 'Applications')], MAC_APPS);
  return COMMANDS.flatMap((command) => under((env.PATH ?? '').split(delimiter), [command]));
}

/**
 * @param {(string | undefined)[]} folders
 * @param {string[]} names
 */
function under(folders, names) {
  return folders.flatMap((folder) => (folder ? names.map((name) => join(folder, name)) : []));
}

/**
 * Finds a working Chromium, installing one if needed. DROPKIT_CHROMIUM, if set, is the only one tried.
 *
 * @param {Machine} [machine]
 * @returns {Promise<{ path: string, version: string }>}
 * @throws ForeseenFailure with everything that was tried
 */
export async function findBrowser(machine = thisMachine()) {
  const chosen = machine.env.DROPKIT_CHROMIUM;
  /** @type {string[]} */
  const tried = [];
  const found = chosen ? await tryBrowser(machine, chosen, tried) : await searchOrInstall(machine, tried);
  if (found) return found;
  throw new ForeseenFailure(
    `no Chromium for the browser tests. Install Chromium or Chrome (Debian: apt install chromium; elsewhere: npx playwright-core ` +
      `install --with-deps chromium), or set DROPKIT_CHROMIUM to the path of one. Tried:\n${tried.map((line) => `  ${line}`).join('\n')}`,
  );
}

/**
 * @param {Machine} machine
 * @param {string[]} tried
 */
async function searchOrInstall(machine, tried) {
  const found = await search(machine, tried);
  if (found) return found;
  for (const installer of machine.installers) {
    console.log(`No working Chromium found: ${installer.name} ...`);
    const error = await installer.run().catch((/** @type {Error} */ reason) => reason);
    if (error) tried.push(`${installer.name}: ${error.message}`);
    const installed = error ? undefined : await search(machine, tried);
    if (installed) return installed;
  }
  return undefined;
}

/**
 * @param {Machine} machine
 * @param {string[]} tried
 */
async function search(machine, tried) {
  const playwrightPath = await machine.playwrightPath();
  for (const path of browserCandidates({ ...machine, playwrightPath }).filter(machine.exists)) {
    const found = await tryBrowser(machine, path, tried);
    if (found) return found;
  }
  return undefined;
}

/**
 * @param {Machine} machine
 * @param {string} path
 * @param {string[]} tried
 */
async function tryBrowser(machine, path, tried) {
  try {
    return { path, version: await machine.version(path) };
  } catch (error) {
    tried.push(`${path}: ${/** @type {Error} */ (error).message.split('\n')[0]}`);
    return undefined;
  }
}

/** @returns {Machine} */
function thisMachine() {
  const debian = { name: 'installing it with apt-get', run: installFromDebian };
  const playwright = { name: "downloading Playwright's", run: installFromPlaywright };
  return {
    platform: process.platform,
    env: process.env,
    exists: existsSync,
    version: launch,
    playwrightPath: async () => (await import('playwright-core')).chromium.executablePath(),
    installers: isDebianRoot() ? [debian, playwright] : [playwright],
  };
}

/** @param {string} executablePath */
async function launch(executablePath) {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'], timeout: 30_000 });
  try {
    const page = await browser.newPage();
    await page.goto(PAGE);
    if ((await page.title()) !== 'ready') throw new Error('started, but does not show a page');
    return browser.version();
  } finally {
    await browser.close();
  }
}

/** Debian itself, not its relatives: Ubuntu's chromium package is only a pointer to a snap. */
function isDebianRoot() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false;
  return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

async function installFromDebian() {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await succeed(run('apt-get', ['update', '-q'], { env }));
  await succeed(run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], { env }));
}

async function installFromPlaywright() {
  const cli = join(ROOT, 'node_modules', 'playwright-core', 'cli.js');
  await succeed(run(process.execPath, [cli, 'install', '--no-shell', 'chromium']));
}

/** @param {ReturnType<typeof run>} running */
async function succeed(running) {
  const { code, output } = await running;
  if (code !== 0) throw new Error(lastLines(output, 1) || `exit code ${code}`);
}
