// npm run bench -- cpu: measures a suite and prints it. Results go to stdout (and --json FILE), progress to stderr.
// Exit codes: 0 measured, 1 failed (or a target missed with --check), 2 wrong arguments, 130 interrupted.
import { parseOptions, UsageError, usage } from './options.js';
import { showProgress } from './report/progress.js';
import { formatReport } from './report/tables.js';
import { runSuite } from './run-suite.js';
import { SUITES } from './suites.js';
import { checkWritable, writeJson } from './write-json.js';

/** @returns {Promise<number>} the exit code */
async function main() {
  const options = parseOptions(process.argv.slice(2), SUITES);
  if (options.help) {
    console.log(usage(SUITES));
    return 0;
  }
  if (options.json) await checkWritable(options.json);
  const report = await measure(options);
  if (report === undefined) {
    console.error('Interrupted: nothing was written.');
    return 130;
  }
  console.log(formatReport(report));
  if (options.json) {
    await writeJson(options.json, report);
    console.log(`Numbers written to ${options.json}`);
  }
  const missed = report.targets.filter(({ verdict }) => verdict !== 'met').length;
  return options.check && missed > 0 ? 1 : 0;
}

/**
 * The first Ctrl-C ends the run after the measurement under way; a second one ends the process at once.
 *
 * @param {import('./options.js').Options} options
 * @returns {Promise<import('./run-suite.js').Report | undefined>} undefined when interrupted
 */
async function measure(options) {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  const progress = showProgress();
  try {
    return await runSuite(SUITES[options.suite], options, { signal: interrupted.signal, progress });
  } catch (error) {
    if (interrupted.signal.aborted) return undefined;
    throw error;
  } finally {
    progress.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\nnpm run bench -- --help lists what there is.`);
  process.exitCode = 2;
}
