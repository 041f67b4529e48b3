// The static checks can fail: each rule with a case that keeps it and one that breaks it.
import { expect, test } from 'vitest';
import { arrowErrors } from '../../../scripts/check/arrows.mjs';
import { machinePaths } from '../../../scripts/check/paths.mjs';
import { manifestErrors } from '../../../scripts/check/published.mjs';
import { wantedVersion } from '../../../scripts/lib/pnpm.mjs';

const CPU = { name: '@dropkit/cpu', dependencies: { '@dropkit/core': '*' }, devDependencies: { '@dropkit/conformance': '*' } };

test('cpu may use core, and conformance in its tests', () => {
  const sources = [{ file: 'src/a.ts', imports: ['@dropkit/core', './b.js'] }];
  const tests = [{ file: 'test/a.test.ts', imports: ['@dropkit/conformance', '@dropkit/core/vectors/x.json', 'vitest'] }];
  expect(arrowErrors(CPU, sources, tests)).toEqual([]);
});

test.each([
  ['conformance in its sources', CPU, ['@dropkit/conformance'], []],
  ['an adapter', CPU, ['@dropkit/tfjs-adapter'], []],
  ['conformance at run time', { ...CPU, dependencies: { '@dropkit/conformance': '*' } }, [], []],
  ['conformance as a peer', { ...CPU, peerDependencies: { '@dropkit/conformance': '*' } }, [], []],
])('cpu may not use %s', (_, manifest, imports, tests) => {
  expect(arrowErrors(manifest, [{ file: 'src/a.ts', imports }], tests)).toHaveLength(1);
});

test('core uses nothing of ours, not even in tests', () => {
  const core = { name: '@dropkit/core', devDependencies: { '@dropkit/conformance': '*' } };
  expect(arrowErrors(core, [], [{ file: 'test/a.test.ts', imports: ['@dropkit/conformance'] }])).toHaveLength(2);
});

test('a package without an arrow is an error', () => {
  expect(arrowErrors({ name: '@dropkit/new' }, [], [])[0]).toContain('not in ARROWS');
});

test('finds paths of one machine, and only those', () => {
  const folder = (...names: string[]) => ['', ...names].join('/');
  expect(machinePaths(`see ${folder('home', 'me', 'x.ts')} and ${folder('tmp', 'explore')}`)).toHaveLength(2);
  expect(machinePaths('packages/root/x ./tmp/a https://x.org/home/a /usr/bin/chromium')).toEqual([]);
});

test('a public manifest keeps the rules of the house', () => {
  const scripts = { build: 'b', typecheck: 't', test: 't' };
  const rest = { license: 'MIT', engines: { node: '>=20' }, description: 'd', files: ['dist'], exports: { '.': {} }, scripts };
  const good = { type: 'module', sideEffects: false, ...rest };
  expect(manifestErrors(good)).toEqual([]);
  expect(manifestErrors({ ...good, sideEffects: true, main: 'x' })).toHaveLength(2);
});

test('reads the version of pnpm without its checksum', () => {
  expect(wantedVersion('{"packageManager":"pnpm@10.1.2+sha512.abc"}')).toBe('10.1.2');
});
