// Runs knip. It loads the vitest configurations, which ask for a browser that this check never starts.
import { bringPnpm } from '../lib/pnpm.mjs';
import { run } from '../lib/process.mjs';

const env = { DROPKIT_CHROMIUM: process.env.DROPKIT_CHROMIUM ?? 'not started' };
await bringPnpm();
process.exitCode = (await run('pnpm', ['exec', 'knip', '--treat-config-hints-as-errors'], { env, show: true })).code;
