// Every example of a README runs, and its types hold, against the built packages.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findExamples, toModule } from '../src/examples.js';
import { publicPackages, ROOT, runNode } from '../src/workspace.js';

// inside this package, so that its dependencies are found; ignored by git
const FOLDER = join(ROOT, 'checks', 'generated');
const READMES = [ROOT, ...publicPackages().map(({ folder }) => folder)].map((folder) => join(folder, 'README.md'));

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });

describe.each(READMES)('%s', (readme) => {
  const name = relative(ROOT, readme);
  const examples = existsSync(readme) ? findExamples(readFileSync(readme, 'utf8')) : [];

  test(`${name} has an example`, () => expect(examples.length, `js or ts blocks in ${name}`).toBeGreaterThan(0));

  test.each(examples)(`${name} line $line runs`, async (example) => {
    const file = fileName(name, example.line, 'mjs');
    writeFileSync(file, toModule(example));
    await runNode([file], FOLDER);
  });

  test.each(examples.filter(({ language }) => language === 'ts'))(`${name} line $line has sound types`, async (example) => {
    const file = fileName(name, example.line, 'ts');
    writeFileSync(file, `${example.code}\nexport {};\n`);
    await typecheck(file);
  });
});

function fileName(readme: string, line: number, extension: string): string {
  return join(FOLDER, `${readme.replaceAll(/[^\w]+/g, '-')}-${line}.${extension}`);
}

async function typecheck(file: string): Promise<void> {
  const config = `${file}config.json`;
  const options = { types: ['node'], noUnusedLocals: false };
  writeFileSync(config, JSON.stringify({ extends: '../../tsconfig.base.json', compilerOptions: options, files: [file] }));
  await runNode([join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', config], FOLDER);
}
