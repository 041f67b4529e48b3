// npm start: installs, builds, and runs the quickstart on real data. Arguments go through: npm start -- --quick
// Standard output is the quickstart's alone, so that two runs can be compared; the rest goes to standard error.
import './lib/node-version.mjs';
import { join } from 'node:path';
import { main } from './lib/failure.mjs';
import { install } from './lib/install.mjs';
import { bringPnpm } from './lib/pnpm.mjs';
import { run } from './lib/process.mjs';
import { ROOT } from './lib/root.mjs';
import { turbo } from './lib/turbo.mjs';

await main(async () => {
  await bringPnpm();
  await install();
  const built = await turbo(['build', '--filter=@dropkit/example-quickstart...'], 'stderr');
  if (built !== 0) return built;
  const cwd = join(ROOT, 'examples', 'quickstart');
  return (await run('pnpm', ['--silent', 'run', 'start', ...process.argv.slice(2)], { cwd, show: true })).code;
});
