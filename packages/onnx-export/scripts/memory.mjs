// Peak memory and time of rewriting a large model, source included: node scripts/memory.mjs [MB, default 1024]
// Bundles rewrite.mjs with what it takes from src/, lets one process make the model in a temporary folder, and another rewrite it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const megabytes = Number(process.argv[2] ?? 1024);
const folder = mkdtempSync(join(tmpdir(), 'dropkit-memory-'));
try {
  const entry = join(import.meta.dirname, 'rewrite.mjs');
  const options = ['--no-config', '--format', 'esm', '--platform', 'node', '--silent', '--no-splitting'];
  const program = join(import.meta.dirname, '..', 'reports', 'rewrite.js'); // beside node_modules, and ignored by git
  execFileSync('npx', ['tsup', entry, ...options, '--out-dir', dirname(program)], { stdio: 'inherit' });
  const inherit = { stdio: 'inherit' };
  execFileSync(process.execPath, [program, 'make', join(folder, 'model.onnx'), `${megabytes}`], inherit);
  execFileSync(process.execPath, [program, 'rewrite', join(folder, 'model.onnx'), join(folder, 'rewritten.onnx')], inherit);
} finally {
  rmSync(folder, { recursive: true });
}
