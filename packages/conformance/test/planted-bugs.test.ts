// The suite must be able to fail: each planted bug is caught by the cases that are named for it, and by no others.
import { describe, expect, it } from 'vitest';
import { createSuite } from '../src/index.js';
import { BUGS } from './planted/bugs.js';
import { PANEL } from './planted/panel.js';
import { createReadableBackend, type Parts } from './planted/readable-backend.js';

async function failuresOf(changes: Partial<Parts>): Promise<string[]> {
  const suite = await createSuite({ name: 'planted', create: () => createReadableBackend(changes) });
  const failed: string[] = [];
  for (const id of PANEL) if ((await suite.run(id)).status === 'failed') failed.push(id);
  return failed;
}

describe('planted bugs', () => {
  it('control: the healthy backend passes the whole panel', async () => {
    expect(await failuresOf({})).toEqual([]);
  });
  it.each(BUGS)('$name', async ({ changes, caught }) => {
    expect(caught).not.toEqual([]);
    expect(new Set(await failuresOf(changes))).toEqual(new Set(caught));
  });
});
