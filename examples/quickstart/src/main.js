// npm start. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 cancelled with Ctrl-C.
import { HELP, parseOptions, UsageError } from './options.js';

const controller = new AbortController();
// once: a second Ctrl-C ends the program the hard way
process.once('SIGINT', () => controller.abort(new Error('Cancelled.')));

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = exitCode(error);
  console.error(process.exitCode === 1 ? error : error instanceof Error ? error.message : error);
  if (process.exitCode === 2) console.error('Run with --help for the options.');
}

/** @param {string[]} args */
async function main(args) {
  const options = parseOptions(args);
  if (options === 'help') return console.log(HELP);
  const { run } = await import('./run.js'); // tfjs and the digits take a second to load: not for --help or a typing error
  await run(options, controller.signal);
}

/** @param {unknown} error */
function exitCode(error) {
  if (error instanceof UsageError) return 2;
  return controller.signal.aborted ? 130 : 1;
}
