// A plain static server for the built site, for people and for tests.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.bin': 'application/octet-stream',
};

/**
 * Serves a folder under a path.
 *
 * @param {string} root
 * @param {{ port?: number, base?: string, maxAge?: number }} [options] port 0 takes a free one; base begins and ends with a slash; maxAge: seconds that
 * browsers may keep what they got, 0 (the default) so that a rebuilt site is seen at once
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve(root, { port = 0, base = '/', maxAge = 0 } = {}) {
  const server = createServer(async ({ url = '/' }, response) => {
    const file = await findFile(root, base, pathOf(url));
    if (!file) return response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'cache-control': `max-age=${maxAge}` });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, 'localhost', () => resolve(undefined)));
  const { port: actual } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://localhost:${actual}${base}`,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

/**
 * The path of a request, empty for one that cannot be read.
 *
 * @param {string} url
 */
function pathOf(url) {
  try {
    return decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return '';
  }
}

/**
 * @param {string} root
 * @param {string} base
 * @param {string} path
 * @returns {Promise<string | undefined>}
 */
async function findFile(root, base, path) {
  if (!path.startsWith(base)) return undefined;
  const file = join(root, normalize(`/${path.slice(base.length)}`));
  for (const candidate of [file, join(file, 'index.html')]) {
    const found = await stat(candidate).catch(() => undefined);
    if (found?.isFile()) return candidate;
  }
  return undefined;
}
