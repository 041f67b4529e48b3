// The packages as users get them: packed, installed outside the workspace, run in fresh processes.
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copySources, createProject, installedPackages, packAll, remove, type Scratch } from '../src/packed-project.js';
import { ROOT, readManifest, runNode } from '../src/workspace.js';

const QUICKSTART = join(ROOT, 'examples', 'quickstart');
const TFJS_EXAMPLE = join(ROOT, 'examples', 'tfjs');

let scratch: Scratch;
let consumer: string;

beforeAll(async () => {
  scratch = await packAll();
  const ours = { '@dropkit/conformance': '*', '@dropkit/onnx-export': '*' };
  const examples = { ...readManifest(QUICKSTART).dependencies, ...readManifest(TFJS_EXAMPLE).dependencies };
  consumer = await createProject(scratch, 'consumer', { ...examples, ...ours });
});

afterAll(() => remove(scratch));

test('installing @dropkit/cpu brings core, what core depends on, and nothing else', async () => {
  const project = await createProject(scratch, 'cpu-only', { '@dropkit/cpu': '*' });
  const ofCore = Object.keys(readManifest(join(ROOT, 'packages', 'core')).dependencies ?? {});
  expect(await installedPackages(project)).toEqual(['@dropkit/core', '@dropkit/cpu', ...ofCore].sort());
});

test.each(['simd', 'plain'])('the packed cpu backend (%s) passes the packed conformance suite', async (path) => {
  const program = join(consumer, 'run-conformance.js');
  await copyFile(join(ROOT, 'checks', 'fixtures', 'run-conformance.js'), program);
  expect(await runNode([program, path], consumer)).toMatch(/^(\d+) of \1 cases passed, 0 failed, 0 failed as expected$/m);
});

test('the packed types compile with a library of ES2022, every declaration checked', async () => {
  await copyFile(join(ROOT, 'checks', 'fixtures', 'consumer.ts'), join(consumer, 'consumer.ts'));
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    target: 'ES2022',
    lib: ['ES2022', 'DOM'],
    types: [],
    module: 'NodeNext',
  };
  await writeFile(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
  await runNode([join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.'], consumer);
});

test('the quickstart runs on the packed packages', async () => {
  await copySources(join(QUICKSTART, 'src'), join(consumer, 'src'));
  await runNode(['src/main.js', '--quick'], consumer);
});

test('the tfjs example runs on the packed packages', async () => {
  await copySources(join(TFJS_EXAMPLE, 'src'), join(consumer, 'tfjs'));
  expect(await runNode(['tfjs/main.js', '--quick', '--samples', '2'], consumer)).toContain(
    'convertDropout "convolutional": 2 replaced',
  );
});

test('the packed command inspects a model and writes one', async () => {
  const command = join(consumer, 'node_modules', '@dropkit', 'onnx-export', 'bin', 'dropkit-onnx.js');
  const model = join(consumer, 'variant.onnx');
  await runNode([command, 'export', '--config', '{"variant":"dropout","p":0.1}', '--shape', 'N,8', '-o', model], consumer);
  const { inputs } = JSON.parse(await runNode([command, 'inspect', model, '--json'], consumer));
  expect(inputs.map(({ name }: { name: string }) => name)).toEqual(['x', 'seed', 'step']);
});
