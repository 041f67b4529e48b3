// Writing the numbers: whole or not at all, and refused before the measurements rather than after them.
import { randomUUID } from 'node:crypto';
import { access, constants, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UsageError } from './options.js';

/**
 * Whether `file` can be written later; asked before a long run.
 *
 * @param {string} file
 * @throws {UsageError}
 */
export async function checkWritable(file) {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) throw new UsageError(`--json expected a file, got the folder ${JSON.stringify(file)}.`);
  try {
    await access(dirname(file), constants.W_OK);
  } catch {
    throw new UsageError(`--json expected a file in an existing folder that can be written, got ${JSON.stringify(file)}.`);
  }
}

/**
 * Writes JSON beside `file` and renames it, so that a reader sees the old file or the new one.
 *
 * @param {string} file
 * @param {unknown} value
 */
export async function writeJson(file, value) {
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, `${JSON.stringify(value, undefined, 2)}\n`);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
