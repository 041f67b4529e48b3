// The command line.
import { parseArgs } from 'node:util';

/** @typedef {{ seed: bigint, samples: number, kind: 'convolutional' | 'recurrent', quick: boolean }} Options */

/** A mistake on the command line; the program ends with exit code 2. */
export class UsageError extends Error {}

export const HELP = `Trains a plain tfjs model on handwritten digits, saves and loads it, gives it dropkit's dropout, and samples it.

Usage: npm start -- [options]

  --seed N       fixes first weights and all masks of sampling: 0 to 2^53 - 1 (default 42)
  --samples N    Monte Carlo samples: 2 to 1000 (default 50)
  --recurrent    a model that reads digits line by line, with dropout inside its recurrent layer
  --quick        less training: everything runs, the numbers mean little
  --help         this text`;

/**
 * @param {string[]} args
 * @returns {Options | 'help'}
 * @throws {UsageError}
 */
export function parseOptions(args) {
  const values = parse(args);
  if (values.help) return 'help';
  return {
    seed: BigInt(integer('--seed', values.seed ?? '42', 0, Number.MAX_SAFE_INTEGER)),
    samples: integer('--samples', values.samples ?? '50', 2, 1000),
    kind: values.recurrent ? 'recurrent' : 'convolutional',
    quick: values.quick ?? false,
  };
}

/** @param {string[]} args */
function parse(args) {
  const flag = /** @type {const} */ ({ type: 'boolean' });
  const text = /** @type {const} */ ({ type: 'string' });
  try {
    return parseArgs({ args, options: { seed: text, samples: text, recurrent: flag, quick: flag, help: flag } }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** @param {string} name @param {string} text @param {number} least @param {number} most */
function integer(name, text, least, most) {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`${name} expected an integer from ${least} to ${most}, got "${text}".`);
}
