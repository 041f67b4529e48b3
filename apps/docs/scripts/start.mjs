// npm run docs, once everything is built: serves dist/ until it is stopped. Option: --port N, without which the first free one is taken.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ForeseenFailure, main } from '../../../scripts/lib/failure.mjs';
import { serve } from './serve.mjs';

const FIRST = 4321;
const TRIED = 20;
const DIST = fileURLToPath(new URL('../dist', import.meta.url));

await main(async () => {
  const { values } = parseArgs({ options: { port: { type: 'string' } } });
  const { url, close } = values.port === undefined ? await onFreePort() : await onPort(Number(values.port));
  console.log(`\nThe site is at ${url}\nCtrl-C stops it.`);
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve(undefined));
  });
  await close();
  console.log('\nStopped.');
  return 0;
});

async function onFreePort() {
  for (let port = FIRST; port < FIRST + TRIED; port++) {
    const server = await serve(DIST, { port }).catch((error) => {
      if (!isBusy(error)) throw error;
    });
    if (server) return server;
    console.log(`Port ${port} is taken.`);
  }
  return serve(DIST, { port: 0 });
}

/** @param {number} port */
async function onPort(port) {
  return serve(DIST, { port }).catch((error) => {
    if (isBusy(error)) throw new ForeseenFailure(`port ${port} is taken. Another one: npm run docs -- --port 8000`);
    if (error.code === 'EACCES')
      throw new ForeseenFailure(`port ${port} may not be opened. Another one: npm run docs -- --port 8000`);
    throw error;
  });
}

/** @param {unknown} error */
function isBusy(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE';
}
