// Adds up what ran: vitest's JSON reports by package, and one count for each other task. Pure, apart from readReport.
import { readFileSync } from 'node:fs';

/** @typedef {import('./turbo.mjs').Task} Task */
/** @typedef {{ name: string, passed: number, failed: number, skipped: number, failures: string[] }} Row */

/**
 * Reads a vitest JSON report.
 *
 * @param {string} file
 * @returns {any} undefined if there is none, or if it is not JSON
 */
export function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * One row of the table from a package's test task and its report. A test task that failed always counts as at least one
 * failure, and so do a missing report, a report without tests and a file that could not be loaded.
 *
 * @param {Task} task
 * @param {any} report
 * @returns {Row}
 */
export function testRow(task, report) {
  const name = task.package;
  const broken = (/** @type {string} */ why) => ({ name, passed: 0, failed: 1, skipped: 0, failures: [why] });
  if (task.exitCode === undefined) return broken('did not run, because something it depends on failed');
  if (!report) return broken('wrote no reports/vitest.json (the reporters of vitest.base.ts do)');
  const row = { name, ...countTests(report) };
  if (row.passed + row.failed === 0) row.failures.push('ran no test');
  else if (task.exitCode !== 0 && row.failed === 0)
    row.failures.push(`ended with exit code ${task.exitCode}; see its output above`);
  return { ...row, failed: row.failures.length };
}

/** @param {any} report */
function countTests(report) {
  const tests = report.testResults.flatMap((/** @type {any} */ file) => file.assertionResults);
  const broken = report.testResults.filter(isBroken).map((/** @type {any} */ file) => `${file.name}: ${file.message}`);
  const failed = tests
    .filter((/** @type {any} */ test) => test.status === 'failed')
    .map((/** @type {any} */ test) => test.fullName);
  const passed = tests.filter((/** @type {any} */ test) => test.status === 'passed').length;
  const failures = [...failed, ...broken];
  return { passed, failed: failures.length, skipped: tests.length - passed - failed.length, failures };
}

/** A file that failed as a whole, e.g. at an import: vitest counts no failed test for it. @param {any} file */
function isBroken(file) {
  return file.status === 'failed' && !file.assertionResults.some((/** @type {any} */ test) => test.status === 'failed');
}

/**
 * One row for all tasks that pass or fail as a whole.
 *
 * @param {string} name
 * @param {Task[]} tasks
 * @returns {Row}
 */
export function taskRow(name, tasks) {
  const failures = tasks
    .filter((task) => task.exitCode !== 0)
    .map((task) => (task.exitCode === undefined ? `${task.id} did not run` : `${task.id} (exit code ${task.exitCode})`));
  return { name, passed: tasks.length - failures.length, failed: failures.length, skipped: 0, failures };
}

/**
 * The rows as a table, followed by what failed.
 *
 * @param {Row[]} rows
 */
export function table(rows) {
  const width = Math.max(...rows.map((row) => row.name.length));
  const line = (/** @type {(string | number)[]} */ [name, ...cells]) =>
    `${String(name).padEnd(width)}${cells.map((cell) => String(cell).padStart(9)).join('')}`;
  const lines = rows.map((row) => line([row.name, row.passed, row.failed, row.skipped]));
  const failures = rows.flatMap((row) => row.failures.map((failure) => `FAILED ${row.name}: ${failure}`));
  return [line(['', 'passed', 'failed', 'skipped']), ...lines, ...(failures.length > 0 ? ['', ...failures] : [])].join('\n');
}

/**
 * The last line of `npm test`.
 *
 * @param {Row[]} rows
 */
export function totalLine(rows) {
  const total = (/** @type {'passed' | 'failed'} */ key) => rows.reduce((sum, row) => sum + row[key], 0);
  return `${total('passed')} passed, ${total('failed')} failed`;
}
