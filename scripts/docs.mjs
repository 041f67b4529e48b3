// npm run docs: installs, builds the site and what it documents, and serves it. Arguments go through: npm run docs -- --port 8000
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
  const built = await turbo(['build', '--filter=@dropkit/docs...']);
  if (built !== 0) return built;
  const cwd = join(ROOT, 'apps', 'docs');
  return (await run(process.execPath, ['scripts/start.mjs', ...process.argv.slice(2)], { cwd, show: true })).code;
});
