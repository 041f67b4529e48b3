// The command on files: what it writes, prints and returns; nothing is half written.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { streamId } from '@dropkit/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { runCommand } from '../src/cli/program.js';
import { exportVariant } from '../src/export-variant.js';
import { fold } from '../src/fold/fold.js';
import { inspect } from '../src/inspect/inspect.js';
import { insert } from '../src/surgery/insert.js';
import { upgradeOpset } from '../src/upgrade/upgrade-opset.js';
import { buildModel, floats, node, value } from './build.js';
import { REAL_MODELS } from './real-models.js';
import { sameBytes } from './same-bytes.js';

const MODEL = buildModel({
  opset: 13,
  graph: {
    node: [
      node('Gemm', ['x', 'w'], ['g']),
      node('Relu', ['g'], ['h'], {}, { name: 'act' }),
      node('Dropout', ['h', 'ratio'], ['d']),
      node('Gemm', ['d', 'w'], ['y']),
    ],
    initializer: [floats('w', [2, 2], [1, 2, 3, 4]), floats('ratio', [], [0.1])],
    input: [value('x', ['N', 2])],
    output: [value('y', ['N', 2])],
  },
});

let folder: string;
let printed: { out: string; error: string };
const file = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(file(name));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dropkit-cli-'));
  writeFileSync(file('model.onnx'), MODEL);
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  printed = { out: '', error: '' };
});

/** Runs the command; words that end with .onnx are files of the test's folder. */
function command(...words: string[]): number {
  const args = words.map((word) => (word.endsWith('.onnx') ? file(word) : word));
  return runCommand(args, {
    out: (text) => {
      printed.out += text;
    },
    error: (text) => {
      printed.error += text;
    },
  });
}

test('inspect prints for people, and JSON for programs', () => {
  expect(command('inspect', 'model.onnx')).toBe(0);
  expect(printed.out).toContain('1 Dropout node, and what onnxruntime makes of it\n  d (graph.node[2]), ratio 0.1');
  expect(printed.out).toContain('h (Relu): dropout, behind an activation');
  expect(printed.out).toContain('insert and activate bring it to opset 18');
  printed.out = '';
  expect(command('inspect', 'model.onnx', '--json')).toBe(0);
  expect(JSON.parse(printed.out)).toEqual(JSON.parse(JSON.stringify(inspect(MODEL))));
});

test('fold puts what standard scaling keeps into weights, and says which', () => {
  const config = JSON.stringify({ variant: 'dropout', p: 0.5, scaling: 'standard' });
  expect(command('insert', 'model.onnx', '--after', 'x', '--config', config, '-o', 'standard.onnx')).toBe(0);
  printed.out = '';
  expect(command('fold', 'standard.onnx', '-o', 'folded.onnx')).toBe(0);
  expect(printed.out).toMatch(/^1 edit undone, byte for byte\n.*\n.*\n {2}w_scaled is w times 0.5 for g\n/);
  expect(sameBytes(read('folded.onnx'), fold(read('standard.onnx')))).toBe(true);
  expect(command('fold', 'model.onnx', '-o', 'never.onnx')).toBe(1);
  expect(printed.error).toContain('fold: the model has no dropout that insert or activate put in');
});

test('native prints the options of the session, and what to know', () => {
  expect(command('native', 'model.onnx', '--node', 'd', '-o', 'native.onnx')).toBe(0);
  const options = '{"extra":{"optimization":{"disable_specified_optimizers":"EliminateDropout"}}}';
  expect(printed.out).toContain(`give the session ${options}\n  Masks come from the own generator of onnxruntime`);
  expect(inspect(read('native.onnx')).dropout[0]).toMatchObject({ training: 'on', output: 'd' });
  printed.out = '';
  expect(command('native', 'model.onnx', '-o', 'native.onnx', '--json')).toBe(0);
  expect(JSON.stringify(JSON.parse(printed.out).sessionOptions)).toBe(options);
});

describe('insert', () => {
  const config = { variant: 'dropout', p: 0.3 } as const;

  it.each([
    ['a name', ['--after', 'act'], 'h'],
    ['an operator', ['--op', 'Relu'], 'h'],
    ['a pattern', ['--pattern', '/^H$/i'], 'h'],
    ['several', ['--after', 'h', 'x', '--op', 'Relu'], ['h', 'x']],
  ])('by %s writes what the function gives', (_, places, sites) => {
    expect(command('insert', 'model.onnx', ...places, '--p', '0.3', '-o', 'out.onnx')).toBe(0);
    expect(sameBytes(read('out.onnx'), insert(MODEL, sites, config))).toBe(true);
    expect(printed.out).toContain('opset 13 became 18\nfeed seed (uint64) and step (uint32), both scalars\n');
  });

  it('at the candidates of one kind', () => {
    expect(command('insert', 'model.onnx', '--candidates', 'activation', '--p', '0.3', '-o', 'out.onnx', '--json')).toBe(0);
    expect(JSON.parse(printed.out).sites.map((site: { value: string }) => site.value)).toEqual(['h']);
  });

  it.each([[['--candidates']], [['--candidates', 'all']]])('at all candidates by %j', (places) => {
    expect(command('insert', 'model.onnx', ...places, '--p', '0.3', '-o', 'out.onnx')).toBe(0);
    expect(sameBytes(read('out.onnx'), insert(MODEL, inspect(MODEL).sites, config))).toBe(true);
  });

  it('with a config from a file, streams and a mode', () => {
    writeFileSync(file('config.json'), JSON.stringify({ variant: 'alpha', p: 0.2 }));
    const options = ['--config', file('config.json'), '--stream', 'h=hidden', '--mode', 'boolMask', '--json'];
    expect(command('insert', 'model.onnx', '--after', 'act', ...options, '-o', 'out.onnx')).toBe(0);
    const report = JSON.parse(printed.out);
    expect(report).toMatchObject({ mode: 'boolMask', newInputs: ['h_mask'] });
    expect(report.sites[0]).toMatchObject({ stream: streamId('hidden'), config: { variant: 'alpha', p: 0.2 } });
  });

  it.each([
    ['without what', ['--after', 'act'], 'say what to insert, by --p or --config'],
    ['without where', ['--p', '0.3'], 'say where, by --after, --op, --pattern or --candidates'],
    ['with both', ['--after', 'act', '--p', '0.3', '--config', '{"variant":"alpha","p":0.1}'], 'cannot be used with option'],
    ['with a wrong p', ['--after', 'act', '--p', '1.5'], '"p" expected a drop probability in [0, 1], got 1.5.'],
    ['with a p that is no number', ['--after', 'act', '--p', 'nan'], '"p" expected a drop probability in [0, 1], got NaN.'],
    ['with no JSON', ['--after', 'act', '--config', '{p:1}'], `Expected JSON such as '{"variant":"dropout","p":0.1}'`],
    ['with candidates of no kind', ['--candidates', 'relu', '--p', '0.3'], 'Allowed choices are all, activation, before linear'],
    ['with a wrong pattern', ['--pattern', '/(/', '--p', '0.3'], 'Invalid regular expression'],
    ['with a wrong stream', ['--after', 'act', '--p', '0.3', '--stream', 'h'], 'Expected value=stream.'],
    [
      'with an unknown mode',
      ['--after', 'act', '--p', '0.3', '--mode', 'gpu'],
      'Allowed choices are auto, rng, packedMask, boolMask',
    ],
  ])('%s is wrong usage: exit code 2', (_, args, message) => {
    expect(command('insert', 'model.onnx', ...args, '-o', 'never.onnx')).toBe(2);
    expect(printed.error).toContain(message);
    expect(readdirSync(folder)).not.toContain('never.onnx');
  });

  it('says what the model lacks: exit code 1, and the file that was there stays', () => {
    writeFileSync(file('kept.onnx'), 'as it was');
    expect(command('insert', 'model.onnx', '--after', 'nobody', '--p', '0.3', '-o', 'kept.onnx')).toBe(1);
    expect(printed.error).toContain('expected a place that the model has, got "nobody"');
    expect(read('kept.onnx').toString()).toBe('as it was');
  });
});

test('activate, then strip, in place: the native nodes go too, and no other file is left', () => {
  expect(command('activate', 'model.onnx', '-o', 'in-place.onnx')).toBe(0);
  expect(printed.out).toContain('1 dropout site\n  d: {"variant":"dropout","p":0.1}, stream ');
  expect(command('strip', 'in-place.onnx', '-o', 'in-place.onnx')).toBe(0);
  expect(printed.out).toContain('1 edit undone, byte for byte\n1 Dropout node removed\n  d (graph.node[2])\n');
  expect(inspect(read('in-place.onnx')).operators).toEqual({ Gemm: 2, Relu: 1 });
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('strip gives a real model back that two inserts changed', () => {
  const original = REAL_MODELS.find(({ name }) => name.includes('cls'))!.read();
  writeFileSync(file('real.onnx'), original);
  expect(command('insert', 'real.onnx', '--candidates', '--p', '0.1', '-o', 'once.onnx')).toBe(0);
  expect(
    command('insert', 'once.onnx', '--op', 'Conv', '--config', '{"variant":"dropConnect","p":0.2}', '-o', 'twice.onnx'),
  ).toBe(0);
  expect(command('strip', 'twice.onnx', '-o', 'back.onnx')).toBe(0);
  expect(sameBytes(read('back.onnx'), original)).toBe(true);
  expect(printed.out).toContain('2 edits undone');
});

test('upgrade and export write what the functions give', () => {
  expect(command('upgrade', 'model.onnx', '-o', 'new.onnx', '--opset', '19')).toBe(0);
  expect(sameBytes(read('new.onnx'), upgradeOpset(MODEL, 19))).toBe(true);
  const config = { variant: 'gaussian', p: 0.1 } as const;
  expect(command('export', '--config', JSON.stringify(config), '--shape', 'N,8', '--stream', '3', '-o', 'variant.onnx')).toBe(0);
  expect(sameBytes(read('variant.onnx'), exportVariant(config, ['N', 8], { stream: 3 }))).toBe(true);
});

describe('numbers out of range are wrong usage: exit code 2', () => {
  const variant = ['--config', '{"variant":"dropout","p":0.1}'];
  it.each([
    ['upgrade', ['model.onnx', '--opset', '99'], 'Expected an integer from 18 to 21.'],
    ['monte-carlo', ['model.onnx', '--samples', '0'], 'Expected an integer from 1 to 2^32 - 1.'],
    ['monte-carlo', ['model.onnx', '--classes', '1'], 'Expected an integer from 2 to 2^32 - 1.'],
    [
      'insert',
      ['model.onnx', '--op', 'Relu', '--p', '0.1', '--stream', 'h=99999999999'],
      'Expected an integer from 0 to 2^32 - 1.',
    ],
    ['export', [...variant, '--shape', '2', '--stream', '4294967296'], 'Expected an integer from 0 to 2^32 - 1.'],
    ['export', [...variant, '--shape', '-1,8'], 'Expected sizes such as N,128: -1 is no size.'],
    ['export', [...variant, '--shape', 'N,1.5'], '1.5 is no size.'],
    ['export', [...variant, '--shape', '99999999999999999999'], '99999999999999999999 is no size.'],
  ])('%s %j', (name, args, message) => {
    expect(command(name, ...args, '-o', 'never.onnx')).toBe(2);
    expect(printed.error).toContain(message);
    expect(readdirSync(folder)).not.toContain('never.onnx');
  });
});

test('--version is that of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(command('--version')).toBe(0);
  expect(printed.out).toBe(`${version}\n`);
});

test('strip says that native nodes go too', () => {
  expect(command('strip', '--help')).toBe(0);
  expect(printed.out.replace(/\s+/g, ' ')).toContain(
    'undo insert and activate byte for byte, then remove native Dropout nodes too',
  );
});

test('help names all commands and returns 0; nothing at all is wrong usage', () => {
  expect(command('--help')).toBe(0);
  for (const name of ['inspect', 'insert', 'activate', 'strip', 'upgrade', 'export']) expect(printed.out).toContain(`  ${name} `);
  expect(command()).toBe(2);
  expect(command('nonsense')).toBe(2);
});

test.each([
  ['a file that is not there', 'missing.onnx', 'ENOENT'],
  ['a file that is no model', 'text.onnx', 'expected an ONNX model, got an HTML or XML page'],
])('%s: exit code 1', (_, name, message) => {
  writeFileSync(file('text.onnx'), '<html></html>');
  expect(command('inspect', name)).toBe(1);
  expect(printed.error).toContain(message);
});

test('weights in other files are looked for beside the model: a note when it goes elsewhere', () => {
  const external = { name: 'w', dims: [2n], dataType: 1, dataLocation: 1, externalData: [{ key: 'location', value: 'w.bin' }] };
  const graph = {
    node: [node('Add', ['x', 'w'], ['y'])],
    initializer: [external],
    input: [value('x', [2])],
    output: [value('y')],
  };
  writeFileSync(file('external.onnx'), buildModel({ opset: 18, graph }));
  const elsewhere = join(mkdtempSync(join(folder, 'out-')), 'o');
  expect(command('insert', 'external.onnx', '--after', 'y', '--p', '0.3', '-o', elsewhere)).toBe(0);
  expect(printed.error).toContain('note: weights in other files');
});
