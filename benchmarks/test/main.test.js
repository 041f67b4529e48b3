// End to end, as a user starts it. No timing is asserted.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CPU_SUITE } from '../src/cpu/suite.js';
import { SUITES } from '../src/suites.js';
import { TFJS_SUITE } from '../src/tfjs/suite.js';
import { WEBGPU_SUITE } from '../src/webgpu/suite.js';

const PROGRAM = fileURLToPath(new URL('../src/main.js', import.meta.url));

/** @type {string} */
let folder;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dropkit-bench-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * @param {string[]} args
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
function bench(...args) {
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...args], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

/**
 * What a run says at a size that no target of a suite is about.
 *
 * @param {import('../src/suites.js').LoadedSuite} suite
 */
function notMeasured({ targets }) {
  expect(targets).not.toEqual([]);
  return `Targets: 0 met, 0 missed, ${targets.length} not measured`;
}

describe('bench cpu', () => {
  it('measures every contender, prints them and writes the numbers', async () => {
    const file = join(folder, 'cpu.json');
    const { code, stdout, stderr } = await bench('cpu', '--quick', '--rounds', '1', '--sizes', '4096', '--json', file);
    expect(code, stderr).toBe(0);
    const report = JSON.parse(readFileSync(file, 'utf8'));
    const ids = CPU_SUITE.contenders.map(({ id }) => id);
    expect(report.results.map((/** @type {any} */ result) => result.contender)).toEqual(ids);
    for (const result of report.results) {
      expect(result).toMatchObject({ size: 4096, nsPerElement: { count: 1 }, timesUnit: { count: 1 } });
      expect(result.nsPerElement.median).toBeGreaterThan(0);
    }
    expect(report.environment).toMatchObject({ node: process.versions.node, v8: process.versions.v8 });
    expect(report.coreShare).toBeGreaterThan(0);
    expect(report.coreShare).toBeLessThanOrEqual(1);
    expect(Object.keys(report.environment.packages)).toContain('onnxruntime-web');
    for (const id of ids) expect(stdout).toContain(id);
    expect(stdout).toContain(notMeasured(CPU_SUITE));
    expect(readdirSync(folder)).toEqual(['cpu.json']);
  });

  it('filters, and keeps the copy that all are divided by', async () => {
    const { code, stdout } = await bench('cpu', '--quick', '--rounds', '1', '--sizes', '4096', '--filter', 'NAIVE');
    expect(code).toBe(0);
    expect(stdout).toContain('naive Math.random() loop, p=0.5');
    expect(stdout).toMatch(/│ copy +│/);
    expect(stdout).not.toMatch(/│ tfjs/);
  });

  it('fails with --check when targets were not measured', async () => {
    const { code } = await bench('cpu', '--quick', '--rounds', '1', '--sizes', '4096', '--filter', 'naive', '--check');
    expect(code).toBe(1);
  });

  it.each([
    [['gpu'], `Unknown suite "gpu". Suites: ${Object.keys(SUITES).join(', ')}.`],
    [['cpu', '--filter', 'nobody'], 'matches no contender'],
    [['cpu', '--json', join('no', 'such', 'folder', 'x.json')], '--json expected a file in an existing folder'],
    [['cpu', '--json', tmpdir()], '--json expected a file, got the folder'],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await bench(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });

  it('ends on Ctrl-C with 130, writes nothing and says so', async () => {
    const file = join(folder, 'interrupted.json');
    const child = spawn(process.execPath, [PROGRAM, 'cpu', '--quick', '--rounds', '1000', '--sizes', '4096', '--json', file]);
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    await once(child.stderr, 'data'); // the progress bar has started
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    expect(code).toBe(130);
    expect(stderr).toContain('Interrupted: nothing was written.');
    expect(existsSync(file)).toBe(false);
  });
});

describe('bench webgpu', () => {
  it('measures every contender in a page and says which adapter did the work', async () => {
    const file = join(folder, 'webgpu.json');
    const { code, stdout, stderr } = await bench('webgpu', '--quick', '--rounds', '1', '--sizes', '4095', '--json', file);
    expect(code, stderr).toBe(0);
    const report = JSON.parse(readFileSync(file, 'utf8'));
    const ids = WEBGPU_SUITE.contenders.map(({ id }) => id);
    expect(report.results.map((/** @type {any} */ result) => result.contender)).toEqual(ids);
    for (const result of report.results) expect(result.nsPerElement.median).toBeGreaterThan(0);
    expect(report.device).toMatch(/^Chromium \d+.*, WebGPU adapter: ./);
    expect(report.coreShare).toBeNull();
    expect(report.environment.packages).toMatchObject({ '@tensorflow/tfjs-backend-webgpu': '4.22.0' });
    expect(stdout).toContain(report.device);
    expect(stdout).toContain(notMeasured(WEBGPU_SUITE));
  });
});

describe('bench tfjs', () => {
  it('measures every contender on all four backends', async () => {
    const file = join(folder, 'tfjs.json');
    const { code, stdout, stderr } = await bench('tfjs', '--quick', '--rounds', '1', '--sizes', '4096', '--json', file);
    expect(code, stderr).toBe(0);
    const report = JSON.parse(readFileSync(file, 'utf8'));
    const ids = TFJS_SUITE.contenders.map(({ id }) => id);
    expect(report.results.map((/** @type {any} */ result) => result.contender)).toEqual(ids);
    for (const result of report.results) expect(result.nsPerElement.median).toBeGreaterThan(0);
    expect(report.device).toMatch(/^Chromium \d+.*, WebGL 2: .*, WebGPU adapter: ./);
    expect(report.environment.packages).toMatchObject({ '@tensorflow/tfjs-backend-webgl': '4.22.0' });
    expect(stdout).toContain(notMeasured(TFJS_SUITE));
  });
});
