// Runs turbo tasks and tells which ones were due and how each ended, cached or not.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { ForeseenFailure } from './failure.mjs';
import { lastLines, run } from './process.mjs';
import { ROOT } from './root.mjs';

const TURBO = join(ROOT, 'node_modules', 'turbo', 'bin', 'turbo');
const RUNS = join(ROOT, '.turbo', 'runs');
/** What turbo writes as the command of a task that its package has no script for. */
const NO_SCRIPT = '<NONEXISTENT>';

/** @typedef {{ id: string, task: string, package: string, directory: string, exitCode: number | undefined }} Task exitCode undefined: did not run */

/**
 * Runs tasks and shows their output.
 *
 * @param {string[]} args tasks and flags of `turbo run`
 * @param {true | 'stderr'} [show] where its output goes
 * @returns {Promise<number>} exit code
 */
export async function turbo(args, show = true) {
  const flags = ['--ui=stream', '--log-order=grouped', `--concurrency=${Math.max(2, os.cpus().length)}`];
  return (await run(process.execPath, [TURBO, 'run', ...args, ...flags], { env: turboEnv(), show })).code;
}

/**
 * The tasks that a run would have to do, by turbo's own plan.
 *
 * @param {string[]} names
 * @returns {Promise<Task[]>} without exit codes
 */
export async function planTasks(names) {
  const { code, stdout, output } = await run(process.execPath, [TURBO, 'run', ...names, '--dry=json'], { env: turboEnv() });
  if (code !== 0) throw new ForeseenFailure(`turbo cannot plan the tasks.\n\n${lastLines(output)}`);
  /** @type {any[]} */
  const tasks = JSON.parse(stdout.slice(stdout.indexOf('{'))).tasks;
  return tasks
    .filter((task) => task.command !== NO_SCRIPT)
    .map(({ taskId, task, package: name, directory }) => ({ id: taskId, task, package: name, directory, exitCode: undefined }));
}

/**
 * Runs planned tasks, going on after failures, and says how each ended, also those that could not start.
 *
 * @param {Task[]} due from planTasks
 * @returns {Promise<Task[]>}
 */
export async function runTasks(due) {
  rmSync(RUNS, { recursive: true, force: true });
  await turbo([...new Set(due.map((task) => task.task)), '--continue=dependencies-successful', '--summarize']);
  const ran = new Map(readSummary().map((/** @type {any} */ task) => [task.taskId, task.execution?.exitCode]));
  return due.map((task) => ({ ...task, exitCode: ran.get(task.id) }));
}

function readSummary() {
  const [file] = readdirSync(RUNS).filter((name) => name.endsWith('.json'));
  return JSON.parse(readFileSync(join(RUNS, file), 'utf8')).tasks;
}

// DROPKIT_NODE takes part in the hashes, so that results from another Node version are not taken for this one's
function turboEnv() {
  const plain = process.stdout.isTTY || process.env.FORCE_COLOR ? {} : { NO_COLOR: '1' };
  return { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1', DROPKIT_NODE: process.version, ...plain };
}
