// npm start in examples/onnx: installs, builds the packages that it uses, and runs it. Arguments go through: npm start -- --seed 7
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
  const built = await turbo(['build', '--filter=@dropkit/example-onnx^...'], 'stderr');
  if (built !== 0) return built;
  const cwd = join(ROOT, 'examples', 'onnx');
  return (await run('node', ['src/main.js', ...process.argv.slice(2)], { cwd, show: true })).code;
});
