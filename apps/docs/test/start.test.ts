// The server behind npm run docs, started as a person would and stopped by Ctrl-C.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { serve } from '../scripts/serve.mjs';
import { DIST } from './browser.js';

const APP = fileURLToPath(new URL('..', import.meta.url));

function start(args: string[]): { child: ChildProcess; printed: () => string } {
  const child = spawn(process.execPath, ['scripts/start.mjs', ...args], { cwd: APP });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk));
  return { child, printed: () => text };
}

test('it says where the site is, serves it, and ends by Ctrl-C', async () => {
  const { child, printed } = start(['--port', '0']);
  while (!printed().includes('Ctrl-C')) await once(child.stdout!, 'data');
  const url = /http:\S+/.exec(printed())![0];
  expect((await fetch(url)).headers.get('content-type')).toContain('text/html');
  expect((await fetch(`${url}nothing.html`)).status).toBe(404);
  expect((await fetch(`${url}%E0%A4%A`)).status).toBe(404); // no text in any encoding
  expect((await fetch(`${url}..%2f..%2fpackage.json`)).status).toBe(404);
  child.kill('SIGINT');
  expect((await once(child, 'close'))[0]).toBe(0);
  expect(printed()).toContain('Stopped.');
});

test('a port that was asked for and is taken is named, with what to do', async () => {
  const other = await serve(DIST);
  onTestFinished(() => other.close());
  const { port } = new URL(other.url);
  const { child, printed } = start(['--port', port]);
  expect((await once(child, 'close'))[0]).toBe(1);
  expect(printed().trim()).toBe(`dropkit: port ${port} is taken. Another one: npm run docs -- --port 8000`);
});
