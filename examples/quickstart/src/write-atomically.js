// A file is either the old one or the whole new one, whatever happens in between.
import { access, constants, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Makes sure that a file can be written, before work is spent on what goes into it.
 *
 * @param {string} path its folder is made if missing
 * @throws {Error} when the path is a folder, or its folder cannot be made or written to
 */
export async function prepareFile(path) {
  await makeFolder(dirname(path));
  await access(dirname(path), constants.W_OK);
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) throw new Error(`${path} is a folder`);
}

/** One level after another: mkdir's own recursion does not end where a file system refuses new folders, as /proc does. @param {string} path */
async function makeFolder(path) {
  if (await stat(path).catch(() => undefined)) return;
  await makeFolder(dirname(path));
  await mkdir(path).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/**
 * Writes beside the file first, then moves into place.
 *
 * @param {string} path
 * @param {string} text
 */
export async function writeAtomically(path, text) {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
