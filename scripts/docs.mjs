// npm run docs: installs, builds the site and what it documents, and serves it until Ctrl-C. Another port: npm run docs -- --port 8000
import './lib/node-version.mjs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ForeseenFailure, main } from './lib/failure.mjs';
import { install } from './lib/install.mjs';
import { bringPnpm } from './lib/pnpm.mjs';
import { run } from './lib/process.mjs';
import { ROOT } from './lib/root.mjs';
import { turbo } from './lib/turbo.mjs';

const USAGE = `npm run docs [-- --port N]   builds the site and serves it; port 4321, or the next free one, unless told. 0 takes any.`;

await main(async () => {
  const args = readArguments(); // before the build, which takes a minute
  if (!args) return 0;
  await bringPnpm();
  await install();
  const built = await turbo(['build', '--filter=@dropkit/docs...']);
  if (built !== 0) return built;
  process.on('SIGINT', () => {}); // Ctrl-C reaches the server too, which ends and says so
  const cwd = join(ROOT, 'apps', 'docs');
  return (await run(process.execPath, ['scripts/start.mjs', ...args], { cwd, show: true })).code;
});

/**
 * What the server is started with; nothing when only help was asked for.
 *
 * @returns {string[] | undefined}
 */
function readArguments() {
  try {
    const { values } = parseArgs({ options: { port: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
    if (values.help) console.log(USAGE);
    if (values.help) return undefined;
    if (values.port === undefined) return [];
    if (/^\d+$/.test(values.port) && Number(values.port) <= 65535) return ['--port', values.port];
    throw new Error(`--port expected a number from 0 to 65535, got ${values.port}`);
  } catch (error) {
    throw new ForeseenFailure(`${/** @type {Error} */ (error).message}\n${USAGE}`);
  }
}
