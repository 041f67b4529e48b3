// One run from masks to report: checks, trains, samples, prints, writes.
import { runExperiment } from './experiment.js';
import { checkMasks } from './one-mask.js';
import { UsageError } from './options.js';
import { printMasks, printResults } from './print.js';
import { createProgress } from './progress.js';
import { renderReport } from './report/report.js';
import { startBackend } from './start-backend.js';
import { versions } from './versions.js';
import { QUICK } from './words.js';
import { prepareFile, writeAtomically } from './write-atomically.js';

/** @import { Options } from './options.js' */

/**
 * @param {Options} options
 * @param {AbortSignal} signal
 * @throws {UsageError} when the report cannot be written there; Error when two backends disagree on a mask; the signal's reason
 */
export async function run(options, signal) {
  const started = performance.now();
  await prepareFile(options.out).catch((error) => {
    throw new UsageError(`--out cannot be written: ${error.message}.`);
  });
  const backend = await startBackend();
  console.log(
    `dropkit quickstart, seed ${options.seed}, ${options.epochs} epochs, ${options.samples} samples, tfjs on ${backend}`,
  );

  const masks = await checkMasks(options.seed);
  printMasks(masks);
  if (!masks.equal) throw new Error('One address gave different masks. Nothing after this could be trusted.');

  console.error();
  const results = await runExperiment(options, { signal, startPhase: createProgress() });
  printResults(results);
  if (options.quick) console.log(`- ${QUICK}`);

  const seconds = (performance.now() - started) / 1000;
  const page = renderReport(results, { masks, options, backend, seconds, versions: versions() });
  signal.throwIfAborted();
  await writeAtomically(options.out, page);
  console.error(`\nDone in ${seconds.toFixed(1)} s.`);
  console.log(`\nReport: ${options.out}`);
}
