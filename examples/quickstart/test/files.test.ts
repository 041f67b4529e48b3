import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { html, raw } from '../src/report/html.js';
import { prepareFile, writeAtomically } from '../src/write-atomically.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropkit-quickstart-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('writing', () => {
  it('replaces a file as a whole and leaves nothing else behind', async () => {
    const path = join(folder, 'new', 'index.html');
    await prepareFile(path);
    await writeAtomically(path, 'first');
    await writeAtomically(path, 'second');
    expect(await readFile(path, 'utf8')).toBe('second');
    expect(await readdir(join(folder, 'new'))).toEqual(['index.html']);
  });

  it('leaves nothing behind when it fails', async () => {
    const path = join(folder, 'taken', 'index.html');
    await mkdir(path, { recursive: true });
    await expect(prepareFile(path)).rejects.toThrow('is a folder');
    await expect(writeAtomically(path, 'text')).rejects.toThrow();
    expect(await readdir(join(folder, 'taken'))).toEqual(['index.html']);
  });
});

describe('html', () => {
  it('escapes text, keeps HTML, joins lists', () => {
    expect(html`<b>${'<&"\''}</b>`.text).toBe('<b>&#60;&#38;&#34;&#39;</b>');
    expect(html`${raw('<i>')}${[html`${1}`, html`${2}`]}`.text).toBe('<i>12');
  });
});
