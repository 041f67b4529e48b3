// The command line: what may be said, what it means, and clear errors for the rest.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** @typedef {{ seed: bigint, out: string, samples: number, epochs: number, quick: boolean }} Options */

/** A mistake on the command line; the program ends with exit code 2. */
export class UsageError extends Error {}

export const HELP = `Trains two small networks on 1,000 handwritten digits, one with dropout, tests both on 9,000 others,
and shows what Monte Carlo dropout knows about its own errors.

Usage: npm start -- [options]

  --seed N       fixes the split, the weights, the batches and all masks: 0 to 2^64 - 1 (default 42)
  --epochs N     passes over the training digits: 1 to 1000 (default 24, with --quick 3)
  --samples N    Monte Carlo samples: 2 to 1000 (default 50, with --quick 6)
  --out FILE     where to write the report (default report/index.html in the folder of the example)
  --quick        a short run that shows that everything works; too short for its numbers to mean much
  --help         this text

Results go to standard output and are the same for the same seed (npm itself prints two lines there; npm --silent start does not); progress and times go to standard error.`;

/** The report's place, unless --out says otherwise: beside the sources, wherever the program was started. */
const DEFAULT_OUT = new URL('../report/index.html', import.meta.url);

/**
 * @param {string[]} args
 * @returns {Options | 'help'}
 * @throws {UsageError}
 */
export function parseOptions(args) {
  const { values } = parse(args);
  if (values.help) return 'help';
  const quick = values.quick ?? false;
  return {
    seed: integer('--seed', values.seed ?? '42', 0n, 2n ** 64n - 1n),
    epochs: Number(integer('--epochs', values.epochs ?? (quick ? '3' : '24'), 1n, 1000n)),
    samples: Number(integer('--samples', values.samples ?? (quick ? '6' : '50'), 2n, 1000n)),
    out: file('--out', values.out),
    quick,
  };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      options: {
        seed: { type: 'string' },
        epochs: { type: 'string' },
        samples: { type: 'string' },
        out: { type: 'string' },
        quick: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {string} name
 * @param {string} text
 * @param {bigint} least
 * @param {bigint} most
 */
function integer(name, text, least, most) {
  const value = /^\d{1,20}$/.test(text) ? BigInt(text) : undefined;
  if (value !== undefined && value >= least && value <= most) return value;
  throw new UsageError(`${name} expected an integer from ${least} to ${most}, got "${text}".`);
}

/**
 * @param {string} name
 * @param {string | undefined} path
 */
function file(name, path) {
  if (path === undefined) return fileURLToPath(DEFAULT_OUT);
  if (path === '' || path.endsWith('/')) throw new UsageError(`${name} expected the path of a file, got "${path}".`);
  return resolve(path);
}
