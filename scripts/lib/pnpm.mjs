// Brings the pnpm that package.json names: the one on the PATH if it is that version, else the one that npx fetches.
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ForeseenFailure } from './failure.mjs';
import { lastLines, run } from './process.mjs';
import { ROOT } from './root.mjs';

const PNPM_VERSION = wantedVersion(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/**
 * The version in a package.json's `packageManager` field, without corepack's checksum.
 *
 * @param {string} packageJson
 */
export function wantedVersion(packageJson) {
  return JSON.parse(packageJson)
    .packageManager.replace(/^pnpm@/, '')
    .replace(/\+.*$/, '');
}

/**
 * Puts the right pnpm first on this process's PATH, for itself and for turbo's children.
 *
 * @throws ForeseenFailure when it is not there and cannot be fetched
 */
export async function bringPnpm() {
  process.env.COREPACK_ENABLE_DOWNLOAD_PROMPT = '0';
  const present = await run('pnpm', ['--version']);
  if (present.code === 0 && present.stdout.trim() === PNPM_VERSION) return;
  const folder = await fetchPnpm();
  process.env.PATH = `${folder}${delimiter}${process.env.PATH}`;
}

/** npx puts the folder of a package's commands on the PATH of what it runs: ask for that PATH. */
async function fetchPnpm() {
  const result = await run('npx', ['--yes', `--package=pnpm@${PNPM_VERSION}`, '--', 'node', '-p', 'process.env.PATH']);
  const folder = result.stdout.trim().split(delimiter).find(holdsPnpm);
  if (result.code === 0 && folder) return folder;
  throw new ForeseenFailure(
    `cannot fetch pnpm ${PNPM_VERSION}, the package manager of this workspace, through npx. Check the network connection (or ` +
      `proxy) and try again, or install it yourself: npm install --global pnpm@${PNPM_VERSION}\n\n${lastLines(result.output)}`,
  );
}

/** @param {string} folder */
function holdsPnpm(folder) {
  return existsSync(join(folder, process.platform === 'win32' ? 'pnpm.cmd' : 'pnpm'));
}
