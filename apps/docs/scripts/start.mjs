// npm run docs, once everything is built: serves dist/ until it is stopped. Options: --port N.

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { serve } from './serve.mjs';

const { values } = parseArgs({ options: { port: { type: 'string', default: '4321' } } });
const { url } = await serve(fileURLToPath(new URL('../dist', import.meta.url)), { port: Number(values.port) });
console.log(`The site is at ${url} (Ctrl-C stops it)`);
