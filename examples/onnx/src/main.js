// npm start. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 cancelled with Ctrl-C.
import { HELP, parseOptions, UsageError } from './options.js';

const controller = new AbortController();
// once: a second Ctrl-C ends the program the hard way
process.once('SIGINT', () => controller.abort(new Error('Cancelled.')));

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') console.log(HELP);
  else await (await import('./run.js')).run(options, controller.signal);
} catch (error) {
  process.exitCode = error instanceof UsageError ? 2 : controller.signal.aborted ? 130 : 1;
  console.error(process.exitCode === 1 ? error : error instanceof Error ? error.message : error);
  if (process.exitCode === 2) console.error('Run with --help for the options.');
}
