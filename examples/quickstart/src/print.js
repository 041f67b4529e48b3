// The results as text on standard output. No times in here: the same seed prints the same lines.
import Table from 'cli-table3';
import { SURE_SHARE } from './experiment.js';
import { decimal, findings, hex, percent, points, whole } from './words.js';

/** @import { checkMasks } from './one-mask.js' */
/** @import { Results } from './experiment.js' */

/** @param {Awaited<ReturnType<typeof checkMasks>>} check */
export function printMasks({ backends, missing, sites }) {
  console.log('\nOne address, one mask: the mask of the first training step, drawn on every backend and compared bit by bit\n');
  const rows = sites.map(({ site, rate, bits, words, equal }) => [
    site,
    `${rate}`,
    whole(bits),
    hex(words, 3),
    ...backends.map((name) => (equal[name] ? 'equal' : 'DIFFERENT')),
  ]);
  print(['dropout layer', 'p', 'bits', 'first words (core)', ...backends], rows);
  if (missing.length > 0) console.log(`Not at hand on this machine: ${missing.join(', ')}.`);
}

/** @param {Results} results */
export function printResults({ methods, certainties, counts, ...results }) {
  console.log(`\nOn ${whole(counts.test)} digits that no network has seen (± one standard error)\n`);
  const errors = Object.values(methods).map(({ name, error, difference, loss }, i) => [
    name,
    percent(error),
    i === 0 ? '' : points(difference),
    decimal(loss),
  ]);
  print(['prediction', 'test error', 'against no dropout', 'negative log likelihood'], errors);

  const sure = Math.round(100 * SURE_SHARE);
  console.log(`\nHow often they are right: on the ${sure} % of digits they are most sure of, and on the other ${100 - sure} %\n`);
  const certain = certainties.map(({ name, measure, sure, unsure, caught }) => [
    name,
    measure,
    percent(sure),
    percent(unsure),
    `${(100 * caught).toFixed(1)} %`,
  ]);
  print(['prediction', 'sure means low', 'right when sure', 'right when not', 'errors among the unsure'], certain);

  console.log();
  for (const sentence of findings({ methods, certainties, counts, ...results })) console.log(`- ${sentence}`);
}

/** @param {string[]} head @param {string[][]} rows */
function print(head, rows) {
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  table.push(...rows);
  console.log(table.toString());
}
