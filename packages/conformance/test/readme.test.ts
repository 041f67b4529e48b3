// The README's example of a driver is the file that runs here, and its sample of a failure is what a failure looks like.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createSuite } from '../src/index.js';
import { createReadableBackend } from './planted/readable-backend.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('shows the driver that runs in third-party.test.ts', () => {
  const driver = readFileSync(new URL('./third-party.test.ts', import.meta.url), 'utf8');
  const shown = /```ts no-run\n([\s\S]*?)```/.exec(readme)![1];
  const sorted = (text: string) => text.replace('@dropkit/conformance', '../src/index.js').split('\n').sort();
  expect(sorted(shown)).toEqual(sorted(driver));
  expect(shown.trim().split('\n')).toHaveLength(14);
});

it('shows a failure as it is', async () => {
  const suite = await createSuite({ name: 'scale missing', create: () => createReadableBackend({ kept: (_, x) => x }) });
  const error = await suite.check('select:inverted/train/p-0.1').catch((thrown: Error) => thrown);
  expect(readme).toContain((error as Error).message);
});
