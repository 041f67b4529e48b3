// The command line.
import { parseArgs } from 'node:util';

/** @typedef {{ seed: bigint, samples: number, p: number }} Options */

/** A mistake on the command line; the program ends with exit code 2. */
export class UsageError extends Error {}

export const HELP = `Gives a ready-made ONNX model dropout, and asks its samples how sure it is of handwritten numbers.

Usage: npm start -- [options]

  --seed N       fixes all masks: 0 to 2^53 - 1 (default 42)
  --samples N    Monte Carlo samples: 2 to 1000 (default 50)
  --p P          drop probability, above 0 and below 1 (default 0.2)
  --help         this text`;

/**
 * @param {string[]} args
 * @returns {Options | 'help'}
 * @throws {UsageError}
 */
export function parseOptions(args) {
  const values = parse(args);
  if (values.help) return 'help';
  const p = Number(values.p ?? '0.2');
  if (!(p > 0 && p < 1)) throw new UsageError(`--p expected a number above 0 and below 1, got "${values.p}".`);
  return {
    seed: BigInt(integer('--seed', values.seed ?? '42', 0, Number.MAX_SAFE_INTEGER)),
    samples: integer('--samples', values.samples ?? '50', 2, 1000),
    p,
  };
}

/** @param {string[]} args */
function parse(args) {
  const flag = /** @type {const} */ ({ type: 'boolean' });
  const text = /** @type {const} */ ({ type: 'string' });
  try {
    return parseArgs({ args, options: { seed: text, samples: text, p: text, help: flag } }).values;
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
