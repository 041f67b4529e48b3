// npm run bench -- cpu --json FILE: installs, builds, and hands its arguments to benchmarks/. It runs in the folder that the
// command was typed in, so that relative paths mean what they say.
import './lib/node-version.mjs';
import { join } from 'node:path';
import { main } from './lib/failure.mjs';
import { install } from './lib/install.mjs';
import { bringPnpm } from './lib/pnpm.mjs';
import { run } from './lib/process.mjs';
import { CALLER, ROOT } from './lib/root.mjs';
import { turbo } from './lib/turbo.mjs';

await main(async () => {
  await bringPnpm();
  await install();
  const built = await turbo(['build', '--filter=@dropkit/benchmarks...']);
  if (built !== 0) return built;
  const program = join(ROOT, 'benchmarks', 'src', 'main.js');
  return (await run(process.execPath, [program, ...process.argv.slice(2)], { cwd: CALLER, show: true })).code;
});
