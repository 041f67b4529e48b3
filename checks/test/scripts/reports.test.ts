// The adding up of npm test: whatever went wrong must show in the counts.
import { expect, test } from 'vitest';
import { readReport, table, taskRow, testRow, totalLine } from '../../../scripts/lib/reports.mjs';

const TASK = { id: 'a#test', task: 'test', package: 'a', directory: 'a', exitCode: 0 };

test('counts passed, failed and skipped tests of a report', () => {
  const report = reportOf(['passed', 'passed', 'failed', 'skipped', 'todo']);
  expect(testRow({ ...TASK, exitCode: 1 }, report)).toMatchObject({
    name: 'a',
    passed: 2,
    failed: 1,
    skipped: 2,
    failures: ['t2'],
  });
});

test('a report of passed tests only has no failure', () => {
  expect(testRow(TASK, reportOf(['passed']))).toEqual({ name: 'a', passed: 1, failed: 0, skipped: 0, failures: [] });
});

test('a file that cannot be loaded is a failure', () => {
  const report = { testResults: [{ name: 'x.test.ts', status: 'failed', message: 'cannot import y', assertionResults: [] }] };
  expect(testRow({ ...TASK, exitCode: 1 }, report)).toMatchObject({
    passed: 0,
    failed: 1,
    failures: ['x.test.ts: cannot import y'],
  });
});

test('a missing report is a failure', () => {
  expect(testRow(TASK, undefined)).toMatchObject({ passed: 0, failed: 1 });
  expect(readReport('no/such/file.json')).toBeUndefined();
});

test('a report without tests is a failure', () => {
  expect(testRow(TASK, reportOf([]))).toMatchObject({ passed: 0, failed: 1, failures: ['ran no test'] });
  expect(testRow(TASK, reportOf(['skipped']))).toMatchObject({ passed: 0, failed: 1, skipped: 1 });
});

test('a bad exit code with only passed tests is a failure', () => {
  expect(testRow({ ...TASK, exitCode: 1 }, reportOf(['passed']))).toMatchObject({ passed: 1, failed: 1 });
});

test('a test task that could not start is a failure', () => {
  expect(testRow({ ...TASK, exitCode: undefined }, reportOf(['passed']))).toMatchObject({ passed: 0, failed: 1 });
});

test('tasks count one each, and one that did not run is a failure', () => {
  const tasks = [0, 1, undefined].map((exitCode, index) => ({ ...TASK, id: `t${index}`, exitCode }));
  expect(taskRow('checks', tasks)).toMatchObject({ passed: 1, failed: 2, failures: ['t1 (exit code 1)', 't2 did not run'] });
});

test('the total line adds all rows up', () => {
  const rows = [testRow(TASK, reportOf(['passed', 'passed'])), taskRow('checks', [TASK, { ...TASK, exitCode: 1 }])];
  expect(totalLine(rows)).toBe('3 passed, 1 failed');
});

test('the table names what failed', () => {
  const lines = table([testRow({ ...TASK, exitCode: 1 }, reportOf(['passed', 'failed']))]).split('\n');
  expect(lines).toEqual(['    passed   failed  skipped', 'a        1        1        0', '', 'FAILED a: t1']);
});

function reportOf(statuses: string[]) {
  const assertionResults = statuses.map((status, index) => ({ fullName: `t${index}`, status }));
  const status = statuses.includes('failed') ? 'failed' : 'passed';
  return { testResults: [{ name: 'a.test.ts', status, message: '', assertionResults }] };
}
