// Installs what the lockfile says. pnpm itself returns within a second when nothing changed.
import { ForeseenFailure } from './failure.mjs';
import { lastLines, run } from './process.mjs';

// confirmModulesPurge: without a terminal pnpm would refuse to replace a node_modules that another tool made
const ARGS = ['install', '--frozen-lockfile', '--prefer-offline', '--config.confirmModulesPurge=false'];

/**
 * Installs all dependencies of the workspace, showing progress only on a terminal.
 *
 * @throws ForeseenFailure with the end of pnpm's output
 */
export async function install() {
  const show = process.stderr.isTTY && 'stderr';
  if (!show) console.error('Installing dependencies ...');
  const { code, output } = await run('pnpm', ARGS, { show });
  if (code === 0) return;
  const text = show ? '' : `\n\n${lastLines(output, 30)}`;
  throw new ForeseenFailure(
    `installing the dependencies failed. Offline? The first run needs the npm registry. After editing a package.json, run ` +
      `"npx pnpm install" to bring pnpm-lock.yaml up to date.${text}`,
  );
}
