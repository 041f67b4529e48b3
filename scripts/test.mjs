// npm test: installs, finds a browser, builds, and runs every test and check. Its last line is "N passed, N failed".
import './lib/node-version.mjs';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser } from './lib/browser.mjs';
import { main } from './lib/failure.mjs';
import { install } from './lib/install.mjs';
import { bringPnpm } from './lib/pnpm.mjs';
import { readReport, table, taskRow, testRow, totalLine } from './lib/reports.mjs';
import { ROOT } from './lib/root.mjs';
import { planTasks, runTasks } from './lib/turbo.mjs';

/** Tasks that pass or fail as a whole: tsc for each package, the others once for the repository. */
const CHECKS = ['typecheck', 'lint', 'arrows', 'circular', 'unused', 'published', 'sizes', 'changesets', 'paths'];

await main(async () => {
  await bringPnpm();
  await install();
  await useBrowser();
  const due = await planTasks(['build', 'test', ...CHECKS]);
  for (const task of due.filter(isTest)) rmSync(report(task), { force: true }); // turbo brings back those of cached runs
  const rows = toRows(await runTasks(due));
  console.log(`\n${table(rows)}\n\n${totalLine(rows)}`);
  return rows.some((row) => row.failed > 0) ? 1 : 0;
});

async function useBrowser() {
  const { path, version } = await findBrowser();
  console.log(`Browser: Chromium ${version} (${path})`);
  process.env.DROPKIT_CHROMIUM = path;
  process.env.DROPKIT_CHROMIUM_VERSION = version;
}

/** @param {import('./lib/turbo.mjs').Task[]} tasks */
function toRows(tasks) {
  const checks = tasks.filter((task) => CHECKS.includes(task.task));
  const builds = taskRow(
    'builds',
    tasks.filter((task) => task.task === 'build'),
  );
  // a build that works is no test passed, one that fails is a failure
  return [
    ...tasks.filter(isTest).map((task) => testRow(task, readReport(report(task)))),
    taskRow('static checks', checks),
    ...(builds.failed > 0 ? [{ ...builds, passed: 0 }] : []),
  ];
}

/** @param {import('./lib/turbo.mjs').Task} task */
function isTest(task) {
  return task.task === 'test';
}

/** @param {import('./lib/turbo.mjs').Task} task */
function report(task) {
  return join(ROOT, task.directory, 'reports', 'vitest.json');
}
