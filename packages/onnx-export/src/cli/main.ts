// npx @dropkit/onnx-export: the command line of this package.
import { runCommand } from './program.js';

process.exitCode = runCommand(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  later: async (code) => {
    process.exitCode = await code;
  },
});
