// Files that the command writes: whole or not at all, whatever fails on the way, and what was there stays until then.
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { runCommand } from '../src/cli/program.js';
import { activate } from '../src/surgery/activate.js';
import { insert } from '../src/surgery/insert.js';
import { strip } from '../src/surgery/strip.js';
import { upgradeOpset } from '../src/upgrade/upgrade-opset.js';
import { buildModel, floats, node, value } from './build.js';
import { sameBytes } from './same-bytes.js';

vi.mock('node:fs', async (importOriginal) => {
  const actual = await importOriginal<typeof fs>();
  const names = ['openSync', 'writeSync', 'fsyncSync', 'renameSync', 'rmSync', 'readSync'] as const;
  return { ...actual, ...Object.fromEntries(names.map((name) => [name, vi.fn(actual[name] as never)])) };
});

const P30 = { variant: 'dropout', p: 0.3 } as const;
const MODEL = buildModel({
  opset: 13,
  graph: {
    node: [node('Relu', ['x'], ['h']), node('Dropout', ['h', 'ratio'], ['d']), node('Neg', ['d'], ['y'])],
    initializer: [floats('ratio', [], [0.1])],
    input: [value('x', ['N', 2])],
    output: [value('y', ['N', 2])],
  },
});
const EDITED = insert(MODEL, 'h', P30);

/** Commands with what they write. */
const COMMANDS: readonly [string, Uint8Array, string[], Uint8Array][] = [
  ['insert', MODEL, ['--after', 'h', '--p', '0.3'], EDITED],
  ['activate', MODEL, [], activate(MODEL)],
  ['strip', EDITED, [], strip(EDITED)],
  ['upgrade', MODEL, [], upgradeOpset(MODEL)],
];

let folder: string;
let errors: string;
const file = (name: string) => join(folder, name);
const run = (...args: string[]) =>
  runCommand(args, {
    out: () => {},
    error: (text) => {
      errors += text;
    },
  });

beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'dropkit-files-'));
  errors = '';
});
afterEach(() => {
  vi.restoreAllMocks();
  fs.rmSync(folder, { recursive: true });
});

const { openSync, writeSync, fsyncSync, renameSync } = fs;
const CALLS = { openSync, writeSync, fsyncSync, renameSync };

/** A call of a function of node:fs fails, after some that do not. */
function fail(name: keyof typeof CALLS, code: string, calls = 0): void {
  const mock = vi.mocked(CALLS[name] as (...args: unknown[]) => unknown);
  const actual = mock.getMockImplementation()!;
  for (let i = 0; i < calls; i++) mock.mockImplementationOnce(actual);
  mock.mockImplementationOnce(() => {
    throw Object.assign(new Error(`${code}: made up`), { code });
  });
}

describe.each(COMMANDS)('%s', (command, given, args, expected) => {
  beforeEach(() => fs.writeFileSync(file('in.onnx'), given));

  it('in place', () => {
    expect(run(command, file('in.onnx'), ...args, '-o', file('in.onnx'))).toBe(0);
    expect(sameBytes(fs.readFileSync(file('in.onnx')), expected)).toBe(true);
    expect(fs.readdirSync(folder)).toEqual(['in.onnx']);
  });

  it.each([
    ['the folder is not writable', 'openSync', 'EACCES', 1], // the first file is read
    ['the disk is full', 'writeSync', 'ENOSPC', 0],
    ['the disk is broken', 'fsyncSync', 'EIO', 0],
    ['the file cannot be replaced', 'renameSync', 'EPERM', 0],
  ] as const)('%s: the output stays what it was, and nothing else is left', (_, name, code, calls) => {
    fs.writeFileSync(file('out.onnx'), 'as it was');
    fail(name, code, calls);
    expect(run(command, file('in.onnx'), ...args, '-o', file('out.onnx'))).toBe(1);
    expect(errors).toContain(code);
    if (code === 'EACCES') expect(errors).toContain(`no file can be made in the folder ${folder}: EACCES`);
    expect(fs.readFileSync(file('out.onnx'), 'utf8')).toBe('as it was');
    expect(fs.readdirSync(folder).sort()).toEqual(['in.onnx', 'out.onnx']);
  });

  it('the process ends before the file takes its place: the next one is not disturbed by what is left', () => {
    fs.writeFileSync(file('out.onnx'), 'as it was');
    for (let i = 0; i < 2; i++) {
      fail('renameSync', 'SIGKILL');
      // what is dead removes nothing
      vi.mocked(fs.rmSync).mockImplementationOnce(() => {});
      if (command === 'strip') vi.mocked(fs.rmSync).mockImplementationOnce(() => {});
      expect(run(command, file('in.onnx'), ...args, '-o', file('out.onnx'))).toBe(1);
      expect(fs.readFileSync(file('out.onnx'), 'utf8')).toBe('as it was');
    }
    vi.mocked(fs.rmSync).mockRestore();
    expect(run(command, file('in.onnx'), ...args, '-o', file('out.onnx'))).toBe(0);
    expect(sameBytes(fs.readFileSync(file('out.onnx')), expected)).toBe(true);
  });

  it('an output in no folder, in a file, or that is a folder', () => {
    fs.mkdirSync(file('sub'));
    for (const [output, code] of [
      [join('gone', 'out.onnx'), 'ENOENT'],
      [join('in.onnx', 'out.onnx'), 'ENOTDIR'],
      ['sub', 'EISDIR'],
    ] as const) {
      errors = '';
      expect(run(command, file('in.onnx'), ...args, '-o', file(output))).toBe(1);
      expect(errors).toContain(code);
      if (code !== 'EISDIR') {
        const where = file(output).replace('/out.onnx', '');
        expect(errors).toContain(`[@dropkit/onnx-export] write: the folder ${where} `);
        expect(errors).not.toContain('.tmp');
      }
      expect(fs.readdirSync(folder).sort()).toEqual(['in.onnx', 'sub']);
      expect(sameBytes(fs.readFileSync(file('in.onnx')), given)).toBe(true);
    }
  });

  it('a damaged input: no output', () => {
    for (const [name, bytes] of [
      ['cut.onnx', given.subarray(0, given.length - 40)],
      ['empty.onnx', new Uint8Array()],
      ['text.onnx', Buffer.from('version https://git-lfs.github.com/spec/v1')],
    ] as const) {
      fs.writeFileSync(file(name), bytes);
      expect(run(command, file(name), ...args, '-o', file('out.onnx'))).toBe(1);
      expect(errors).toContain('[@dropkit/onnx-export] read: ');
    }
    expect(fs.readdirSync(folder)).not.toContain('out.onnx');
    expect(run(command, folder, ...args, '-o', file('out.onnx'))).toBe(1);
    expect(errors).toContain('EISDIR');
  });
});

test('a disk that takes a few bytes at a time gets all of them', () => {
  const writeSync = vi.mocked(fs.writeSync as (file: number, bytes: Uint8Array, at: number, length: number) => number);
  const actual = writeSync.getMockImplementation()!;
  writeSync.mockImplementation((to, bytes, at, length) => actual(to, bytes, at, Math.min(length, 7)));
  fs.writeFileSync(file('in.onnx'), MODEL);
  expect(run('insert', file('in.onnx'), '--after', 'h', '--p', '0.3', '-o', file('out.onnx'))).toBe(0);
  expect(sameBytes(fs.readFileSync(file('out.onnx')), EDITED)).toBe(true);
});

test('a file that becomes shorter while it is read is an error', () => {
  fs.writeFileSync(file('in.onnx'), MODEL);
  vi.mocked(fs.readSync as () => number).mockImplementationOnce(() => 0);
  expect(run('inspect', file('in.onnx'))).toBe(1);
  expect(errors).toContain('became shorter while it was read');
});

test('a link stays a link, and who may read a file stays as it was', () => {
  fs.writeFileSync(file('model.onnx'), MODEL);
  fs.chmodSync(file('model.onnx'), 0o600);
  fs.mkdirSync(file('elsewhere'));
  fs.symlinkSync(file('model.onnx'), file('elsewhere/link.onnx'));
  expect(run('insert', file('elsewhere/link.onnx'), '--after', 'h', '--p', '0.3', '-o', file('elsewhere/link.onnx'))).toBe(0);
  expect(fs.lstatSync(file('elsewhere/link.onnx')).isSymbolicLink()).toBe(true);
  expect(sameBytes(fs.readFileSync(file('model.onnx')), EDITED)).toBe(true);
  expect(fs.statSync(file('model.onnx')).mode & 0o777).toBe(0o600);
  expect(fs.readdirSync(file('elsewhere'))).toEqual(['link.onnx']);
});
