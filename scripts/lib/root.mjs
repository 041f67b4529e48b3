// Where things are: the root folder, and the folder in which the user typed the command (npm changes to the root).
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository's root folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Absolute path of the folder that the command was typed in. */
export const CALLER = process.env.INIT_CWD ?? process.cwd();
