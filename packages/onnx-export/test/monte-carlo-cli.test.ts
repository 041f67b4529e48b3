// The command that computes several samples in one run: what it writes and prints, and that it writes nothing that is not verified.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { runCommand } from '../src/cli/program.js';
import { inspect } from '../src/inspect/inspect.js';
import { insert } from '../src/surgery/insert.js';
import { strip } from '../src/surgery/strip.js';
import { buildModel, type GraphInit, node, value } from './build.js';
import { sameBytes } from './same-bytes.js';

const runtimes = vi.hoisted(() => ({ areInstalled: true }));
vi.mock('node:module', async (original) => {
  const real = await original<typeof import('node:module')>();
  const none = (name: string) => {
    throw new Error(`Cannot find module '${name}'`);
  };
  const createRequire = (path: string) => (runtimes.areInstalled ? real.createRequire(path) : { resolve: none });
  return { ...real, createRequire };
});

const graph: GraphInit = {
  node: [node('Relu', ['x'], ['h']), node('Softmax', ['h'], ['y'])],
  input: [value('x', ['N', 3])],
  output: [value('y', ['N', 3])],
};
const MODEL = buildModel({ opset: 18, graph });

const folder = mkdtempSync(join(tmpdir(), 'dropkit-monte-carlo-'));
const file = (name: string) => join(folder, name);
let printed = { out: '', error: '' };
writeFileSync(file('sampled.onnx'), insert(MODEL, 'h', { variant: 'dropout', p: 0.3 }));
writeFileSync(file('plain.onnx'), MODEL);
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  printed = { out: '', error: '' };
  rmSync(file('tiled.onnx'), { force: true });
});

async function command(...words: string[]): Promise<number> {
  let later: Promise<number> | undefined;
  const code = runCommand(['monte-carlo', ...words.map((word) => (word.endsWith('.onnx') ? file(word) : word))], {
    out: (text) => {
      printed.out += text;
    },
    error: (text) => {
      printed.error += text;
    },
    later: (waited) => {
      later = waited;
    },
  });
  return later ?? code;
}

test('verifies on the installed runtime, writes, and says what to feed', async () => {
  expect(await command('sampled.onnx', '-o', 'tiled.onnx', '--classes', '3')).toBe(0);
  expect(printed.out).toMatch(
    /^samples in one run, as many as samples \(int64\) says\n {2}y: samples along its first axis; y_mean, /,
  );
  expect(printed.out).toContain('verified on onnxruntime-node: 3 samples are those of separate runs bit by bit');
  const written = readFileSync(file('tiled.onnx'));
  expect(sameBytes(strip(written), MODEL)).toBe(true);
  expect(inspect(written).outputs.map(({ name }) => name)).toContain('y_mutual_information');
});

test('--json, --samples, --no-statistics', async () => {
  expect(await command('sampled.onnx', '-o', 'tiled.onnx', '--samples', '2', '--no-statistics', '--json')).toBe(0);
  expect(JSON.parse(printed.out)).toEqual({
    address: { seed: 'seed', step: 'step' },
    samples: 2,
    outputs: [{ name: 'y', mean: null, variance: null }],
    verified: { runtime: 'onnxruntime-node', samples: 2, equal: true, largestDifference: 0 },
  });
});

test('without a runtime, or when asked not to, it is written and not called verified', async () => {
  expect(await command('sampled.onnx', '-o', 'tiled.onnx', '--no-verify', '--json')).toBe(0);
  expect(JSON.parse(printed.out).verified).toBeNull();
  rmSync(file('tiled.onnx'));
  runtimes.areInstalled = false;
  expect(await command('sampled.onnx', '-o', 'tiled.onnx', '--classes', 'y=3')).toBe(0);
  runtimes.areInstalled = true;
  expect(printed.error).toBe('note: not verified, since neither onnxruntime-node nor onnxruntime-web is installed here\n');
  expect(existsSync(file('tiled.onnx'))).toBe(true);
});

test('nothing is written when verification fails, or there is nothing to tile', async () => {
  const sized = { ...graph, input: [value('x')] };
  writeFileSync(
    file('unknown.onnx'),
    insert(buildModel({ opset: 18, graph: sized }), 'h', { variant: 'dropout', p: 0.3 }, { dtype: 'float32' }),
  );
  expect(await command('unknown.onnx', '-o', 'tiled.onnx')).toBe(1);
  expect(printed.error).toMatch(/options\.feeds|axes is not known/);
  expect(await command('plain.onnx', '-o', 'tiled.onnx')).toBe(1);
  expect(printed.error).toContain('the model has no dropout that draws in the graph');
  expect(await command('sampled.onnx', '-o', 'tiled.onnx', '--samples', '0')).toBe(2);
  expect(await command('sampled.onnx', '-o', 'tiled.onnx', '--classes', '4')).toBe(1);
  expect(await command('sampled.onnx', '-o', 'tiled.onnx', '--samples', 'ten')).toBe(2);
  expect(existsSync(file('tiled.onnx'))).toBe(false);
});
