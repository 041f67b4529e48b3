// Runs a child process without stdin, either shown to the user or captured.
import { spawn } from 'node:child_process';
import { ROOT } from './root.mjs';

/** Exit code of a command that does not exist, as shells have it. */
const NOT_FOUND = 127;

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] default: the root folder
 * @property {NodeJS.ProcessEnv} [env] added to this process's environment
 * @property {boolean | 'stderr'} [show] let the child write to our terminal instead of capturing its output; `stderr`: all of it there
 */

/**
 * Runs a command to its end; never throws for an exit code.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, stdout: string, output: string }>} output holds stdout and stderr as they came
 */
export function run(command, args, { cwd = ROOT, env = {}, show = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: show ? ['ignore', show === 'stderr' ? 2 : 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      // npx and pnpm are .cmd files on Windows, which only a shell can start
      shell: process.platform === 'win32' && command !== process.execPath,
    });
    let stdout = '';
    let output = '';
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
      output += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', (error) => resolve({ code: NOT_FOUND, stdout, output: output + error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, stdout, output }));
  });
}

/**
 * The end of a captured output without stack traces, for a failure's text.
 *
 * @param {string} output
 * @param {number} [lines]
 */
export function lastLines(output, lines = 15) {
  const told = output.split('\n').filter((line) => line.trim() !== '' && !/^(npm error)?\s+at /.test(line));
  return told.slice(-lines).join('\n');
}
