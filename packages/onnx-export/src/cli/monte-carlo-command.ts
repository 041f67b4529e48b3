// `monte-carlo`: T samples in one run, verified on the runtime of the user's project before anything is written.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Command, InvalidArgumentError } from 'commander';
import { tiled } from '../monte-carlo/monte-carlo.js';
import type { MonteCarloOptions, MonteCarloReport } from '../monte-carlo/options.js';
import { type Verification, verifyMonteCarlo } from '../monte-carlo/verify.js';
import type { Runtime } from '../session/runtime.js';
import { join as joined } from '../surgery/edited.js';
import { integerArgument, MOST_32 } from './arguments.js';
import { readModel, writeModel } from './files.js';

/** Where the command prints, and who waits for what takes time. */
export interface LaterOutput {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** Gets the exit code of a command that goes on after `runCommand` has returned 0. */
  readonly later?: (code: Promise<number>) => void;
}

interface Arguments {
  readonly output: string;
  readonly json?: true;
  readonly samples?: number;
  readonly classes?: MonteCarloOptions['classes'];
  readonly statistics: boolean;
  readonly verify: boolean;
}

/** Runtimes to verify on, the first that is installed. */
const RUNTIMES = ['onnxruntime-node', 'onnxruntime-web'] as const;

/** Adds the command to the program. */
export function addMonteCarlo(program: Command, output: LaterOutput): void {
  program
    .command('monte-carlo')
    .description('compute several samples in one run, with their statistics')
    .argument('<model>', 'a .onnx file that draws: activate or insert made it')
    .requiredOption('-o, --output <file>', 'where to write; can be the model itself')
    .option('--samples <number>', 'how many samples; else an input of the model says it', integerArgument(1, MOST_32))
    .option(
      '--classes <number>',
      'classes of the output, or output=number for one of several; can be given again',
      classesArgument,
    )
    .option('--no-statistics', 'samples only')
    .option('--no-verify', 'do not compare with separate runs first')
    .option('--json', 'print what was done as JSON')
    .action((path: string, options: Arguments) => {
      const bytes = readModel(path);
      const { samples, classes, statistics } = options;
      const asked = { statistics, ...(samples !== undefined && { samples }), ...(classes !== undefined && { classes }) };
      const { pieces, report } = tiled(bytes, asked);
      if (!options.verify) return done(output, options, pieces, report, null);
      const model = joined([...pieces]);
      const write = (verified: Verified | null) => done(output, options, [model], report, verified);
      output.later?.(verifiedFirst(output, bytes, model, write));
    });
}

interface Verified extends Pick<Verification, 'samples' | 'equal' | 'largestDifference'> {
  readonly runtime: string;
}

async function verifiedFirst(
  output: LaterOutput,
  bytes: Uint8Array,
  model: Uint8Array,
  write: (verified: Verified | null) => void,
): Promise<number> {
  try {
    const found = await installedRuntime();
    if (!found) {
      write(null);
      output.error(`note: not verified, since neither ${RUNTIMES.join(' nor ')} is installed here\n`);
      return 0;
    }
    const { samples, equal, largestDifference } = await verifyMonteCarlo(found.ort, bytes, model, {
      sessionOptions: { logSeverityLevel: 3 },
    });
    write({ runtime: found.name, samples, equal, largestDifference });
    return 0;
  } catch (error) {
    output.error(
      `${error instanceof Error ? error.message : String(error)}\nnothing was written; --no-verify leaves the comparison out\n`,
    );
    return 1;
  }
}

/** From the folder that the command runs in. */
async function installedRuntime(): Promise<{ name: string; ort: Runtime } | undefined> {
  const { resolve } = createRequire(join(process.cwd(), 'package.json'));
  for (const name of RUNTIMES) {
    let path: string;
    try {
      path = resolve(name);
    } catch {
      continue;
    }
    const loaded = (await import(pathToFileURL(path).href)) as Runtime & { default?: Runtime };
    return { name, ort: loaded.InferenceSession ? loaded : loaded.default! };
  }
  return undefined;
}

function done(
  { out }: LaterOutput,
  { output, json }: Arguments,
  pieces: Iterable<Uint8Array>,
  report: MonteCarloReport,
  verified: Verified | null,
): void {
  const size = writeModel(output, pieces);
  if (json) out(`${JSON.stringify({ ...report, verified }, null, 2)}\n`);
  else out(`${reportText(report, verified)}${output}: ${size} bytes\n`);
}

function reportText({ address, samples, outputs }: MonteCarloReport, verified: Verified | null): string {
  const lines = outputs.map(({ name, mean, variance, predictiveEntropy, mutualInformation }) => {
    const others = [mean, variance, predictiveEntropy, mutualInformation].filter(Boolean);
    return `  ${name}: samples along its first axis${others.length > 0 ? `; ${others.join(', ')}` : ''}`;
  });
  const count =
    typeof samples === 'number' ? `${samples} samples in one run` : `samples in one run, as many as ${samples} (int64) says`;
  const feed = `feed ${address.seed} (uint64) and ${address.step} (uint32), that of the first sample; all scalars`;
  return [count, ...lines, feed, ...(verified ? [verifiedText(verified)] : [])].map((line) => `${line}\n`).join('');
}

function verifiedText({ runtime, samples, equal, largestDifference }: Verified): string {
  const how = equal ? 'bit by bit' : `but for rounding, ${largestDifference.toExponential(1)} of the largest value`;
  return `verified on ${runtime}: ${samples} samples are those of separate runs ${how}`;
}

/** `10`, or `name=10`. */
function classesArgument(text: string, before?: MonteCarloOptions['classes']): MonteCarloOptions['classes'] {
  const at = text.lastIndexOf('=');
  const count = integerArgument(2, MOST_32)(text.slice(at + 1));
  if (at < 0 && before === undefined) return count;
  if (at < 1 || typeof before === 'number') throw new InvalidArgumentError('Expected a number, or output=number for each.');
  return { ...before, [text.slice(0, at)]: count };
}
