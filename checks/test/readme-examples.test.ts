// Every example of a README runs, and its types hold, against the built packages.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { type Example, findExamples, toModule } from '../src/examples.js';
import { publicPackages, ROOT, runNode } from '../src/workspace.js';

interface Placed extends Example {
  readme: string;
}

// inside this package, so that its dependencies are found; ignored by git
const FOLDER = join(ROOT, 'checks', 'generated');
const READMES = ['README.md', ...publicPackages().map(({ folder }) => relative(ROOT, join(folder, 'README.md')))];
const EXAMPLES = READMES.flatMap(examplesOf);

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });

test.each(READMES)('%s has an example', (readme) => {
  expect(
    EXAMPLES.map((example) => example.readme),
    'files with js or ts blocks',
  ).toContain(readme);
});

// Dawn for Node crashed once and hung once in some thirty runs while its process ended, after all was printed: its example, and no
// other, is tried again
const usesDawn = ({ code }: Placed) => code.includes("from 'webgpu'");
const TRIES_AGAIN = 2;

for (const example of EXAMPLES) {
  const retry = usesDawn(example) ? TRIES_AGAIN : 0;
  test(`${example.readme} line ${example.line} runs`, { retry }, async () => {
    const file = fileName(example, 'mjs');
    writeFileSync(file, toModule(example));
    await runNode([file], FOLDER);
  });
}

test('the types of all ts examples hold', async () => {
  const files = EXAMPLES.filter(({ language }) => language === 'ts').map((example) => {
    const file = fileName(example, 'ts');
    writeFileSync(file, `${example.code}\nexport {};\n`);
    return basename(file);
  });
  if (files.length > 0) await typecheck(files);
});

function examplesOf(readme: string): Placed[] {
  const file = join(ROOT, readme);
  return existsSync(file) ? findExamples(readFileSync(file, 'utf8')).map((example) => ({ readme, ...example })) : [];
}

function fileName({ readme, line }: Placed, extension: string): string {
  return join(FOLDER, `${readme.replaceAll(/[^\w]+/g, '-')}-line-${line}.${extension}`);
}

async function typecheck(files: string[]): Promise<void> {
  const compilerOptions = { types: ['node'], noUnusedLocals: false };
  const config = join(FOLDER, 'tsconfig.json');
  writeFileSync(config, JSON.stringify({ extends: '../../tsconfig.base.json', compilerOptions, files }));
  await runNode([join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', config], FOLDER);
}
