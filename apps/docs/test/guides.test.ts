// Every example of a guide runs and prints what the guide says it prints.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findExamples, toModule } from '../../../checks/src/examples.js';
import { runNode } from '../../../checks/src/workspace.js';
import { findOutputs } from './outputs.js';

const APP = fileURLToPath(new URL('..', import.meta.url));
// inside this package, so that its dependencies are found; ignored by git
const FOLDER = join(APP, 'generated', 'guides');
const GUIDES = readdirSync(join(APP, 'guides')).filter((name) => name.endsWith('.md'));
/** Those of this package, and documents of the repository that the site shows. */
const TEXTS = [...GUIDES.map((guide) => join('guides', guide)), '../../docs/sites-and-schedules.md', '../../docs/spec.md'];
const EXAMPLES = TEXTS.flatMap((path) => {
  const guide = basename(path);
  const text = readFileSync(join(APP, path), 'utf8');
  const outputs = findOutputs(text);
  return findExamples(text).map((example) => ({ guide, output: outputs.get(example.line), ...example }));
});

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });

test.concurrent.each(EXAMPLES.map((example) => [`${example.guide} line ${example.line}`, example] as const))(
  '%s runs',
  async (_, { output, ...example }) => {
    const file = join(FOLDER, `${example.guide.replace('.md', '')}-line-${example.line}.mjs`);
    writeFileSync(file, toModule(example));
    const printed = await runNode([file], FOLDER);
    if (output !== undefined) expect(printed.trimEnd()).toBe(output.trimEnd());
  },
);

test('an output belongs to the block before it, and to nothing else', () => {
  const fence = '```';
  const block = (language: string, text: string) => `${fence}${language}\n${text}\n${fence}\n`;
  const text = `${block('js', 'a')}\n${block('text output', '1')}\n${block('js', 'b')}\nprose\n\n${block('text', '2')}`;
  expect([...findOutputs(text)]).toEqual([[1, '1\n']]);
  expect(() => findOutputs(block('text output', '3'))).toThrow('line 1');
});

test('each guide is a document of the site', () => {
  const { projectDocuments } = JSON.parse(readFileSync(join(APP, 'typedoc.json'), 'utf8'));
  expect(projectDocuments.filter((path: string) => path.startsWith('guides/')).sort()).toEqual(
    GUIDES.filter((name) => name !== 'home.md')
      .map((name) => `guides/${name}`)
      .sort(),
  );
});
